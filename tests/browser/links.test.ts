import type { Browser } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "./chromium";
import { MediaPath } from "./media-path";
import type { GlareReport } from "./page-glare";
import { type Site, startSite } from "./site";
import { linkTo, offersTo, openPage, seesMoving } from "./visitors";

let site: Site;
let browser: Browser;

beforeAll(async () => {
  [site, browser] = await Promise.all([startSite(), launchChromium()]);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

describe("a link between two browsers", () => {
  it("opens with one offer, made by the newcomer, and survives 100 rounds of colliding changes", async () => {
    // A fresh pair every 25 rounds: each track that ever was makes the description longer.
    const rounds = async (seeds: number[]): Promise<GlareReport[]> => {
      const { context, page } = await openPage(browser, site);
      const reports: GlareReport[] = [];
      for (const seed of seeds) {
        reports.push(await page.evaluate((s) => window.parley.glareRounds(25, s), seed));
      }
      await context.close();
      return reports;
    };
    const reports = (await Promise.all([rounds([1, 2]), rounds([3, 4])])).flat();
    console.info("glare", JSON.stringify(reports));
    for (const report of reports) {
      expect(report.birthOffers).toEqual([1, 0]);
      expect(report.stuck).toEqual([]);
      expect(report.rounds).toBe(25);
      expect(report.collisions).toBeGreaterThan(5);
    }
  }, 60_000);
});

describe("two people in a room", () => {
  it("see each other, switch camera and microphone without renegotiating, and recover from losses", async () => {
    const [ann, ben] = [await openPage(browser, site), await openPage(browser, site)];
    const path = new MediaPath();
    site.relay.path = path;
    const annId = await ann.page.evaluate(() => window.parley.enter());
    const benId = await ben.page.evaluate(() => window.parley.enter());
    await Promise.all([seesMoving(ann.page, benId), seesMoving(ben.page, annId)]);

    const before = [await offersTo(ann.page, benId), await offersTo(ben.page, annId)];
    expect(before).toEqual([0, 1]);

    // The microphone: heard, not heard while muted, heard again.
    const hears = (loud: boolean) =>
      ann.page.waitForFunction(
        ([who, wanted]) => {
          const level = window.parley.client?.mesh.audioLevels().get(who) ?? 0;
          return level > 0.01 === wanted;
        },
        [benId, loud] as const,
      );
    await hears(true);
    await ben.page.evaluate(() => window.parley.client?.setMicrophone(false));
    await hears(false);
    await ann.page.waitForFunction(
      (who) =>
        window.parley.client?.getState().people.find((p) => p.id === who)?.media.microphone ===
        false,
      benId,
    );
    await ben.page.evaluate(() => window.parley.client?.setMicrophone(true));
    await hears(true);

    // The camera: a small black stand-in arrives instead, then the picture again.
    const widthIs = (test: "small" | "large") =>
      ann.page.waitForFunction(
        ([who, size]) => {
          const width = (document.getElementById(who) as HTMLVideoElement).videoWidth;
          return size === "small" ? width > 0 && width <= 64 : width >= 160;
        },
        [benId, test] as const,
      );
    await widthIs("large");
    await ben.page.evaluate(() => window.parley.client?.setCamera(false));
    await widthIs("small");
    await ben.page.evaluate(() => window.parley.client?.setCamera(true));
    await widthIs("large");
    expect([await offersTo(ann.page, benId), await offersTo(ben.page, annId)]).toEqual(before);

    // The socket drops: the same seat, the same media path.
    const linkId = () => linkTo(ben.page, annId);
    const link = await linkId();
    await ben.page.evaluate(() =>
      window.parley.client?.simulate({ what: "drop-socket", forMs: 0 }),
    );
    await ben.page.waitForFunction(
      () => window.parley.client?.getState().status === "reconnecting",
    );
    await ben.page.waitForFunction(() => window.parley.client?.getState().status === "connected");
    await seesMoving(ben.page, annId);
    expect(site.relay.people.size).toBe(2);
    expect(await linkId()).toBe(link);

    // Every packet is lost for a while: the path is found again by itself.
    const pathIs = (state: "recovering" | "connected") =>
      ben.page.waitForFunction(
        ([who, wanted]) => window.parley.client?.mesh.peer(who)?.path === wanted,
        [annId, state] as const,
        { timeout: 20_000 },
      );
    path.isOpen = false;
    await pathIs("recovering");
    // One ICE restart is not enough; they go on until the path is there again.
    await ben.page.waitForFunction(
      (who) => (window.parley.client?.mesh.peer(who)?.link?.counters.restarts ?? 0) >= 2,
      annId,
      { timeout: 30_000 },
    );
    path.isOpen = true;
    const restoredAt = Date.now();
    await pathIs("connected");
    await seesMoving(ben.page, annId);
    console.info("media back after a cut, ms:", Date.now() - restoredAt);

    // One end of the path dies without a word: the pair builds a new one.
    const dead = await linkId();
    await ann.page.evaluate((who) => window.parley.client?.mesh.peer(who)?.link?.close(), benId);
    await ben.page.waitForFunction(
      ([who, old]) => {
        const now = window.parley.client?.mesh.peer(who)?.link;
        return now !== undefined && now !== null && now.id !== old && now.state === "connected";
      },
      [annId, dead] as const,
      { timeout: 20_000 },
    );
    await Promise.all([seesMoving(ann.page, benId), seesMoving(ben.page, annId)]);

    // A page is loaded anew: the same seat is taken up, no ghost stays behind.
    await ann.page.reload();
    expect(await ann.page.evaluate(() => window.parley.enter())).toBe(annId);
    await Promise.all([seesMoving(ann.page, benId), seesMoving(ben.page, annId)]);
    expect(site.relay.people.size).toBe(2);

    // The host ends it: both are told, and nothing reconnects.
    await ben.page.evaluate(() => window.parley.client?.end());
    for (const { page, context } of [ann, ben]) {
      await page.waitForFunction(() => window.parley.client?.getState().status === "ended");
      await context.close();
    }
    path.close();
  }, 60_000);
});
