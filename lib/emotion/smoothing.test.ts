import { describe, expect, it } from "vitest";
import { EMOTIONS, type EmotionScores } from "@/lib/emotion/labels";
import { averageOver, type Smoothed, smooth } from "@/lib/emotion/smoothing";

const EXPIRY_MS = 2_000;
const only = (emotion: keyof EmotionScores): EmotionScores =>
  Object.fromEntries(EMOTIONS.map((e) => [e, e === emotion ? 1 : 0])) as unknown as EmotionScores;
const at = (atMs: number, emotion: keyof EmotionScores): Smoothed => ({
  atMs,
  scores: only(emotion),
});
const sum = (all: EmotionScores) => EMOTIONS.reduce((total, e) => total + all[e], 0);

describe("smoothing of readings", () => {
  it("takes the first one as it is", () => {
    expect(smooth(null, at(5, "joy"), EXPIRY_MS)).toEqual(at(5, "joy"));
  });

  it("keeps some of what was before, less with every reading", () => {
    let now = at(0, "joy");
    const kept: number[] = [];
    for (const atMs of [1_000, 2_000, 3_000]) {
      now = smooth(now, at(atMs, "sadness"), EXPIRY_MS);
      kept.push(now.scores.joy);
      expect(sum(now.scores)).toBeCloseTo(1, 9);
    }
    const [first = 0, second = 0, third = 0] = kept;
    expect(first).toBeLessThan(0.5);
    expect(second).toBeCloseTo(first ** 2, 9);
    expect(third).toBeCloseTo(first ** 3, 9);
  });

  it("follows a lasting change at the first reading, and forgets a single slip at the next", () => {
    const slip = smooth(at(0, "joy"), at(1_000, "anger"), EXPIRY_MS);
    const back = smooth(slip, at(2_000, "joy"), EXPIRY_MS);
    expect(slip.scores.anger).toBeGreaterThan(slip.scores.joy);
    expect(back.scores.joy).toBeGreaterThan(0.7);
  });

  it("begins anew after a gap", () => {
    expect(smooth(at(0, "joy"), at(2_000, "fear"), EXPIRY_MS).scores.joy).toBeGreaterThan(0);
    expect(smooth(at(0, "joy"), at(2_001, "fear"), EXPIRY_MS)).toEqual(at(2_001, "fear"));
  });

  it("does not smooth at all when the newest counts in full", () => {
    expect(smooth(at(0, "joy"), at(500, "fear"), EXPIRY_MS, 1)).toEqual(at(500, "fear"));
  });
});

describe("averaging over a span", () => {
  const SPAN_MS = 30_000;

  it("is the same whatever the rate of readings", () => {
    const joyAfter = (stepMs: number) => {
      let now = at(0, "joy");
      for (let atMs = stepMs; atMs <= 15_000; atMs += stepMs)
        now = averageOver(now, at(atMs, "neutral"), SPAN_MS);
      return now.scores.joy;
    };
    expect(joyAfter(500)).toBeCloseTo(Math.exp(-1), 9);
    expect(joyAfter(5_000)).toBeCloseTo(joyAfter(500), 9);
  });

  it("begins anew after a gap longer than the span", () => {
    expect(averageOver(at(0, "joy"), at(30_001, "fear"), SPAN_MS)).toEqual(at(30_001, "fear"));
  });
});
