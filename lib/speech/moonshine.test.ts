import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InferencePool } from "@/lib/models/pool";
import { concatenate, SAMPLE_RATE } from "@/lib/speech/decode";
import { MoonshineEngine } from "@/lib/speech/moonshine";
import {
  fixturePath,
  fixturePcm,
  noise,
  quiet,
  type SpokenFixture,
  samples,
  spokenFixtures,
} from "@/lib/speech/testing/fixtures";
import { transcribeFile } from "@/lib/speech/transcribe-file";
import { unfinishedSpeechFrom } from "@/lib/speech/vad";
import { countWordErrors, normaliseWords, sumWordErrors, wordErrorRate } from "@/lib/speech/wer";

const TIMEOUT_MS = 120_000;
let folder: string;
let pool: InferencePool;
let engine: MoonshineEngine;
let fixtures: SpokenFixture[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "parley-speech-"));
  pool = new InferencePool({ locations: { dataDir: folder } });
  engine = new MoonshineEngine({ pool });
  fixtures = await spokenFixtures();
  await engine.load();
}, TIMEOUT_MS);

afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const said = (text: string) => normaliseWords(text).join(" ");
const voiced = (index: number): SpokenFixture => {
  const fixture = fixtures[index];
  if (!fixture) throw new Error(`no fixture ${index}`);
  return fixture;
};

describe("the embedded recogniser", { timeout: TIMEOUT_MS }, () => {
  it("understands sentences of three voices", async () => {
    const errors = [];
    for (const fixture of fixtures) {
      const { text } = await transcribeFile({ file: fixturePath(fixture), engine });
      errors.push(countWordErrors(fixture.text, text));
    }
    expect(wordErrorRate(sumWordErrors(errors))).toBeLessThan(0.03);
  });

  it("says when each sentence begins and ends, to a third of a second", async () => {
    const [first, second, third] = [voiced(0), voiced(5), voiced(10)];
    const pause = 600;
    const parts = [quiet(1500)];
    const truth: { start: number; end: number; text: string }[] = [];
    for (const fixture of [first, second, third]) {
      const offset = (parts.reduce((sum, part) => sum + part.length, 0) * 1000) / SAMPLE_RATE;
      truth.push({
        start: offset + fixture.speechStartMs,
        end: offset + fixture.speechEndMs,
        text: fixture.text,
      });
      parts.push(await fixturePcm(fixture), quiet(pause));
    }
    const segments = await engine.transcribe(concatenate(parts));
    expect(segments.map(({ text }) => said(text))).toEqual(truth.map(({ text }) => said(text)));
    for (const [index, { start, end }] of truth.entries()) {
      expect(Math.abs((segments[index]?.startMs ?? 0) - start)).toBeLessThan(330);
      expect(Math.abs((segments[index]?.endMs ?? 0) - end)).toBeLessThan(330);
    }
    for (const { confidence } of segments) expect(confidence).toBeGreaterThan(0.6);
  });

  it("gives the same from a stream as from the whole", async () => {
    const pcm = concatenate([
      await fixturePcm(voiced(1)),
      quiet(3000),
      await fixturePcm(voiced(6)),
    ]);
    async function* stream() {
      for (let from = 0; from < pcm.length; from += 1237) yield pcm.slice(from, from + 1237);
    }
    const heard: number[] = [];
    const segments = await engine.transcribe(stream(), {
      onProgress: ({ listenedMs }) => heard.push(listenedMs),
    });
    expect(segments).toEqual(await engine.transcribe(pcm));
    expect(segments).toHaveLength(2);
    expect(heard.at(-1)).toBeCloseTo((pcm.length * 1000) / SAMPLE_RATE, 0);
  });

  it("hears no word in silence or noise, loud or faint", async () => {
    const hum = Float32Array.from(
      { length: samples(8000) },
      (_, i) => 0.3 * Math.sin((2 * Math.PI * 50 * i) / SAMPLE_RATE),
    );
    const clicks = noise({ ms: 8000, level: 0.5 }).map((x, i) => (i % 2200 < 200 ? x : 0));
    const swelling = noise({ ms: 8000, level: 0.4 }).map((x, i) => x * Math.sin(i / 9000) ** 2);
    const sounds = [quiet(8000), hum, clicks, swelling];
    for (const level of [0.001, 0.03, 0.9]) sounds.push(noise({ ms: 8000, level }));
    for (const sound of sounds) expect(await engine.transcribe(sound)).toEqual([]);
  });

  it("gets through an hour of silence and finds nothing", async () => {
    // 8 kHz, 8-bit WAV, where silence is the byte 0x80: 28.8 MB.
    const hour = 3600 * 8000;
    const header = Buffer.alloc(44);
    header.write("RIFF", 0);
    header.writeUInt32LE(36 + hour, 4);
    header.write("WAVEfmt ", 8);
    header.writeUInt32LE(16, 16);
    header.writeUInt16LE(1, 20);
    header.writeUInt16LE(1, 22);
    header.writeUInt32LE(8000, 24);
    header.writeUInt32LE(8000, 28);
    header.writeUInt16LE(1, 32);
    header.writeUInt16LE(8, 34);
    header.write("data", 36);
    header.writeUInt32LE(hour, 40);
    const file = path.join(folder, "hour.wav");
    await writeFile(file, Buffer.concat([header, Buffer.alloc(hour, 0x80)]));
    const transcript = await transcribeFile({ file, engine });
    expect(transcript).toMatchObject({ durationSeconds: 3600, text: "", segments: [] });
  });

  it("says that it only knows English", async () => {
    await expect(engine.transcribe(quiet(1000), { language: "de" })).rejects.toMatchObject({
      problem: "language",
      message: expect.stringContaining("only knows English"),
    });
    await expect(engine.transcribe(quiet(1000), { language: "en-GB" })).resolves.toEqual([]);
  });

  it("stops when nobody wants the transcript any more", async () => {
    const controller = new AbortController();
    const pcm = await fixturePcm(voiced(2));
    const long = concatenate(Array.from({ length: 20 }, () => pcm));
    const work = engine.transcribe(long, { signal: controller.signal });
    controller.abort(new Error("left"));
    await expect(work).rejects.toThrow("left");
  });
});

