import { describe, expect, it } from "vitest";
import { CHANNELS, type Features, FLAGS, WORD_FIGURES } from "@/lib/search/ranker/features";
import { PARAMETERS, parametersOf, scoreChunks } from "@/lib/search/ranker/network";

const CHUNKS = 9;
const wave = (length: number, step: number) =>
  Float32Array.from({ length }, (_, index) => Math.sin(step * (index + 1)));
const features: Features = {
  chunks: CHUNKS,
  channels: CHANNELS.map((_, index) => wave(CHUNKS, 0.3 + 0.1 * index)),
  flags: wave(FLAGS, 0.7),
  words: [
    { figures: wave(WORD_FIGURES, 0.4), saturation: wave(CHUNKS, 1.1).map((x) => Math.max(0, x)) },
  ],
};
const network = () => parametersOf(wave(PARAMETERS, 0.9).map((value) => value / 10));

describe("the ranker's network", () => {
  it("sees fourteen chunks on each side and no further", () => {
    const parameters = network();
    const long: Features = {
      chunks: 40,
      channels: CHANNELS.map((_, index) => wave(40, 0.3 + 0.1 * index)),
      flags: features.flags,
      words: [],
    };
    const before = scoreChunks(parameters, long);
    const touched = { ...long, channels: long.channels.map((channel) => channel.slice()) };
    for (const channel of touched.channels) channel[20] = 5;
    const changed = [...scoreChunks(parameters, touched)].flatMap((score, index) =>
      score === before[index] ? [] : [index],
    );
    expect(changed[0]).toBe(6);
    expect(changed.at(-1)).toBe(34);
  });

  it("does not care in which order the question's words come", () => {
    const words = [
      features.words,
      { figures: wave(WORD_FIGURES, 0.5), saturation: wave(9, 2) },
    ].flat();
    const parameters = network();
    const forth = scoreChunks(parameters, { ...features, words });
    const back = scoreChunks(parameters, { ...features, words: words.toReversed() });
    forth.forEach((score, index) => {
      expect(score).toBeCloseTo(back[index] ?? 0, 4);
    });
  });

  it("scores a meeting of one chunk, and a question without a word that is said", () => {
    const one: Features = {
      chunks: 1,
      channels: CHANNELS.map(() => new Float32Array(1)),
      flags: features.flags,
      words: [],
    };
    expect(Number.isFinite(scoreChunks(network(), one)[0])).toBe(true);
  });
});
