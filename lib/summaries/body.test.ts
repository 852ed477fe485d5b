import { describe, expect, it } from "vitest";
import { contentHashOf, EMPTY_BODY, resolveBody } from "@/lib/summaries/body";
import type { CitedSentence } from "@/lib/summaries/schema";
import { personId, segmentId, transcriptOf } from "@/lib/summaries/testing/transcripts";

const sentence = (text: string, position: number, edited = false): CitedSentence => ({
  id: text,
  text,
  citations: [{ segmentId: segmentId(position), position: 99, startMs: 1 }],
  edited,
});

describe("a stored summary", () => {
  const said = [
    { who: "Ana", text: "The box is blue." },
    { who: "Ben", text: "It is not." },
  ];

  it("points at where its lines are now", () => {
    const { overview } = resolveBody(
      { ...EMPTY_BODY, overview: [sentence("a", 1)] },
      transcriptOf(said),
    );
    expect(overview[0]?.citations).toEqual([
      { segmentId: segmentId(1), position: 1, startMs: 5000 },
    ]);
  });

  it("withholds what rested on lines that are gone, unless a person wrote it", () => {
    const body = {
      ...EMPTY_BODY,
      keyPoints: [sentence("a", 7), sentence("b", 7, true), sentence("c", 0)],
    };
    const { keyPoints } = resolveBody(body, transcriptOf(said));
    expect(keyPoints.map(({ id }) => id)).toEqual(["b", "c"]);
    expect(keyPoints[0]?.citations).toEqual([]);
  });

  it("calls people by their present names and leaves out those who are gone", () => {
    const by = (participantId: string) => ({
      participantId,
      name: "Old name",
      colour: 8,
      sentences: [sentence("a", 0)],
    });
    const body = { ...EMPTY_BODY, contributions: [by(personId(0)), by(personId(7))] };
    expect(resolveBody(body, transcriptOf(said)).contributions).toMatchObject([
      { name: "Ana", colour: 1 },
    ]);
  });

  it("is told apart from one of other words, and not from one of other times", () => {
    const hash = (lines: typeof said, at = 0) =>
      contentHashOf(transcriptOf(lines.map((line, i) => ({ ...line, at: at + i }))).segments);
    expect(hash(said)).toBe(hash(said, 30));
    expect(hash(said)).not.toBe(hash([...said, { who: "Ana", text: "It is." }]));
    expect(hash(said)).not.toBe(
      hash(said.map((line) => ({ ...line, text: line.text.toUpperCase() }))),
    );
  });
});
