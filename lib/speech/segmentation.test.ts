import { describe, expect, it } from "vitest";
import {
  groupByPause,
  type SegmentationOptions,
  SpeechSegmenter,
  type SpeechWindow,
} from "@/lib/speech/segmentation";

const FRAME = 512;
const framesOf = (seconds: number) => Math.round((seconds * 16_000) / FRAME);
const secondsOf = (samples: number) => samples / 16_000;

/** Probabilities of stretches of [speech or quiet, seconds]. */
function track(...stretches: [probability: number, seconds: number][]): number[] {
  return stretches.flatMap(([probability, seconds]) =>
    new Array<number>(framesOf(seconds)).fill(probability),
  );
}

function windowsOf(
  probabilities: number[],
  options: Partial<SegmentationOptions> = {},
): SpeechWindow[] {
  const segmenter = new SpeechSegmenter(options);
  const windows = segmenter.push(probabilities);
  return [...windows, ...segmenter.finish(probabilities.length * FRAME)];
}

describe("finding speech", () => {
  it("finds nothing in quiet", () => {
    expect(windowsOf(track([0.05, 60]))).toEqual([]);
  });

  it("takes a click for no speech", () => {
    expect(windowsOf(track([0, 1], [0.9, 0.1], [0, 1]))).toEqual([]);
  });

  it("keeps a little quiet around speech", () => {
    const [window] = windowsOf(track([0, 2], [0.9, 1], [0, 2]));
    expect(secondsOf(window?.start ?? 0)).toBeCloseTo(1.6, 1);
    expect(secondsOf(window?.end ?? 0)).toBeCloseTo(3.4, 1);
  });

  it("does not end an utterance at a short breath", () => {
    const [window] = windowsOf(track([0.9, 1], [0.1, 0.15], [0.9, 1], [0, 2]));
    expect(window?.regions).toHaveLength(1);
  });

  it("recognises sentences together across short pauses and apart across long ones", () => {
    const windows = windowsOf(track([0.9, 2], [0, 1], [0.9, 2], [0, 4], [0.9, 2], [0, 1]));
    expect(windows.map(({ regions }) => regions.length)).toEqual([2, 1]);
  });

  it("shares the quiet between two windows, never the sound", () => {
    const windows = windowsOf(track([0.9, 15], [0, 0.4], [0.9, 15], [0, 1]));
    expect(windows).toHaveLength(2);
    expect(windows[0]?.end).toBeLessThanOrEqual(windows[1]?.start ?? 0);
    expect(secondsOf(windows[0]?.end ?? 0)).toBeCloseTo(15.2, 1);
  });

  it("cuts endless speech where it is least like speech, and loses no sample", () => {
    const probabilities = track([0.95, 14], [0.6, 0.1], [0.95, 30], [0, 1]);
    const windows = windowsOf(probabilities);
    expect(windows.length).toBeGreaterThanOrEqual(3);
    expect(secondsOf(windows[0]?.regions[0]?.end ?? 0)).toBeCloseTo(14.05, 1);
    for (const [index, { start, end }] of windows.entries()) {
      expect(secondsOf(end - start)).toBeLessThanOrEqual(20.8);
      if (index > 0) expect(start).toBe(windows[index - 1]?.end);
    }
  });

  it("gives the same windows whatever pieces the stream comes in", () => {
    const probabilities = track([0, 1], [0.9, 3], [0, 0.8], [0.9, 25], [0, 3], [0.9, 1], [0, 0.2]);
    const segmenter = new SpeechSegmenter();
    const pieces: SpeechWindow[] = [];
    for (let from = 0; from < probabilities.length; from += 7) {
      pieces.push(...segmenter.push(probabilities.slice(from, from + 7)));
    }
    pieces.push(...segmenter.finish(probabilities.length * FRAME));
    expect(pieces).toEqual(windowsOf(probabilities));
  });

  it("never asks for samples it called settled", () => {
    const probabilities = track([0, 5], [0.9, 3], [0, 5], [0.9, 22], [0, 5], [0.9, 1], [0, 3]);
    const segmenter = new SpeechSegmenter();
    let settled = 0;
    for (const probability of probabilities) {
      for (const { start } of segmenter.push([probability])) {
        expect(start).toBeGreaterThanOrEqual(settled);
      }
      settled = segmenter.settledUntil;
    }
    expect(secondsOf(settled)).toBeGreaterThan(40);
  });

  it("knows where speech that was cut off begins", () => {
    const segmenter = new SpeechSegmenter();
    const probabilities = track([0.9, 2], [0, 1], [0.9, 2]);
    segmenter.push(probabilities);
    const from = segmenter.unfinishedFrom(probabilities.length * FRAME);
    expect(secondsOf(from ?? 0)).toBeCloseTo(2.6, 1);
  });

  it("knows that nothing was cut off when it ends in quiet", () => {
    const segmenter = new SpeechSegmenter();
    const probabilities = track([0.9, 2], [0, 1]);
    segmenter.push(probabilities);
    expect(segmenter.unfinishedFrom(probabilities.length * FRAME)).toBeNull();
  });
});

describe("grouping regions into utterances", () => {
  it("begins a new one at a real pause only", () => {
    const regions = [
      { start: 0, end: 16_000, cut: false },
      { start: 20_000, end: 32_000, cut: false },
      { start: 48_000, end: 64_000, cut: false },
    ];
    expect(groupByPause(regions, 700)).toEqual([
      { start: 0, end: 32_000 },
      { start: 48_000, end: 64_000 },
    ]);
  });
});
