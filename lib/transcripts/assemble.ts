import { isSameSpeech, joinAtSeam } from "@/lib/transcripts/seam";
import { countWords, endsSentence, isNoiseLine } from "@/lib/transcripts/text";

/** What the recogniser heard at one stretch of one person's microphone. */
export interface HeardUtterance {
  participantId: string;
  /** The clip it comes from. Only speech of different clips can have been heard twice. */
  clipId: string;
  /** Milliseconds on the meeting clock. */
  startMs: number;
  endMs: number;
  text: string;
  /** 0..1, mean token probability. */
  confidence: number;
}

/** A line of the transcript before it has an id. */
export interface AssembledSegment {
  participantId: string;
  position: number;
  startMs: number;
  endMs: number;
  text: string;
  confidence: number;
}

/** Utterances of one person further apart than this are separate lines. */
export const MERGE_MAX_GAP_MS = 2_000;
/** A line longer than this is hard to read. */
export const MERGE_MAX_WORDS = 60;
/** A sentence that starts this soon after its line may share it and is still found by its time. */
const SAME_START_MS = 500;
/** "Right?" after a finished sentence reads better on the same line. */
const TAIL_MAX_WORDS = 2;
const TAIL_MAX_GAP_MS = 600;

/**
 * Puts a conversation together from what was heard on every microphone: the same speech heard in
 * two clips is kept once, noise lines go, everybody's lines are ordered by start, and what one
 * person says in one breath becomes one line.
 *
 * A finished sentence closes its line, so that each sentence keeps its own start time (within
 * 0.5 s). The result depends only on the input's contents, not on its order.
 */
export function assembleSegments(utterances: readonly HeardUtterance[]): AssembledSegment[] {
  const heard = utterances
    .map((utterance) => ({ ...utterance, text: utterance.text.replace(/\s+/gu, " ").trim() }))
    .filter((utterance) => !isNoiseLine(utterance));
  const people = new Set(heard.map((utterance) => utterance.participantId));
  const once = [...people].flatMap((id) =>
    dropRepeats(heard.filter((utterance) => utterance.participantId === id)),
  );
  return mergeLines(once.sort(byStart)).map((line, position) => ({
    participantId: line.participantId,
    position,
    startMs: line.startMs,
    endMs: line.endMs,
    text: line.text,
    confidence: line.confidence,
  }));
}

function byStart(a: HeardUtterance, b: HeardUtterance): number {
  return (
    a.startMs - b.startMs ||
    a.endMs - b.endMs ||
    compare(a.participantId, b.participantId) ||
    compare(a.text, b.text)
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Keeps speech once that two clips of one person both contain: a clip cut while somebody speaks
 * overlaps the next by a moment, and a person may be in the meeting with two devices.
 */
function dropRepeats(ofOnePerson: HeardUtterance[]): HeardUtterance[] {
  const kept: HeardUtterance[] = [];
  for (const current of ofOnePerson.sort(byStart)) {
    let rest: HeardUtterance = current;
    for (let i = kept.length - 1; i >= 0 && rest.text !== ""; i--) {
      const earlier = kept[i] as HeardUtterance;
      if (earlier.clipId === rest.clipId || earlier.endMs <= rest.startMs) continue;
      if (isSameSpeech(earlier, rest)) {
        if (isBetter(rest, earlier)) kept[i] = { ...rest, startMs: earlier.startMs };
        rest = { ...rest, text: "" };
        continue;
      }
      const joined = joinAtSeam(earlier.text, rest.text);
      if (!joined) continue;
      kept[i] = { ...earlier, text: joined.before };
      rest = {
        ...rest,
        text: joined.after,
        startMs: joined.before === "" ? earlier.startMs : Math.min(earlier.endMs, rest.endMs),
      };
    }
    kept.push(rest);
  }
  return kept.filter((utterance) => utterance.text !== "");
}

/** More words, else more confidence: the fuller of two recognitions of the same speech. */
function isBetter(a: HeardUtterance, b: HeardUtterance): boolean {
  return (countWords(a.text) - countWords(b.text) || a.confidence - b.confidence) > 0;
}

interface Line extends HeardUtterance {
  words: number;
}

function mergeLines(ordered: HeardUtterance[]): Line[] {
  const lines: Line[] = [];
  for (const utterance of ordered) {
    const words = countWords(utterance.text);
    const line = lines.at(-1);
    if (line && belongsTo(line, utterance, words))
      lines[lines.length - 1] = extend(line, utterance, words);
    else lines.push({ ...utterance, words });
  }
  return lines;
}

function belongsTo(line: Line, next: HeardUtterance, words: number): boolean {
  if (line.participantId !== next.participantId) return false;
  const gapMs = next.startMs - line.endMs;
  if (gapMs > MERGE_MAX_GAP_MS || line.words + words > MERGE_MAX_WORDS) return false;
  if (!endsSentence(line.text)) return true;
  if (next.startMs - line.startMs <= SAME_START_MS) return true;
  if (goesOn(next.text)) return true;
  return words <= TAIL_MAX_WORDS && gapMs <= TAIL_MAX_GAP_MS;
}

/** Recognisers end every stretch with a full stop; a small letter says that the sentence goes on. */
const goesOn = (text: string): boolean => /^\p{Ll}/u.test(text);

function extend(line: Line, next: HeardUtterance, words: number): Line {
  const total = line.words + words;
  return {
    ...line,
    endMs: Math.max(line.endMs, next.endMs),
    text: `${goesOn(next.text) ? line.text.replace(/(?<!\.)\.$/, "") : line.text} ${next.text}`,
    confidence: (line.confidence * line.words + next.confidence * words) / Math.max(1, total),
    words: total,
  };
}