describe("a clip cut in the middle of speech", { timeout: TIMEOUT_MS }, () => {
  it("can be parted before the unfinished sentence, so that no word is lost", async () => {
    const [before, broken, after] = [voiced(0), voiced(5), voiced(10)];
    const pcm = concatenate([
      await fixturePcm(before),
      quiet(500),
      await fixturePcm(broken),
      quiet(500),
      await fixturePcm(after),
    ]);
    const brokenFrom = before.durationMs + 500 + broken.speechStartMs;
    const cut = samples(before.durationMs + 500 + (broken.speechStartMs + broken.speechEndMs) / 2);
    const parting = await unfinishedSpeechFrom({ pool, pcm: pcm.slice(0, cut) });
    if (parting === null) throw new Error("no unfinished speech was found");
    expect(parting).toBeGreaterThan(samples(before.speechEndMs));
    expect(parting).toBeLessThan(samples(brokenFrom + 100));

    const first = await engine.transcribe(pcm.slice(0, parting));
    expect(first.map(({ text }) => said(text))).toEqual([said(before.text)]);
    const second = await engine.transcribe(pcm.slice(parting));
    expect(second.map(({ text }) => said(text))).toEqual([said(broken.text), said(after.text)]);
    const startMs = (second[0]?.startMs ?? 0) + (parting * 1000) / SAMPLE_RATE;
    expect(Math.abs(startMs - brokenFrom)).toBeLessThan(330);
  });

  it("has nothing unfinished when it ends in quiet", async () => {
    const pcm = concatenate([await fixturePcm(voiced(3)), quiet(800)]);
    expect(await unfinishedSpeechFrom({ pool, pcm })).toBeNull();
  });
});
