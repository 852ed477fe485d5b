import { describe, expect, it } from "vitest";
import { figuresOf } from "@/lib/summaries/figures";
import { transcriptOf } from "@/lib/summaries/testing/transcripts";

describe("a meeting's figures", () => {
  it("tell who spoke how long and how fast, and their share of the words", () => {
    const { people, durationMs } = figuresOf(
      transcriptOf([
        { who: "Ana", text: "one two three four five six", at: 0, until: 4 },
        { who: "Ben", text: "seven eight", at: 5, until: 6 },
        { who: "Ana", text: "nine", at: 7, until: 8 },
      ]),
    );
    expect(durationMs).toBe(8_000);
    expect(people).toMatchObject([
      { name: "Ana", spokenMs: 5_000, words: 7, wordsPerMinute: 84, turns: 2, share: 7 / 9 },
      { name: "Ben", spokenMs: 1_000, words: 2, wordsPerMinute: 120, turns: 1, share: 2 / 9 },
    ]);
  });

  it("tell the pace over twelve equal stretches, in which no word is lost", () => {
    const said = Array.from({ length: 60 }, (_, i) => ({
      who: "Ana",
      text: i < 30 ? "slow words" : "these are many more quick words here",
      at: i * 10,
      until: i * 10 + 9,
    }));
    const { pace, people, durationMs } = figuresOf(transcriptOf(said));
    expect(pace).toHaveLength(12);
    expect(pace[0]?.startMs).toBe(0);
    expect(pace[11]?.wordsPerMinute).toBeGreaterThan((pace[0]?.wordsPerMinute ?? 0) * 3);
    const minutes = durationMs / 60_000 / 12;
    const words = pace.reduce((sum, { wordsPerMinute }) => sum + wordsPerMinute * minutes, 0);
    expect(words).toBeCloseTo(people[0]?.words ?? 0, -1);
  });

  it("of a short meeting are not torn into seconds", () => {
    const { pace } = figuresOf(
      transcriptOf([{ who: "Ana", text: "Hello to you", at: 0, until: 20 }]),
    );
    expect(pace).toEqual([{ startMs: 0, wordsPerMinute: 9 }]);
  });

  it("count emotions of words by lines, without those that are unsure", () => {
    const { emotions } = figuresOf(
      transcriptOf([
        { who: "Ana", text: "a", emotion: "neutral", score: 0.4 },
        { who: "Ana", text: "b", emotion: "joy", score: 0.9 },
        { who: "Ana", text: "c", emotion: "joy", score: 0.8 },
        { who: "Ana", text: "d", emotion: "anger", score: 0.3 },
        { who: "Ana", text: "e" },
      ]),
    );
    expect(emotions).toEqual([
      { emotion: "joy", share: 2 / 3 },
      { emotion: "neutral", share: 1 / 3 },
    ]);
  });

  it("show at most six strong lines, spread over the meeting, in order", () => {
    const said = Array.from({ length: 100 }, (_, i) => ({
      who: i % 2 ? "Ben" : "Ana",
      text: `line ${i}`,
      at: i * 10,
      emotion: i % 3 === 0 ? "neutral" : "surprise",
      score: 0.5 + (i % 10) / 25,
    }));
    const { moments } = figuresOf(transcriptOf(said));
    expect(moments).toHaveLength(6);
    expect(moments.map(({ emotion }) => emotion)).toEqual(Array(6).fill("surprise"));
    const starts = moments.map(({ startMs }) => startMs);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    for (let i = 1; i < starts.length; i++)
      expect((starts[i] ?? 0) - (starts[i - 1] ?? 0)).toBeGreaterThanOrEqual(20_000);
  });

  it("of a meeting in which nothing was said are empty", () => {
    expect(figuresOf(transcriptOf([]))).toEqual({
      durationMs: 0,
      people: [],
      pace: [],
      emotions: [],
      moments: [],
    });
  });
});
