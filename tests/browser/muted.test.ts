import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchChromium } from "./chromium";
import { type Site, startSite } from "./site";
import { writeSound } from "./sound";
import { openPage } from "./visitors";

let site: Site;
let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "parley-muted-"));
  const microphoneFile = path.join(folder, "microphone.wav");
  await writeSound(microphoneFile, [{ kind: "bursts", seconds: 30 }]);
  [site, browser] = await Promise.all([startSite(), launchChromium({ microphoneFile })]);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await site?.close();
  await rm(folder, { recursive: true, force: true });
});

it("tells somebody who speaks muted, and stops when they are heard", async () => {
  const { page } = await openPage(browser, site);
  await page.evaluate(() => window.parley.enter());
  const hint = (shown: boolean) =>
    page.waitForFunction(
      (wanted) => window.parley.client?.getState().mutedSpeech === wanted,
      shown,
      { timeout: 15_000 },
    );
  await page.waitForFunction(() => (window.parley.client?.media.meter.latest ?? 0) > 0.05);
  expect(await page.evaluate(() => window.parley.client?.getState().mutedSpeech)).toBe(false);
  await page.evaluate(() => window.parley.client?.setMicrophone(false));
  await hint(true);
  await page.evaluate(() => window.parley.client?.setMicrophone(true));
  await hint(false);
});
