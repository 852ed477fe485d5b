import { createHash } from "node:crypto";

/** A line of the transcript, as far as search needs it. */
export interface SpokenSegment {
  participantId: string;
  position: number;
  startMs: number;
  endMs: number;
  text: string;
}

/** As much of a chunk as an embedding model says something precise about. */
export interface WindowDraft {
  /** Positions of its first and last segment. */
  firstSegment: number;
  lastSegment: number;
  text: string;
}

export interface ChunkDraft {
  position: number;
  firstSegment: number;
  lastSegment: number;
  startMs: number;
  endMs: number;
  /** Names, in order of appearance. */
  speakers: string[];
  /** What was said, a line per turn, each with its speaker's name in front. */
  text: string;
  /** How many words of which segment are in it. */
  pieces: { segment: number; words: number }[];
  windows: WindowDraft[];
  /** Equal hashes: equal text, equal windows over equally many segments. */
  contentHash: string;
}

/** A chunk is closed once it has this many words and the next line would take it past the other. */
export const CHUNK_MIN_WORDS = 80;
export const CHUNK_MAX_WORDS = 120;
/** Words of a window (facts: the best of 40, 60 and whole chunks for Universal Sentence Encoder). */
const WINDOW_WORDS = 40;
/** A window or chunk may be this much larger rather than be cut in an awkward place. */
const TOLERANCE = 1.15;
/** A rest of fewer words joins the window before it. */
const WINDOW_MIN_WORDS = 5;
/** Where nobody else speaks there is no turn to cut at, so neighbours share about this many words. */
const OVERLAP_WORDS = 30;
/** Raised when the same segments would give other chunks. */
const CHUNKER_VERSION = 1;

/** A whole line or a part of one: what is never cut. */
interface Unit {
  segment: SpokenSegment;
  speaker: string;
  text: string;
  words: number;
}

export const countTokens = (text: string): number => text.match(/\S+/gu)?.length ?? 0;

/**
 * Packs a transcript into chunks of 80-120 words that keep their speakers and times. Lines stay
 * whole unless one alone is larger than a chunk. With one speaker or none, chunks overlap.
 *
 * @param segments in the order of the meeting
 * @param speakers names by participant id; a missing name leaves the line without one
 */
export function chunkTranscript({
  segments,
  speakers,
}: {
  segments: readonly SpokenSegment[];
  speakers: ReadonlyMap<string, string>;
}): ChunkDraft[] {
  const units = segments.flatMap((segment) =>
    unitsOf(segment, speakers.get(segment.participantId) ?? ""),
  );
  const voices = new Set(units.map((unit) => unit.speaker));
  return packs(units, voices.size > 1 ? 0 : OVERLAP_WORDS).map(draft);
}

function unitsOf(segment: SpokenSegment, speaker: string): Unit[] {
  const text = segment.text.replace(/\s+/gu, " ").trim();
  if (text === "") return [];
  const make = (part: string): Unit => ({ segment, speaker, text: part, words: countTokens(part) });
  const whole = make(text);
  if (whole.words <= CHUNK_MAX_WORDS) return [whole];
  return pack(sentencesOf(text).map(make), CHUNK_MAX_WORDS).map((units) =>
    make(units.map((unit) => unit.text).join(" ")),
  );
}

/** Sentences; one that is longer than a chunk is cut between words. */
function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.?!…])\s+/u).flatMap((sentence) => {
    const words = sentence.split(" ");
    if (words.length <= CHUNK_MAX_WORDS) return [sentence];
    const parts = Math.ceil(words.length / CHUNK_MAX_WORDS);
    const size = Math.ceil(words.length / parts);
    return Array.from({ length: parts }, (_, part) =>
      words.slice(part * size, (part + 1) * size).join(" "),
    );
  });
}

