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

/** Words a chunk has. Only a sentence of over 40 words, or the meeting's end, makes other sizes. */
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
 * whole where that gives such sizes, else they are cut between sentences. With one speaker or none,
 * chunks overlap.
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
  return text === "" ? [] : [{ segment, speaker, text, words: countTokens(text) }];
}

/** A unit as its sentences. */
const inSentences = (unit: Unit): Unit[] =>
  sentencesOf(unit.text).map((text) => ({ ...unit, text, words: countTokens(text) }));

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

/**
 * Chunks, greedily. A line that would overfill a chunk opens the next one; if that left a chunk too
 * small, the line's sentences go where they fit.
 */
function packChunks(units: readonly Unit[]): Unit[][] {
  const chunks: Unit[][] = [];
  let current: Unit[] = [];
  let words = 0;
  const close = () => {
    if (current.length > 0) chunks.push(current);
    current = [];
    words = 0;
  };
  const put = (unit: Unit, limit: number) => {
    if (words + unit.words > limit) close();
    current.push(unit);
    words += unit.words;
  };
  for (const unit of units) {
    const leavesRest = words > 0 && words < CHUNK_MIN_WORDS;
    const tooLarge = unit.words > CHUNK_MAX_WORDS;
    if (words + unit.words > CHUNK_MAX_WORDS && (leavesRest || tooLarge)) {
      for (const sentence of inSentences(unit)) {
        put(sentence, words < CHUNK_MIN_WORDS ? CHUNK_MAX_WORDS * TOLERANCE : CHUNK_MAX_WORDS);
      }
    } else put(unit, CHUNK_MAX_WORDS);
  }
  close();
  return chunks;
}

/** Windows, greedily: one is closed when full, or when the next sentence would overfill it. */
function packWindows(sentences: readonly Unit[]): Unit[][] {
  const windows: Unit[][] = [];
  let current: Unit[] = [];
  let words = 0;
  const close = () => {
    if (current.length > 0) windows.push(current);
    current = [];
    words = 0;
  };
  for (const sentence of sentences) {
    if (words + sentence.words > WINDOW_WORDS * TOLERANCE) close();
    current.push(sentence);
    words += sentence.words;
    if (words >= WINDOW_WORDS) close();
  }
  close();
  return windows;
}

/** The chunks' units. An overlap repeats the end of a chunk at the start of the next. */
function packs(units: readonly Unit[], overlap: number): Unit[][] {
  const chunks = packChunks(units);
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
  const packed = packWindows(units.flatMap(inSentences));
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
