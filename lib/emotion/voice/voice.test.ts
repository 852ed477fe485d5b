import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EMOTIONS } from "@/lib/emotion/labels";
import { classifyVoice, emotionProbabilities } from "@/lib/emotion/voice/classify";
import { MANNERS, VOICE_EMOTIONS, voiceHead } from "@/lib/emotion/voice/head";
import { readVoiceWindow } from "@/lib/emotion/voice/read-window";
import { type SpeakerContext, speakerContextSchema } from "@/lib/emotion/voice/speaker";
import { makeSound } from "@/lib/emotion/voice/testing/sounds";
import { InferencePool } from "@/lib/models/pool";
import { fixturePcm, noise, quiet, spokenFixtures } from "@/lib/speech/testing/fixtures";

let dataDir: string;
let pool: InferencePool;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), "parley-voice-"));
  pool = new InferencePool({ locations: { dataDir } });
});
afterAll(async () => {
  await pool.close();
  await rm(dataDir, { recursive: true });
});

const read = (pcm: Float32Array, context: SpeakerContext | null = null) =>
  readVoiceWindow({ pool, pcm, context });

async function firstTwoSeconds(index: number): Promise<Float32Array> {
  const fixture = (await spokenFixtures())[index];
  if (!fixture) throw new Error("no fixture");
  return (await fixturePcm(fixture)).slice(0, 32_000);
}

describe("reading a window of voice", { timeout: 60_000 }, () => {
  it("gives a probability to each emotion, and none to surprise", async () => {
    const reading = await read(await firstTwoSeconds(0));
    if (!reading.speech) throw new Error("no speech was heard");
    const { scores, label } = reading;
    expect(Object.keys(scores)).toEqual([...EMOTIONS]);
    expect(Object.values(scores).reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 6);
    expect(scores.surprise).toBe(0);
    expect(scores[label]).toBe(Math.max(...Object.values(scores)));
  });

  it("takes a sentence read without emotion by no voice for anger or fear", async () => {
    for (const index of [0, 5, 10]) {
      const reading = await read(await firstTwoSeconds(index));
      expect(reading.speech && ["anger", "fear"].includes(reading.label)).toBe(false);
    }
  });

  it("does not depend on the loudness", async () => {
    const pcm = await firstTwoSeconds(3);
    const [near, far] = [await read(pcm), await read(pcm.map((sample) => sample / 20))];
    if (!near.speech || !far.speech) throw new Error("no speech was heard");
    for (const emotion of EMOTIONS) {
      expect(Math.abs(near.scores[emotion] - far.scores[emotion])).toBeLessThan(0.1);
    }
  });

  it("says that nobody speaks", async () => {
    const nothing = { speech: false, anomaly: false, context: null };
    expect(await read(quiet(2000))).toEqual(nothing);
    expect(await read(new Float32Array(0))).toEqual(nothing);
    expect(await read(noise({ ms: 2000, level: 0.0005 }))).toEqual(nothing);
  });

  it.each(["white", "hum", "melody", "chords", "drums"] as const)(
    "calls %s an anomaly and leaves the speaker as they were",
    async (sound) => {
      const context = (await read(await firstTwoSeconds(0))).context;
      const reading = await read(makeSound(sound, { seconds: 2 }), context);
      expect(reading.anomaly).toBe(true);
      expect(reading.context).toEqual(context);
    },
  );
});

describe("getting to know a speaker", { timeout: 60_000 }, () => {
  it("goes on from plain JSON, with the same readings", async () => {
    const windows = [await firstTwoSeconds(0), await firstTwoSeconds(1), await firstTwoSeconds(2)];
    let inMemory: SpeakerContext | null = null;
    let stored: string | null = null;
    for (const pcm of windows) {
      const direct = await read(pcm, inMemory);
      const restored = stored === null ? null : speakerContextSchema.parse(JSON.parse(stored));
      expect(await read(pcm, restored)).toEqual(direct);
      inMemory = direct.context;
      stored = JSON.stringify(direct.context);
    }
    expect(inMemory).toMatchObject({ windows: 3 });
    expect(stored?.length).toBeLessThan(6000);
  });

  it("is the mean of what was heard, and remembers the last minute", async () => {
    const head = await voiceHead();
    const features = (value: number) => head.anomaly.mean.map((mean) => mean + value);
    let context: SpeakerContext | null = null;
    for (const value of [0, 0.001, 0.002]) {
      context = classifyVoice({ head, features: features(value), context }).context;
    }
    const read = classifyVoice({ head, features: features(0.001), context });
    const known = classifyVoice({ head, features: features(0.001), context: read.context });
    expect(known.context?.windows).toBe(5);
    for (let at = 0; at < 100; at += 1) {
      context = classifyVoice({ head, features: features(0), context }).context;
    }
    expect(context?.windows).toBe(60);
  });

  it("refuses a context that is none", () => {
    expect(speakerContextSchema.safeParse({ windows: 0, mean: "" }).success).toBe(false);
    expect(speakerContextSchema.safeParse({ windows: 2, mean: [1, 2] }).success).toBe(false);
  });
});

describe("manners of speaking", () => {
  it("count together for the emotion they belong to", () => {
    const alike = emotionProbabilities(
      MANNERS.map(() => 0),
      1,
    );
    expect(alike[VOICE_EMOTIONS.indexOf("neutral")]).toBeCloseTo(3 / 8, 9);
    expect(alike[VOICE_EMOTIONS.indexOf("joy")]).toBeCloseTo(1 / 8, 9);
    expect(alike.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });
});

describe("the weights that come with Parley", () => {
  it("say whose recordings they come from and weigh little", async () => {
    const head = await voiceHead();
    expect(head.licence).toContain("CC BY-NC-SA 4.0");
    expect(head.licence).toContain("LibriSpeech");
    expect(head.anomaly.deviation.every((deviation) => deviation > 0)).toBe(true);
  });
});
