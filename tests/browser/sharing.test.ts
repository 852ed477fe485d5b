import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "./chromium";
import { type Site, startSite } from "./site";
import { linkTo, offersTo, openPage, seesMoving, type Visitor } from "./visitors";

let site: Site;
let browser: Browser;
let visitors: Visitor[] = [];
let ids: string[] = [];

beforeAll(async () => {
  [site, browser] = await Promise.all([startSite(), launchChromium()]);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const arrive = async (): Promise<{ page: Page; id: string }> => {
  const visitor = await openPage(browser, site);
  const id = await visitor.page.evaluate(() => window.parley.enter());
  visitors.push(visitor);
  ids.push(id);
  return { page: visitor.page, id };
};

/** Everybody's camera moves in front of everybody else. */
const everybodySees = () =>
  Promise.all(
    visitors.flatMap(({ page }, viewer) =>
      ids.filter((_, shown) => shown !== viewer).map((id) => seesMoving(page, id)),
    ),
  );

/** The screen somebody shares moves, beside their camera. */
const seesScreen = (page: Page, id: string) => seesMoving(page, id, `screen-${id}`);
const seesNoScreen = (page: Page, id: string) =>
  page.waitForFunction((who) => {
    const person = window.parley.client?.getState().people.find((p) => p.id === who);
    return person !== undefined && !person.screen && person.screenStream === null;
  }, id);
const share = (page: Page, options = {}) =>
  page.evaluate((how) => window.parley.client?.startShare(how), options);

describe("a shared screen", () => {
  it("is seen and heard beside the camera, by late comers too, and again without another exchange", async () => {
    const ann = await arrive();
    const ben = await arrive();
    await everybodySees();

    expect(await share(ann.page)).toEqual({ kind: "started" });
    await seesScreen(ben.page, ann.id);
    await ben.page.waitForFunction((who) => window.parley.loudness(`screen-${who}`) > 0.01, ann.id);
    await everybodySees();
    const size = await ben.page.evaluate(
      (who) => (document.getElementById(`screen-${who}`) as HTMLVideoElement).videoWidth,
      ann.id,
    );
    expect(size).toBeGreaterThan(640);
    // Nobody's camera was taken for the screen, nor the other way round.
    const streams = await ben.page.evaluate((who) => {
      const person = window.parley.client?.getState().people.find((p) => p.id === who);
      return [person?.stream?.id, person?.screenStream?.id, person?.screen?.streamId];
    }, ann.id);
    expect(streams[1]).toBe(streams[2]);
    expect(streams[0]).not.toBe(streams[1]);

    const cara = await arrive();
    await Promise.all([seesScreen(cara.page, ann.id), everybodySees()]);

    await ann.page.evaluate(() => window.parley.client?.stopShare());
    await Promise.all([seesNoScreen(ben.page, ann.id), seesNoScreen(cara.page, ann.id)]);
    const exchanges = async () =>
      Promise.all([offersTo(ann.page, ben.id), offersTo(ben.page, ann.id)]);
    const before = await exchanges();
    const lines = await ann.page.evaluate(() => window.parley.descriptionLines());
    expect(await share(ann.page)).toEqual({ kind: "started" });
    await Promise.all([seesScreen(ben.page, ann.id), seesScreen(cara.page, ann.id)]);
    expect(await exchanges()).toEqual(before);
    expect(await ann.page.evaluate(() => window.parley.descriptionLines())).toEqual(lines);
    await everybodySees();
  }, 60_000);

  it("is one at a time: somebody else is asked first, and taking over ends it", async () => {
    const [ann, ben, cara] = visitors.map(({ page }, index) => ({ page, id: ids[index] ?? "" }));
    if (!ann || !ben || !cara) throw new Error("nobody is here");
    const refused = await share(ben.page);
    expect(refused?.kind).toBe("busy");
    expect(await share(ben.page, { takeOver: true })).toEqual({ kind: "started" });
    await Promise.all([seesScreen(ann.page, ben.id), seesScreen(cara.page, ben.id)]);
    await Promise.all([seesNoScreen(ben.page, ann.id), seesNoScreen(cara.page, ann.id)]);
    const { share: annShares, notice } = await ann.page.evaluate(() => {
      const { share, notice } = window.parley.client?.getState() ?? {};
      return { share, notice };
    });
    expect(annShares?.on).toBe(false);
    expect(notice?.what).toBe("stop-share");
    await everybodySees();
  });

  it("goes on after the socket was lost, and over a link that is built anew", async () => {
    const [ann, ben] = visitors.map(({ page }, index) => ({ page, id: ids[index] ?? "" }));
    if (!ann || !ben) throw new Error("nobody is here");
    await ben.page.evaluate(() =>
      window.parley.client?.simulate({ what: "drop-socket", forMs: 500 }),
    );
    await ben.page.waitForFunction(
      () => window.parley.client?.getState().status === "reconnecting",
    );
    await ben.page.waitForFunction(() => window.parley.client?.getState().status === "connected");
    await seesScreen(ann.page, ben.id);

    const dead = await linkTo(ann.page, ben.id);
    await ann.page.evaluate((who) => window.parley.client?.mesh.peer(who)?.link?.close(), ben.id);
    await ann.page.waitForFunction(
      ([who, old]) => {
        const now = window.parley.client?.mesh.peer(who)?.link;
        return now && now.id !== old && now.state === "connected";
      },
      [ben.id, dead] as const,
    );
    await seesScreen(ann.page, ben.id);
  });

  it("ends when the browser's own bar ends it", async () => {
    const [ann, ben] = visitors.map(({ page }, index) => ({ page, id: ids[index] ?? "" }));
    if (!ann || !ben) throw new Error("nobody is here");
    await ben.page.evaluate(() => window.parley.endCapture());
    await seesNoScreen(ann.page, ben.id);
    expect(await ben.page.evaluate(() => window.parley.client?.getState().share)).toEqual({
      on: false,
      hasSound: false,
      starting: false,
    });
  });
});

describe("four people", () => {
  it("all see each other, and whoever is not looked at sends two frames a second", async () => {
    await arrive();
    await everybodySees();
    const [ann] = visitors;
    const [, benId = "", caraId = ""] = ids;
    if (!ann) throw new Error("nobody is here");
    const fps = (id: string, test: "few" | "many") =>
      ann.page.waitForFunction(
        ([who, wanted]) => {
          const rate = window.parley.client?.connectionReport(who)?.fps ?? null;
          return rate !== null && (wanted === "few" ? rate <= 3 : rate >= 7);
        },
        [id, test] as const,
        { timeout: 40_000 },
      );
    await Promise.all([fps(benId, "many"), fps(caraId, "many")]);
    await ann.page.evaluate((shown) => window.parley.client?.setVisible([shown]), caraId);
    await Promise.all([fps(benId, "few"), fps(caraId, "many")]);
    await ann.page.evaluate((shown) => window.parley.client?.setVisible(shown), ids);
    await fps(benId, "many");
    const report = await ann.page.evaluate(
      (who) => window.parley.client?.connectionReport(who),
      benId,
    );
    console.info("a link of four people:", JSON.stringify(report));
    expect(report).toMatchObject({ path: "direct", protocol: "udp" });
    await Promise.all(visitors.map(({ context }) => context.close()));
    visitors = [];
    ids = [];
  }, 120_000);
});
