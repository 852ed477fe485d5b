import { describe, expect, it } from "vitest";
import { sentenceVector } from "@/lib/models/sentence-vector";

const hidden = (...tokens: number[][]) => ({
  dims: [1, tokens.length, tokens[0]?.length ?? 0],
  data: Float32Array.from(tokens.flat()),
});

describe("the vector of a text", () => {
  it("points where the mean of its tokens does, with unit length", () => {
    const vector = sentenceVector(hidden([1, 0], [5, 8]), { dimensions: 2, layerNorm: false });
    expect([...vector]).toEqual([expect.closeTo(0.6), expect.closeTo(0.8)]);
  });

  it("is normalised over all numbers before it is cut", () => {
    const vector = sentenceVector(hidden([1, 2, 3, 10]), { dimensions: 2, layerNorm: true });
    // Mean 4: the first two become -3 and -2 times a factor that unit length takes away again.
    const length = Math.hypot(3, 2);
    expect([...vector]).toEqual([expect.closeTo(-3 / length), expect.closeTo(-2 / length)]);
  });

  it("is all zeros when its tokens say nothing", () => {
    expect([...sentenceVector(hidden([0, 0]), { dimensions: 2, layerNorm: false })]).toEqual([
      0, 0,
    ]);
  });
});
