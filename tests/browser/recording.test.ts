import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "./chromium";
import { type Site, startSite } from "./site";
import { burstOnsets, decode, durationMs, writeSound } from "./sound";
import type { StoredClip } from "./upload-store";

const OFFSET_TOLERANCE_MS = 60;
const CLIP_MAX_MS = 5_000;

let site: Site;
let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "parley-recording-"));
  const microphoneFile = path.join(folder, "microphone.wav");
  await writeSound(microphoneFile, [
    { kind: "silence", seconds: 2 },
    { kind: "bursts", seconds: 10 },
    { kind: "silence", seconds: 6 },
  ]);
  [site, browser] = await Promise.all([startSite(), launchChromium({ microphoneFile })]);
}, 60_000);
afterEach(() => {
  site.uploads.tracks.clear();
  site.uploads.requests.length = 0;
  site.uploads.fault = () => null;
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Starts a recorder on the fake microphone, with an independent watch on what that plays. */
const record = async (page: Page): Promise<void> => {
  await page.goto(site.url);
  const serverMinusPageMs = site.now() - Date.now();
  await page.evaluate(
    async (input) => {
      const recording = await window.parley.startRecording(input);
      const onsets = await window.parley.watchOnsets(recording.microphone);
      Object.assign(window, { recording, onsets });
      recording.start();
    },
    { clipMaxMs: CLIP_MAX_MS, serverMinusPageMs },
  );
};

type Recording = Awaited<ReturnType<Window["parley"]["startRecording"]>>;
type Watched = Window & { recording: Recording; onsets: () => number[] };

const heardBursts = (page: Page, count: number) =>
  page.waitForFunction((n) => (window as unknown as Watched).onsets().length >= n, count, {
    timeout: 30_000,
  });
const noClipRunning = (page: Page) =>
  page.waitForFunction(
    () => (window as unknown as Watched).recording.uploader.progress.pending === 0,
  );
/** When bursts really began, server time. */
const trueOnsets = (page: Page): Promise<number[]> =>
  page.evaluate(() => {
    const { onsets, recording } = window as unknown as Watched;
    return onsets().map((at) => recording.clock.at(at));
  });

type HeardClip = { clip: StoredClip; durationMs: number; onsets: number[] };

const hear = async (clip: StoredClip, name: string): Promise<HeardClip> => {
  const file = path.join(folder, `${name}.webm`);
  await writeFile(file, site.uploads.file(clip));
  const samples = await decode(file);
  const onsets = burstOnsets(samples).map((ms) => clip.startedAtMs + ms);
  return { clip, durationMs: durationMs(samples), onsets };
};
const hearAll = (): Promise<HeardClip[]> =>
  Promise.all(site.uploads.allClips().map((clip, index) => hear(clip, `clip-${index}`)));

const nearest = (moments: readonly number[], moment: number): number =>
  Math.min(...moments.map((other) => Math.abs(other - moment)));

describe("a person's own recording", () => {
  it("keeps every word at its time across hard cuts, and sends nothing of the silence", async () => {
    const page = await browser.newPage();
    await record(page);
    const bursts = 20;
    await heardBursts(page, bursts);
    const onsets = (await trueOnsets(page)).slice(0, bursts);
    // The clip with the last burst ends at the pause and goes up by itself, the recorder running on.
    const lastOnset = onsets.at(-1) ?? 0;
    const saidAndSent = (): boolean => {
      const ends = site.uploads.allClips().map(({ closed }) => closed?.endedAtMs ?? 0);
      return Math.min(...ends) > 0 && Math.max(...ends) > lastOnset;
    };
    await expect.poll(saidAndSent, { timeout: 10_000 }).toBe(true);
    await noClipRunning(page);
    await page.evaluate(async () => {
      const { recording } = window as unknown as Watched;
      await recording.recorder.stop();
      await recording.uploader.flush();
    });
    const clips = await hearAll();
    await page.close();

    expect([...site.uploads.tracks.values()].map(({ closed }) => closed)).toEqual([true]);
    expect(clips.length).toBeGreaterThanOrEqual(3);
    expect(clips.every(({ clip }) => clip.closed)).toBe(true);
    expect(clips.slice(0, -1).every(({ clip }) => clip.closed?.cut === "hard")).toBe(true);
    expect(clips.every(({ durationMs: ms }) => ms <= CLIP_MAX_MS + 300)).toBe(true);
    for (const [index, { clip }] of clips.entries()) {
      const next = clips[index + 1];
      if (next) expect(clip.closed?.endedAtMs).toBe(next.clip.startedAtMs);
    }
    // Each burst is heard in the clip that speaks for its time, where it really was.
    const errors = onsets.map((onset) => {
      const owner = clips.findLast(({ clip }) => clip.startedAtMs <= onset + OFFSET_TOLERANCE_MS);
      return nearest(owner?.onsets ?? [], onset);
    });
    console.info("offset errors, ms:", errors.map(Math.round).join(" "));
    expect(Math.max(...errors)).toBeLessThanOrEqual(OFFSET_TOLERANCE_MS);
    // And no clip lacks a voice.
    expect(Math.min(...clips.map((heard) => heard.onsets.length))).toBeGreaterThan(0);
  }, 60_000);

  it("is not taken while muted, and what was not sent is thrown away when consent is taken back", async () => {
    const page = await browser.newPage();
    // Nothing gets through, so that everything recorded is still here when consent ends.
    site.uploads.fault = () => ({ status: 503 });
    await record(page);
    await page.evaluate(() => (window as unknown as Watched).recording.mute(true));
    await heardBursts(page, 4);
    expect(site.uploads.requests).toEqual([]);
    await page.evaluate(() => (window as unknown as Watched).recording.mute(false));
    const spooled = () =>
      page.evaluate(
        async () => (await (window as unknown as Watched).recording.spool.tracks()).length,
      );
    await expect.poll(spooled, { timeout: 10_000 }).toBe(1);
    await expect.poll(() => site.uploads.requests.length).toBeGreaterThan(0);
    await page.evaluate(() => (window as unknown as Watched).recording.recorder.discard());
    site.uploads.fault = () => null;
    await page.evaluate(() => (window as unknown as Watched).recording.uploader.flush());
    expect(await spooled()).toBe(0);
    expect(site.uploads.allClips()).toEqual([]);
    await page.close();
  }, 60_000);

  it("loses at most two seconds when the page is killed, and is sent by the next visit", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    site.uploads.fault = ({ path: at }) => (at.includes("/slices/") ? { status: 503 } : null);
    await record(page);
    await heardBursts(page, 7);
    const killedAtMs = site.now();
    await page.close();
    site.uploads.fault = () => null;

    const next = await context.newPage();
    await next.goto(site.url);
    const recovered = await next.evaluate(async () => {
      const { recover, uploader, microphone } = await window.parley.startRecording({
        clipMaxMs: 5_000,
        serverMinusPageMs: 0,
      });
      microphone.stop();
      const tracks = await recover();
      await uploader.flush();
      return { tracks, progress: uploader.progress };
    });
    await context.close();
    expect(recovered).toMatchObject({ tracks: 1, progress: { pending: 0, refusal: null } });
    const clips = await hearAll();
    expect(clips.every(({ clip }) => clip.closed)).toBe(true);
    const heardUntilMs = Math.max(
      ...clips.map((heard) => heard.clip.startedAtMs + heard.durationMs),
    );
    console.info("lost to the kill, ms:", Math.round(killedAtMs - heardUntilMs));
    expect(killedAtMs - heardUntilMs).toBeLessThanOrEqual(2_000);
  }, 60_000);
});