/** Greedy packing: a pack is closed when full, or when the next unit would overfill it. */
function pack(units: readonly Unit[], size: number): Unit[][] {
  const packs: Unit[][] = [];
  let current: Unit[] = [];
  let words = 0;
  const close = () => {
    if (current.length > 0) packs.push(current);
    current = [];
    words = 0;
  };
  for (const unit of units) {
    if (words + unit.words > size * TOLERANCE) close();
    current.push(unit);
    words += unit.words;
    if (words >= size) close();
  }
  close();
  return packs;
}

/** The chunks' units. An overlap repeats the end of a chunk at the start of the next. */
function packs(units: readonly Unit[], overlap: number): Unit[][] {
  const chunks = pack(units, CHUNK_MAX_WORDS);
  if (overlap === 0) return chunks;
  return chunks.map((chunk, index) => [...tail(chunks[index - 1] ?? [], overlap), ...chunk]);
}

/** The last whole units that together have at most `limit` words. */
function tail(units: readonly Unit[], limit: number): Unit[] {
  let words = 0;
  let start = units.length;
  while (start > 0 && words + (units[start - 1]?.words ?? 0) <= limit) {
    start -= 1;
    words += units[start]?.words ?? 0;
  }
  return units.slice(start);
}

function draft(units: Unit[], position: number): ChunkDraft {
  const first = units[0]?.segment;
  const last = units.at(-1)?.segment;
  if (!first || !last) throw new Error("A chunk has at least one line.");
  const text = textOf(units);
  const windows = windowsOf(units);
  return {
    position,
    firstSegment: first.position,
    lastSegment: last.position,
    startMs: first.startMs,
    endMs: Math.max(...units.map((unit) => unit.segment.endMs)),
    speakers: [...new Set(units.map((unit) => unit.speaker))].filter((name) => name !== ""),
    text,
    pieces: piecesOf(units),
    windows,
    contentHash: hashOf({ text, windows, firstSegment: first.position }),
  };
}

function piecesOf(units: readonly Unit[]): { segment: number; words: number }[] {
  const words = new Map<number, number>();
  for (const unit of units) {
    const { position } = unit.segment;
    words.set(position, (words.get(position) ?? 0) + unit.words);
  }
  return [...words].map(([segment, count]) => ({ segment, words: count }));
}

/** Consecutive lines of one speaker share one line; the name stands in front of it. */
function textOf(units: readonly Unit[]): string {
  let text = "";
  let speaker: string | null = null;
  for (const unit of units) {
    if (unit.speaker === speaker) text += ` ${unit.text}`;
    else text += `${text ? "\n" : ""}${unit.speaker ? `${unit.speaker}: ` : ""}${unit.text}`;
    speaker = unit.speaker;
  }
  return text;
}

/** Sentences of the chunk in order, packed to about 40 words. */
function windowsOf(units: readonly Unit[]): WindowDraft[] {
  const sentences = units.flatMap((unit) =>
    sentencesOf(unit.text).map((text) => ({ ...unit, text, words: countTokens(text) })),
  );
  const packed = pack(sentences, WINDOW_WORDS);
  const rest = packed.at(-1);
  const restWords = rest?.reduce((sum, unit) => sum + unit.words, 0) ?? 0;
  if (rest && packed.length > 1 && restWords < WINDOW_MIN_WORDS) {
    packed.pop();
    packed.at(-1)?.push(...rest);
  }
  return packed.map((window) => ({
    firstSegment: window[0]?.segment.position ?? 0,
    lastSegment: window.at(-1)?.segment.position ?? 0,
    text: textOf(window),
  }));
}

function hashOf({
  text,
  windows,
  firstSegment,
}: {
  text: string;
  windows: readonly WindowDraft[];
  firstSegment: number;
}): string {
  // Relative to the chunk, so that a line added earlier in the meeting changes nothing here.
  const shape = windows.map((window) => [
    window.firstSegment - firstSegment,
    window.lastSegment - firstSegment,
    window.text,
  ]);
  const content = JSON.stringify([CHUNKER_VERSION, text, shape]);
  return createHash("sha256").update(content).digest("hex");
}
