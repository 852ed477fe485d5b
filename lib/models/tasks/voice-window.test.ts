import { describe, expect, it } from "vitest";
import { findVoice, quantile, voiceOf } from "@/lib/models/tasks/voice-window";

/** 16 kHz: silence, a tone, silence, a second each. */
function toneAmidSilence(amplitude: number): Float32Array {
  return Float32Array.from({ length: 48_000 }, (_, at) =>
    at >= 16_000 && at < 32_000 ? amplitude * Math.sin(at / 5) : 0,
  );
}

const loudness = (pcm: Float32Array) =>
  Math.sqrt(pcm.reduce((sum, sample) => sum + sample * sample, 0) / pcm.length);

describe("the voice of a window", () => {
  it("is found with a tenth of a second around it", () => {
    const { from, to } = findVoice(toneAmidSilence(0.3));
    expect(from / 16_000).toBeCloseTo(0.9, 1);
    expect(to / 16_000).toBeCloseTo(2.1, 1);
  });

  it("is brought to one loudness, however far the microphone", () => {
    const near = voiceOf(toneAmidSilence(0.7));
    const far = voiceOf(toneAmidSilence(0.007));
    expect(Math.abs(near.length - far.length)).toBeLessThan(1000);
    expect(loudness(near.subarray(2000, 16_000))).toBeCloseTo(0.05, 3);
    expect(loudness(far.subarray(2000, 16_000))).toBeCloseTo(0.05, 3);
  });

  it("is everything where nothing stands out, and nothing of nothing", () => {
    expect(voiceOf(new Float32Array(32_000))).toHaveLength(32_000);
    expect(voiceOf(new Float32Array(50))).toHaveLength(50);
    expect(voiceOf(new Float32Array(0))).toHaveLength(0);
  });
});

it("takes quantiles by nearest rank", () => {
  expect(quantile([3, 1, 2, 4], 0.75)).toBe(4);
  expect(quantile([3, 1, 2, 4], 0)).toBe(1);
  expect(quantile([], 0.5)).toBe(0);
});
