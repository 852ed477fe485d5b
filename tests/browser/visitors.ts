import type { Browser, BrowserContext, Page } from "playwright";
import type { Site } from "./site";

export type Visitor = { context: BrowserContext; page: Page };

/** Somebody with a seat of their own. */
export const openPage = async (browser: Browser, site: Site): Promise<Visitor> => {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on("pageerror", (error) => console.error("page:", error.message));
  await page.goto(site.url);
  return { context, page };
};

/** The page sees that person connected, and their picture (or what `element` shows) moves. */
export const seesMoving = async (page: Page, id: string, element = id): Promise<void> => {
  await page.waitForFunction(
    ([who, where]) =>
      document.getElementById(where) !== null &&
      window.parley.client?.getState().people.find((p) => p.id === who)?.path === "connected",
    [id, element] as const,
  );
  const frames = await page.evaluate(
    (where) =>
      (document.getElementById(where) as HTMLVideoElement).getVideoPlaybackQuality()
        .totalVideoFrames,
    element,
  );
  await page.waitForFunction(
    ([where, before]) =>
      (document.getElementById(where) as HTMLVideoElement).getVideoPlaybackQuality()
        .totalVideoFrames > before,
    [element, frames] as const,
  );
};

/** Offers each page made on its link to the other so far. */
export const offersTo = (page: Page, id: string): Promise<number | undefined> =>
  page.evaluate((who) => window.parley.client?.mesh.peer(who)?.link?.counters.offers, id);

/** Which life of the link to that person is going on. */
export const linkTo = (page: Page, id: string): Promise<string | undefined> =>
  page.evaluate((who) => window.parley.client?.mesh.peer(who)?.link?.id, id);
