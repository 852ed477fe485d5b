import { describe, expect, it } from "vitest";
import { gapSentences } from "@/lib/transcripts/gaps";
import { speakerStatistics } from "@/lib/transcripts/statistics";

const speakers = [
  { id: "a", name: "Ana", colour: 1 },
  { id: "b", name: "Ben", colour: 2 },
  { id: "c", name: "Cara", colour: 3 },
];
const line = (participantId: string, startMs: number, endMs: number, text: string) => ({
  participantId,
  startMs,
  endMs,
  text,
});

describe("speaker statistics", () => {
  it("count turns as runs of one person's lines, and words, time and pace", () => {
    const [first, second] = speakerStatistics({
      speakers,
      segments: [
        line("a", 0, 20_000, "one two three four"),
        line("a", 21_000, 31_000, "five six."),
        line("b", 31_000, 41_000, "Seven!"),
        line("a", 45_000, 75_000, "eight"),
      ],
    });
    expect(first).toMatchObject({ name: "Ana", turns: 2, words: 7, speakingMs: 60_000 });
    expect(first?.wordsPerMinute).toBe(7);
    expect(second).toMatchObject({ name: "Ben", turns: 1, words: 1, speakingMs: 10_000 });
    expect((first?.share ?? 0) + (second?.share ?? 0)).toBeCloseTo(1);
  });

  it("leave out who said nothing, and count overlapping lines of one person once", () => {
    const rows = speakerStatistics({
      speakers,
      segments: [line("a", 0, 10_000, "one"), line("a", 5_000, 12_000, "two")],
    });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ speakingMs: 12_000, share: 1 });
  });

  it("survive lines without length and meetings without lines", () => {
    expect(speakerStatistics({ speakers, segments: [] })).toEqual([]);
    const [row] = speakerStatistics({ speakers, segments: [line("a", 5, 5, "hi")] });
    expect(row).toMatchObject({ wordsPerMinute: 0, share: 0 });
  });
});

describe("what could not be read", () => {
  it("is told in one sentence per person", () => {
    expect(
      gapSentences([
        { participantId: "j", name: "Jonas", lengthMs: 7_000 },
        { participantId: "m", name: "Mira", lengthMs: null },
        { participantId: "j", name: "Jonas", lengthMs: 5_200 },
        { participantId: "k", name: "Kim", lengthMs: 300 },
        { participantId: "l", name: "Lea", lengthMs: 200_000 },
      ]),
    ).toEqual([
      "12 seconds of Jonas could not be read.",
      "A part of Mira's recording could not be read.",
      "1 second of Kim could not be read.",
      "3 minutes of Lea could not be read.",
    ]);
  });
});
