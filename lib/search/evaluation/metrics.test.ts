import { describe, expect, it } from "vitest";
import { percentile, relevantChunks, scoreRanking } from "@/lib/search/evaluation/metrics";

describe("which chunks answer a question", () => {
  const chunks = [
    [
      { segment: 0, words: 60 },
      { segment: 1, words: 60 },
    ],
    [
      { segment: 2, words: 20 },
      { segment: 3, words: 100 },
    ],
    [{ segment: 4, words: 100 }],
  ];

  it("are those with half of their words in the gold turns", () => {
    expect(
      relevantChunks(chunks, [
        [1, 1],
        [4, 4],
      ]),
    ).toEqual([true, false, true]);
  });

  it("and those with half of the gold words", () => {
    expect(relevantChunks(chunks, [[2, 2]])).toEqual([false, true, false]);
  });

  it("are none when the gold turns are in no chunk", () => {
    expect(relevantChunks(chunks, [[9, 12]])).toEqual([false, false, false]);
  });
});

describe("the score of a ranking", () => {
  it("is full when the relevant chunks come first", () => {
    expect(scoreRanking([2, 0, 1], [true, false, true])).toEqual({
      ndcgAt10: 1,
      reciprocalRank: 1,
      hitAt5: 1,
    });
  });

  it("falls with the logarithm of the rank", () => {
    const score = scoreRanking([1, 0, 2], [true, false, false]);
    expect(score?.ndcgAt10).toBeCloseTo(1 / Math.log2(3), 12);
    expect(score?.reciprocalRank).toBe(0.5);
  });

  it("counts nothing beyond the tenth place but the reciprocal rank", () => {
    const ranked = Array.from({ length: 12 }, (_, index) => index);
    const relevant = ranked.map((index) => index === 11);
    expect(scoreRanking(ranked, relevant)).toEqual({
      ndcgAt10: 0,
      reciprocalRank: 1 / 12,
      hitAt5: 0,
    });
  });

  it("does not exist without a relevant chunk", () => {
    expect(scoreRanking([0, 1], [false, false])).toBeNull();
  });
});

describe("a percentile", () => {
  it("is the value below which that share lies", () => {
    expect(percentile([5, 1, 4, 2, 3], 0.5)).toBe(3);
    expect(percentile([5, 1, 4, 2, 3], 0.95)).toBe(5);
    expect(percentile([], 0.5)).toBe(0);
  });
});
