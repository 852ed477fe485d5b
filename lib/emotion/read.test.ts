import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { EMOTIONS, type EmotionScores } from "@/lib/emotion/labels";
import { resultOf, samplesOf, scoreList } from "@/lib/emotion/read";
import { emotionResult, READING_EXPIRY_MS } from "@/lib/emotion/schema";

const NOW = 1_000_000;
const participantId = randomUUID();

/** Probabilities: one class has this much, the others share the rest. */
const mostly = (label: keyof EmotionScores, share: number): EmotionScores =>
  Object.fromEntries(
    EMOTIONS.map((emotion) => [emotion, emotion === label ? share : (1 - share) / 6]),
  ) as EmotionScores;

const part = (scores: EmotionScores | null, more: { atMs?: number; anomaly?: string } = {}) => {
  const atMs = more.atMs ?? NOW;
  const smoothed = scores && { scores, atMs };
  return { atMs, smoothed, anomaly: more.anomaly ?? null, reader: null };
};
type Part = ReturnType<typeof part>;

const result = (parts: { face?: Part; voice?: Part }) => {
  const told = resultOf({ participantId, face: null, voice: null, ...parts });
  expect(emotionResult.safeParse(told).success).toBe(true);
  return told;
};

describe("one result out of two readings", () => {
  it("names the likeliest, and what it is made of", () => {
    const face = part(mostly("joy", 0.9));
    const voice = part(mostly("joy", 0.8));
    expect(result({ face })).toMatchObject({
      mode: "video_only",
      label: "joy",
      score: 0.9,
      voice: null,
    });
    expect(result({ voice })).toMatchObject({ mode: "audio_only", label: "joy", face: null });
    const both = result({ face, voice });
    expect(both).toMatchObject({ mode: "both", label: "joy", unsure: false, atMs: NOW });
    // Two that agree are surer together.
    expect(both.score).toBeGreaterThan(0.9);
    const sum = EMOTIONS.reduce((total, emotion) => total + (both.scores?.[emotion] ?? 0), 0);
    expect(sum).toBeCloseTo(1, 6);
  });

  it("puts no label forward where it is unsure", () => {
    expect(result({ face: part(mostly("fear", 0.49)) })).toMatchObject({
      label: null,
      unsure: true,
      score: 0.49,
    });
    expect(result({ face: part(mostly("fear", 0.5)) })).toMatchObject({
      label: "fear",
      unsure: false,
    });
  });

  it("is unsure where face and voice say something else", () => {
    const told = result({ face: part(mostly("joy", 0.8)), voice: part(mostly("anger", 0.7)) });
    expect(told).toMatchObject({ mode: "both", label: null, unsure: true });
  });

  it("says nothing where there is nothing to read, and why", () => {
    const face = part(null, { anomaly: "no-face" });
    expect(result({ face })).toMatchObject({
      mode: null,
      label: null,
      score: 0,
      unsure: false,
      scores: null,
      face: { scores: null, anomaly: "no-face" },
    });
    expect(result({ face, voice: part(mostly("joy", 0.8)) })).toMatchObject({
      mode: "audio_only",
      label: "joy",
      face: { anomaly: "no-face" },
    });
  });

  it("forgets what is older than the other by more than its time", () => {
    const face = part(mostly("joy", 0.9));
    const voice = (ago: number) => part(mostly("anger", 0.9), { atMs: NOW - ago });
    expect(result({ face, voice: voice(READING_EXPIRY_MS) }).mode).toBe("both");
    expect(result({ face, voice: voice(READING_EXPIRY_MS + 1) })).toMatchObject({
      mode: "video_only",
      label: "joy",
      voice: null,
      atMs: NOW,
    });
  });

  it("of nothing at all is nothing", () => {
    expect(result({})).toMatchObject({ mode: null, label: null, face: null, voice: null });
  });
});

describe("captured samples", () => {
  it("become floats, wherever their bytes begin", () => {
    const bytes = Buffer.from([9, 0x00, 0x80, 0x00, 0x00, 0xff, 0x7f]).subarray(1);
    const [lowest, silence, highest] = samplesOf(bytes);
    expect([lowest, silence]).toEqual([-1, 0]);
    expect(highest).toBeCloseTo(1, 4);
  });

  it("that are half a sample too long lose the half", () => {
    expect(samplesOf(Buffer.alloc(5))).toHaveLength(2);
  });
});

describe("scores in a list", () => {
  it("stand in the order of the classes", () => {
    expect(scoreList(mostly("disgust", 0.4)).indexOf(0.4)).toBe(EMOTIONS.indexOf("disgust"));
  });
});
