import { describe, expect, it } from "vitest";
import { CHANNELS, type Features, FLAGS, WORD_FIGURES } from "@/lib/search/ranker/features";
import { forward, PARAMETERS, parametersOf } from "@/lib/search/ranker/network";
import { rankingLoss } from "@/lib/search/ranker/training/fit";
import { backward } from "@/lib/search/ranker/training/gradient";
import { Random } from "@/lib/search/ranker/training/random";

const random = new Random(7);
const noise = (length: number, reach = 1) => {
  const values = new Float32Array(length);
  random.fill(values, reach);
  return values;
};

const CHUNKS = 11;
const features: Features = {
  chunks: CHUNKS,
  channels: CHANNELS.map(() => noise(CHUNKS)),
  flags: noise(FLAGS),
  words: [0, 1, 2].map(() => ({
    figures: noise(WORD_FIGURES).map(Math.abs),
    saturation: noise(CHUNKS, 2).map((value) => Math.max(0, value)),
  })),
};
const relevant = Float32Array.from({ length: CHUNKS }, (_, i) => (i === 3 || i === 4 ? 1 : 0));
const kept = Array.from({ length: 128 }, () => random.mask(CHUNKS, 0.8));
const disturb = (layer: number, row: number, values: Float32Array) =>
  values.map((value, i) => value * (kept[(layer * 31 + row) % kept.length]?.[i] ?? 1));

describe("the gradient of the ranker", () => {
  it("is how the loss changes with each number", () => {
    const numbers = noise(PARAMETERS, 0.2);
    const lossAt = (values: Float32Array) =>
      rankingLoss(forward(parametersOf(values), features, disturb).scores, relevant).loss;
    const slopes = new Float32Array(PARAMETERS);
    const parameters = parametersOf(numbers);
    const { scores, trace } = forward(parameters, features, disturb);
    const { byScores } = rankingLoss(scores, relevant);
    backward({ parameters, gradient: parametersOf(slopes), features, trace, disturb, byScores });

    const along = (direction: Float32Array, length: number) =>
      lossAt(numbers.map((value, i) => value + length * (direction[i] as number)));
    // Each part of the network on its own, along a random direction.
    let start = 0;
    for (const [part, view] of Object.entries(parameters)) {
      const direction = new Float32Array(PARAMETERS);
      direction.set(noise(view.length), start);
      const length = 2e-3 / Math.sqrt(view.length);
      const measured = (along(direction, length) - along(direction, -length)) / (2 * length);
      const expected = direction.reduce((sum, d, i) => sum + d * (slopes[i] as number), 0);
      expect(Math.abs(measured - expected), part).toBeLessThan(0.02 * Math.abs(expected) + 2e-3);
      start += view.length;
    }
  });
});
