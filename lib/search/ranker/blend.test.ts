import { describe, expect, it } from "vitest";
import { blend } from "@/lib/search/ranker/blend";
import { likelyMeetings } from "@/lib/search/ranker/meetings";
import type { RankedChunk } from "@/lib/search/ranking";

const chunk = (chunkId: string, score: number, meetingId = "one"): RankedChunk => ({
  chunkId,
  meetingId,
  position: 0,
  firstSegment: 0,
  lastSegment: 0,
  lexical: 0,
  semantic: null,
  modelId: "use-lite-en",
  nearLexical: 0,
  nearSemantic: 0,
  lexicalZ: 0,
  semanticZ: 0,
  score,
});
const chunks = [chunk("a", 3), chunk("b", 2), chunk("c", 1)];
const learned = new Map([
  ["a", 0],
  ["b", 1],
  ["c", 2],
]);
const order = (ranked: RankedChunk[]) =>
  ranked.toSorted((x, y) => y.score - x.score).map(({ chunkId }) => chunkId);

describe("blending what was learned with the fusion", () => {
  it("gives each as much of a say as its share", () => {
    const ordered = (share: number) => order(blend({ chunks, learned, share, logProbability: 0 }));
    expect(ordered(0)).toEqual(["a", "b", "c"]);
    expect(ordered(1)).toEqual(["c", "b", "a"]);
    expect(ordered(0.4)).toEqual(["a", "b", "c"]);
  });

  it("puts chunks of a likelier meeting first, when they stand out as much", () => {
    const there = blend({ chunks, learned, share: 0.5, logProbability: -0.1 });
    const elsewhere = blend({ chunks, learned, share: 0.5, logProbability: -3 });
    there.forEach((likely, index) => {
      expect(likely.score).toBeGreaterThan(elsewhere[index]?.score ?? 0);
    });
  });

  it("counts chunks the ranker did not see as the worst, and blends nothing into nothing", () => {
    const some = new Map([["b", 1]]);
    expect(order(blend({ chunks, learned: some, share: 1, logProbability: 0 }))[0]).toBe("b");
    expect(blend({ chunks: [], learned, share: 1, logProbability: 0 })).toEqual([]);
    const none = blend({ chunks, learned: new Map(), share: 0.5, logProbability: 0 });
    expect(order(none)).toEqual(["a", "b", "c"]);
  });
});

describe("the meetings a question may be about", () => {
  it("are those with the best passages, at most five, with probabilities below one", () => {
    const found = [1, 2, 3, 4, 5, 6, 7].flatMap((score) => [
      chunk("x", score, `meeting-${score}`),
      chunk("y", score - 1, `meeting-${score}`),
    ]);
    const likely = likelyMeetings(found);
    expect(likely.map(({ meetingId }) => meetingId)).toEqual(
      [7, 6, 5, 4, 3].map((score) => `meeting-${score}`),
    );
    const total = likely.reduce((sum, meeting) => sum + Math.exp(meeting.logProbability), 0);
    expect(total).toBeLessThan(1);
    expect(likelyMeetings([])).toEqual([]);
  });
});
