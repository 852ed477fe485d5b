import { describe, expect, it } from "vitest";
import type { QueryWord } from "@/lib/search/query";
import { Background } from "@/lib/search/ranker/background";
import {
  CHANNELS,
  FLAGS,
  featuresOf,
  type Likeness,
  WORD_FIGURES,
} from "@/lib/search/ranker/features";
import { prepareMeeting, type StoredChunk } from "@/lib/search/ranker/meeting";
import { readQuestion } from "@/lib/search/ranker/question";

const LINES: [speaker: string, text: string][] = [
  ["Ana", "We begin with the launch date and the printer"],
  ["Jonas", "The supplier sends the casings in four weeks"],
  ["Mira", "The battery lasts six hours and we promised eight"],
  ["Jonas", "A thicker battery cell would give eight hours"],
  ["Ana", "Lunch is soup and bread today"],
];
const stopWords = new Set("we with the and in a would is".split(" "));
const stemsOf = (text: string) =>
  text
    .toLowerCase()
    .match(/[a-z]+/gu)
    ?.filter((word) => !stopWords.has(word)) ?? [];

function stored([speaker, text]: [string, string], position: number): StoredChunk {
  const stems = stemsOf(`${speaker} ${text}`);
  return {
    chunkId: `chunk-${position}`,
    position,
    speakers: [speaker],
    text: `${speaker}: ${text}`,
    lexemes: stems.map((stem, index) => `'${stem}':${index + 1}`).join(" "),
    vector: Float32Array.of(Math.cos(position), Math.sin(position)),
  };
}

const background = new Background({
  chunks: 1000,
  questions: 100,
  stems: new Map([
    ["hours", [40, 2]],
    ["battery", [30, 3]],
    ["discuss", [50, 60]],
  ]),
});
const asked = (text: string): QueryWord[] =>
  text.split(" ").map((word) => ({ word, stems: stemsOf(word), forms: [word.toLowerCase()] }));
const likeness = (chunks: number): Likeness => {
  const flat = () => new Float32Array(chunks).fill(0.2);
  return { closest: flat(), usual: flat(), coreClosest: flat(), core: flat(), adapted: flat() };
};
const look = (text: string, lines = LINES) => {
  const meeting = prepareMeeting(lines.map(stored), background);
  const question = readQuestion(text, asked(text), background);
  return featuresOf({ question, meeting, likeness: likeness(lines.length), background });
};
const channel = (features: ReturnType<typeof look>, name: string) =>
  features.channels[CHANNELS.indexOf(name)] ?? new Float32Array();
const best = (values: Float32Array) => values.indexOf(Math.max(...values));

describe("what the ranker sees of a question and a meeting", () => {
  it("is one series per channel, one flag per kind, one row per word, all finite", () => {
    const features = look("What did Jonas think about the battery cell?");
    expect(features.channels).toHaveLength(CHANNELS.length);
    expect(features.flags).toHaveLength(FLAGS);
    expect(features.words.every((word) => word.figures.length === WORD_FIGURES)).toBe(true);
    for (const values of [...features.channels, features.flags]) {
      expect([...values].every(Number.isFinite)).toBe(true);
    }
  });

  it("finds the passage by its words, and whoever is named by what they said", () => {
    const features = look("What did Jonas think about the battery cell?");
    expect(best(channel(features, "words"))).toBe(3);
    expect(best(channel(features, "fused"))).toBe(3);
    expect([...channel(features, "said")]).toEqual([0, 1, 0, 1, 0]);
    expect([...channel(look("battery cell"), "said")]).toEqual([0, 0, 0, 0, 0]);
  });

  it("does not count the words a question is wrapped in", () => {
    const plainly = channel(look("battery cell"), "words");
    const wrapped = channel(look("summarize discussion battery cell"), "words");
    plainly.forEach((value, index) => {
      expect(wrapped[index]).toBeCloseTo(value, 4);
    });
  });

  it("is the same for names of other people, as long as nobody is asked about", () => {
    const others = LINES.map(([name, text]): [string, string] => [`${name}x`, text]);
    const [mine, theirs] = [look("battery hours"), look("battery hours", others)];
    CHANNELS.forEach((name, index) => {
      mine.channels[index]?.forEach((value, chunk) => {
        expect(theirs.channels[index]?.[chunk], name).toBeCloseTo(value, 3);
      });
    });
  });

  it("works for a meeting of one chunk, one speaker, or nobody known", () => {
    for (const lines of [LINES.slice(0, 1), LINES.slice(0, 2), [["", "Just a note"] as const]]) {
      const features = look(
        "What about the launch?",
        lines.map(([a, b]) => [a, b]),
      );
      expect(features.channels.flatMap((values) => [...values]).every(Number.isFinite)).toBe(true);
    }
  });
});
