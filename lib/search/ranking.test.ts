import { describe, expect, it } from "vitest";
import { diversify, smoothingKernel } from "@/lib/search/ranking";

const alike =
  (groups: number[]) =>
  (a: number, b: number): number =>
    groups[a] === groups[b] ? 1 : 0;

describe("the smoothing kernel", () => {
  it("is symmetric, 1 in the middle and falls by the decay", () => {
    const profile = { decay: 0.5, reach: 2, lexicalWeight: 1, semanticWeight: 1 };
    expect(smoothingKernel(profile)).toEqual([0.25, 0.5, 1, 0.5, 0.25]);
    expect(smoothingKernel({ ...profile, reach: 0 })).toEqual([1]);
  });
});

describe("making results different from one another", () => {
  it("keeps the order when nothing is alike", () => {
    const order = diversify({ scores: [3, 9, 5], likeness: () => 0 });
    expect(order).toEqual([1, 2, 0]);
  });

  it("takes a slightly worse but different result before a repetition", () => {
    const order = diversify({ scores: [10, 9.5, 8, 0], likeness: alike([1, 1, 2, 3]) });
    expect(order).toEqual([0, 2, 1, 3]);
  });

  it("looks at relevance alone when lambda is 1", () => {
    const order = diversify({ scores: [1, 2, 3], likeness: () => 1, lambda: 1 });
    expect(order).toEqual([2, 1, 0]);
  });

  it("has every candidate once, however the scores are", () => {
    expect(diversify({ scores: [], likeness: () => 0 })).toEqual([]);
    expect(diversify({ scores: [4, 4, 4], likeness: () => 0 }).sort()).toEqual([0, 1, 2]);
    expect(diversify({ scores: [-7], likeness: () => 0 })).toEqual([0]);
  });
});
