import { describe, expect, it } from "vitest";
import {
  CHUNK_MAX_WORDS,
  CHUNK_MIN_WORDS,
  chunkTranscript,
  countTokens,
  type SpokenSegment,
} from "@/lib/search/chunker";

const SPEAKERS = new Map([
  ["ana", "Ana"],
  ["jonas", "Jonas"],
]);

const sentence = (words: number, mark = "word") =>
  `${Array.from({ length: words }, (_, index) => `${mark}${index}`).join(" ")}.`;

function conversation(lines: [who: string, text: string][]): SpokenSegment[] {
  return lines.map(([participantId, text], position) => ({
    participantId,
    position,
    startMs: position * 1000,
    endMs: position * 1000 + 900,
    text,
  }));
}

const chat = (lines: number, words: number) =>
  conversation(
    Array.from({ length: lines }, (_, index) => [
      index % 2 ? "jonas" : "ana",
      sentence(words, `l${index}w`),
    ]),
  );

const wordsOf = (chunk: { pieces: { words: number }[] }) =>
  chunk.pieces.reduce((sum, piece) => sum + piece.words, 0);

describe("cutting a transcript into chunks", () => {
  it("makes chunks of 80 to 120 words of a conversation, the last one aside", () => {
    const chunks = chunkTranscript({ segments: chat(60, 17), speakers: SPEAKERS });
    expect(chunks.length).toBeGreaterThan(5);
    for (const chunk of chunks.slice(0, -1)) {
      expect(wordsOf(chunk)).toBeGreaterThanOrEqual(CHUNK_MIN_WORDS);
      expect(wordsOf(chunk)).toBeLessThanOrEqual(CHUNK_MAX_WORDS);
    }
  });

  it("keeps every word once, in order, when several people speak", () => {
    const segments = chat(40, 23);
    const chunks = chunkTranscript({ segments, speakers: SPEAKERS });
    const spoken = chunks.flatMap((chunk) => chunk.text.match(/l\d+w\d+/gu) ?? []);
    expect(spoken).toEqual(segments.flatMap((segment) => segment.text.match(/l\d+w\d+/gu) ?? []));
    expect(chunks.map((chunk) => chunk.position)).toEqual(chunks.map((_, index) => index));
  });

  it("puts the speaker's name in front of a turn once, and knows who spoke and when", () => {
    const [chunk] = chunkTranscript({
      segments: conversation([
        ["ana", "Who orders the casings?"],
        ["jonas", "I will."],
        ["jonas", "By Friday."],
      ]),
      speakers: SPEAKERS,
    });
    expect(chunk?.text).toBe("Ana: Who orders the casings?\nJonas: I will. By Friday.");
    expect(chunk?.speakers).toEqual(["Ana", "Jonas"]);
    expect([chunk?.firstSegment, chunk?.lastSegment]).toEqual([0, 2]);
    expect([chunk?.startMs, chunk?.endMs]).toEqual([0, 2900]);
  });

  it("cuts a speech longer than a chunk at sentence ends", () => {
    const speech = Array.from({ length: 20 }, (_, index) => sentence(30, `s${index}w`)).join(" ");
    const segments = conversation([
      ["ana", speech],
      ["jonas", "Thank you."],
    ]);
    const chunks = chunkTranscript({ segments, speakers: SPEAKERS });
    expect(chunks.length).toBeGreaterThan(4);
    for (const chunk of chunks) {
      expect(chunk.text).toMatch(/\.$/u);
      expect(wordsOf(chunk)).toBeLessThanOrEqual(CHUNK_MAX_WORDS * 1.15);
    }
  });

  it("cuts a sentence without end between words", () => {
    const segments = conversation([
      ["ana", sentence(1000)],
      ["jonas", "Well."],
    ]);
    const chunks = chunkTranscript({ segments, speakers: SPEAKERS });
    for (const chunk of chunks) expect(wordsOf(chunk)).toBeLessThanOrEqual(CHUNK_MAX_WORDS * 1.15);
    const spoken = chunks.map((chunk) => chunk.text.replaceAll(/(Ana|Jonas): /gu, "")).join(" ");
    expect(countTokens(spoken)).toBe(1001);
  });

  it("lets chunks overlap where only one person speaks", () => {
    const segments = conversation(
      Array.from({ length: 30 }, (_, index) => ["ana", sentence(12, `l${index}w`)]),
    );
    const chunks = chunkTranscript({ segments, speakers: SPEAKERS });
    expect(chunks.length).toBeGreaterThan(2);
    for (const [index, chunk] of chunks.slice(1).entries()) {
      expect(chunk.firstSegment).toBeLessThanOrEqual(chunks[index]?.lastSegment ?? -1);
    }
  });

  it("covers each chunk with windows of about 40 words that know their segments", () => {
    for (const chunk of chunkTranscript({ segments: chat(40, 11), speakers: SPEAKERS })) {
      expect(chunk.windows[0]?.firstSegment).toBe(chunk.firstSegment);
      expect(chunk.windows.at(-1)?.lastSegment).toBe(chunk.lastSegment);
      for (const window of chunk.windows) {
        expect(window.text).toMatch(/^(Ana|Jonas): /u);
        expect(window.text.match(/l\d+w\d+/gu)?.length).toBeLessThanOrEqual(52);
      }
    }
  });

  it("gives the same content the same hash, wherever in the meeting it stands", () => {
    const segments = chat(12, 20);
    const later = segments.map((segment) => ({
      ...segment,
      position: segment.position + 7,
      startMs: segment.startMs + 60_000,
      endMs: segment.endMs + 60_000,
    }));
    const hashes = (input: SpokenSegment[]) =>
      chunkTranscript({ segments: input, speakers: SPEAKERS }).map((chunk) => chunk.contentHash);
    expect(hashes(later)).toEqual(hashes(segments));
    const renamed = chunkTranscript({ segments, speakers: new Map([["ana", "Anna"]]) });
    expect(renamed[0]?.contentHash).not.toBe(hashes(segments)[0]);
  });

  it("makes nothing of an empty transcript or of empty lines", () => {
    expect(chunkTranscript({ segments: [], speakers: SPEAKERS })).toEqual([]);
    expect(
      chunkTranscript({ segments: conversation([["ana", "  "]]), speakers: SPEAKERS }),
    ).toEqual([]);
  });
});
