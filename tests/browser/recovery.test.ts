import type { Browser } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "./chromium";
import { MediaPath } from "./media-path";
import { type Site, startSite } from "./site";
import { linkTo, openPage, seesMoving, type Visitor } from "./visitors";

/** How long the network is gone, milliseconds, and how often that is tried. */
const CUT_MS = 25_000;
const LOSS_MS = 5_000;
const CUTS = Number(process.env.PARLEY_CUTS ?? 1);

let site: Site;
let browser: Browser;
let path: MediaPath;
let ann: Visitor;
let ben: Visitor;
let annId: string;
let benId: string;

beforeAll(async () => {
  [site, browser] = await Promise.all([startSite(), launchChromium()]);
  path = new MediaPath();
  site.relay.path = path;
  ann = await openPage(browser, site);
  ben = await openPage(browser, site);
  annId = await ann.page.evaluate(() => window.parley.enter());
  benId = await ben.page.evaluate(() => window.parley.enter());
  await bothSee();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  path?.close();
  await site?.close();
});

const bothSee = () => Promise.all([seesMoving(ann.page, benId), seesMoving(ben.page, annId)]);

/** For exactly as long as the fault lasts: there is no other condition to wait for. */
const lasts = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const benSees = (wanted: { quality?: string; path?: string }) =>
  ben.page.waitForFunction(
    ([who, { quality, path }]) => {
      const person = window.parley.client?.getState().people.find((p) => p.id === who);
      return (!quality || person?.quality === quality) && (!path || person?.path === path);
    },
    [annId, wanted] as const,
    { timeout: 30_000 },
  );

const restarts = () =>
  ben.page.evaluate(
    (who) => window.parley.client?.mesh.peer(who)?.link?.counters.restarts ?? 0,
    annId,
  );
const restartedSince = (before: number) =>
  ben.page.waitForFunction(
    ([who, done]) => (window.parley.client?.mesh.peer(who)?.link?.counters.restarts ?? 0) > done,
    [annId, before] as const,
  );

describe("a room in a bad network", () => {
  it(
    "shows pictures again by itself after no packet passed for 25 s",
    async () => {
      await benSees({ quality: "good" });
      const backAfterMs: number[] = [];
      for (let cut = 0; cut < CUTS; cut += 1) {
        path.isOpen = false;
        await lasts(CUT_MS);
        await benSees({ quality: "poor", path: "recovering" });
        path.isOpen = true;
        const restoredAt = performance.now();
        await bothSee();
        backAfterMs.push(Math.round(performance.now() - restoredAt));
        await benSees({ quality: "good" });
      }
      console.info("pictures back after a cut of 25 s, ms:", JSON.stringify(backAfterMs));
      expect(site.relay.people.size).toBe(2);
    },
    30_000 + CUTS * 50_000,
  );

  it(
    "brings a person back into their seat after the socket was gone for 5 s",
    async () => {
      const link = await linkTo(ben.page, annId);
      const statusIs = (wanted: string) =>
        ben.page.waitForFunction(
          (status) => window.parley.client?.getState().status === status,
          wanted,
        );
      const backAfterMs: number[] = [];
      for (let loss = 0; loss < CUTS; loss += 1) {
        await site.relay.refuseSockets(async () => {
          await Promise.all([statusIs("reconnecting"), lasts(LOSS_MS)]);
        });
        const letInAt = performance.now();
        await statusIs("connected");
        backAfterMs.push(Math.round(performance.now() - letInAt));
      }
      console.info("in the seat again after a loss of 5 s, ms:", JSON.stringify(backAfterMs));
      await bothSee();
      const listed = await ann.page.evaluate(() =>
        window.parley.client?.getState().people.map((p) => p.id),
      );
      expect(listed?.sort()).toEqual([annId, benId].sort());
      // Pictures went on over the same link meanwhile.
      expect(await linkTo(ben.page, annId)).toBe(link);
    },
    30_000 + CUTS * 10_000,
  );

  it("comes back at once when the browser says that the network is there again", async () => {
    await site.relay.refuseSockets(async () => {
      await ben.page.waitForFunction(
        () => window.parley.client?.getState().status === "reconnecting",
      );
    });
    const before = await restarts();
    const link = await linkTo(ben.page, annId);
    await ben.page.evaluate(() => window.dispatchEvent(new Event("online")));
    await ben.page.waitForFunction(() => window.parley.client?.getState().status === "connected");
    // The wish for a new path outlived the time without signals.
    await restartedSince(before);
    await bothSee();
    expect(await linkTo(ben.page, annId)).toBe(link);
  });

  it("looks for new paths when the device slept, and when the page comes back from the cache", async () => {
    const awake = await restarts();
    await ben.page.evaluate(() => {
      const now = Date.now;
      Date.now = () => now() + 60_000;
    });
    await restartedSince(awake);
    const shown = await restarts();
    await ben.page.evaluate(() =>
      window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })),
    );
    await restartedSince(shown);
    await bothSee();
  });

  it("builds every path anew after media was cut on purpose, and none before", async () => {
    const link = await linkTo(ben.page, annId);
    await ben.page.evaluate(() =>
      window.parley.client?.simulate({ what: "drop-media", forMs: 3_000 }),
    );
    await benSees({ path: "recovering" });
    expect(await linkTo(ben.page, annId)).toBeUndefined();
    await benSees({ path: "connected" });
    await bothSee();
    expect(await linkTo(ben.page, annId)).not.toBe(link);
  });

  it("sends a smaller picture over a line that is slow on purpose, and a larger one after it", async () => {
    const arrives = (test: "little" | "much") =>
      ann.page.waitForFunction(
        ([who, amount]) => {
          const kbps = window.parley.client?.connectionReport(who)?.kbpsIn ?? null;
          return kbps !== null && (amount === "little" ? kbps < 90 : kbps > 120);
        },
        [benId, test] as const,
        { timeout: 40_000 },
      );
    await arrives("much");
    await ben.page.evaluate(() =>
      window.parley.client?.simulate({
        what: "slow-network",
        forMs: 15_000,
        delayMs: 200,
        kbps: 30,
      }),
    );
    await arrives("little");
    await arrives("much");
    await bothSee();
  }, 90_000);
});
