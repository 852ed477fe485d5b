import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { emotionVoice } from "@/cli/commands/emotion-voice";
import { parseTraining } from "@/cli/commands/train-voice";
import { makeSound } from "@/lib/emotion/voice/testing/sounds";
import { fixturePath, quiet, spokenFixtures } from "@/lib/speech/testing/fixtures";
import { encodeWav } from "@/lib/speech/wav";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "parley-emotion-voice-"));
  vi.stubEnv("PARLEY_DATA", folder);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function run(...argv: string[]) {
  const lines: unknown[] = [];
  const io = { out: (json: unknown) => void lines.push(json), progress: () => undefined };
  const error: unknown = await emotionVoice(argv, io).then(
    () => null,
    (reason: unknown) => reason,
  );
  return { lines, error };
}

async function wav(name: string, pcm: Float32Array): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, encodeWav(pcm, 16_000));
  return file;
}

const scores = expect.objectContaining({ neutral: expect.any(Number), surprise: 0 });
const read = { label: expect.any(String), scores, unsure: expect.any(Boolean), anomaly: false };

describe("parley emotion voice", { timeout: 120_000 }, () => {
  it("prints a line per file, windows included, and tells of those it cannot read", async () => {
    const [first, second] = await spokenFixtures();
    if (!first || !second) throw new Error("no fixtures");
    const text = path.join(folder, "notes.webm");
    await writeFile(text, "These are notes.");
    const { lines, error } = await run(fixturePath(first), text, fixturePath(second));
    expect(lines).toMatchObject(
      [first, second].map((fixture) => ({
        file: fixturePath(fixture),
        durationSeconds: expect.closeTo(fixture.durationMs / 1000, 1),
        ...read,
        windows: expect.arrayContaining([{ start: 0, end: 2, ...read }]),
      })),
    );
    expect(lines[0]).not.toHaveProperty("context");
    expect(String(error)).toContain("notes.webm is not an audio file");
  });

  it("says where nobody speaks, and whether there was a sound", async () => {
    const silence = await wav("silence.wav", quiet(3000));
    const music = await wav("music.wav", makeSound("melody", { seconds: 5 }));
    const { lines, error } = await run(silence, music);
    expect(error).toBeNull();
    expect(lines).toMatchObject([
      { file: silence, label: null, scores: null, anomaly: false, windows: [] },
      { file: music, anomaly: true },
    ]);
  });

  it("gets to know the speaker of several files when told that it is one", async () => {
    const files = (await spokenFixtures()).slice(0, 3).map(fixturePath);
    const strangers = await run(...files);
    const known = await run(...files, "--same-speaker");
    expect(known.lines).toHaveLength(3);
    expect(known.lines[2]).not.toEqual(strangers.lines[2]);
  });

  it("asks for a file", async () => {
    expect(String((await run()).error)).toContain("at least one audio file");
  });
});

describe("parley train voice-emotion", () => {
  it("asks for the recordings and says which are not there", () => {
    expect(() => parseTraining([])).toThrow("--data DIR");
    expect(() => parseTraining(["--data", folder])).toThrow("emotion/voice.csv");
    expect(() => parseTraining(["more"])).toThrow("one word too many");
  });
});
