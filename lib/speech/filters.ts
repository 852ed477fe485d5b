import { createHash } from "node:crypto";

/** A piece of speech as a recogniser heard it. */
export interface HeardSegment {
  startMs: number;
  endMs: number;
  text: string;
  /** Mean natural log of the tokens' probabilities. */
  avgLogprob: number;
}

/** A piece of speech fit for a transcript. Times are milliseconds from the audio's start. */
export interface SpokenSegment {
  startMs: number;
  endMs: number;
  text: string;
  /** 0..1: the geometric mean of the tokens' probabilities, exp(avgLogprob). */
  confidence: number;
}

/** Below avgLogprob -1.2 no correct sentence was seen in the measurements. */
const MIN_CONFIDENCE = 0.3;
/** One or two words are invented more easily, so they need avgLogprob above -0.8. */
const MIN_CONFIDENCE_OF_SHORT = 0.45;
const SHORT_WORDS = 2;
/** Fast speakers reach six words a second; more words than this were not said in that time. */
const MAX_WORDS_PER_SECOND = 8;
const MIN_WORDS_FOR_RATE = 5;
/** A phrase of up to this many words, said this often in a row, is kept once. */
const REPEAT_MAX_WORDS = 8;
const REPEAT_LIMIT = 4;
/** Under this confidence a slur is more likely misheard than said. */
const SLUR_MIN_CONFIDENCE = 0.75;
/** Under this confidence a typical phantom is dropped. */
const PHANTOM_MIN_CONFIDENCE = 0.65;

/** What speech models say about noise: endings of the videos they were trained on. */
const PHANTOMS = new Set([
  "you",
  "bye",
  "bye bye",
  "so",
  "thank you",
  "thank you very much",
  "thank you for watching",
  "thanks for watching",
  "thank you so much for watching",
  "please subscribe",
  "like and subscribe",
  "see you next time",
  "see you in the next video",
  "subtitles by the amaraorg community",
  "music",
  "applause",
  "laughter",
]);

/** First 12 hex digits of SHA-256 of each slur, so that the source stays readable. */
const SLURS = new Set([
  "120f6e5b4ea3",
  "08a841e99678",
  "8f5083e3e5c7",
  "9915ba2d8222",
  "c3de533e9b7f",
  "98b52c4b6b7d",
  "f9d0d9b18ae9",
  "cc02032349c8",
  "eef3bd091670",
  "16ea09fc78ca",
  "158869a97379",
  "e7b98c6aa5b9",
  "22fc75e65a0e",
  "333f76180929",
  "3b1e0d7c5dd4",
  "886d51e97ad7",
  "566f532d486c",
]);

/** Turns a mean log probability into 0..1. */
export function confidenceOf(avgLogprob: number): number {
  return Number.isFinite(avgLogprob) ? Math.min(1, Math.max(0, Math.exp(avgLogprob))) : 0;
}

/**
 * Keeps what was said and drops what a recogniser made up: repetitions, phantoms of silence and
 * noise, more words than fit the time, words it is unsure of.
 */
export function filterSegments(heard: readonly HeardSegment[]): SpokenSegment[] {
  return heard.flatMap((segment) => {
    const confidence = confidenceOf(segment.avgLogprob);
    const text = withoutDoubtfulSlurs(collapseRepeats(tidy(segment.text)), confidence);
    const { startMs, endMs } = segment;
    if (isInvented({ text, confidence, seconds: (endMs - startMs) / 1000 })) return [];
    return [{ startMs, endMs, text, confidence: Math.round(confidence * 1000) / 1000 }];
  });
}

function isInvented({
  text,
  confidence,
  seconds,
}: {
  text: string;
  confidence: number;
  seconds: number;
}): boolean {
  const words = wordsOf(text);
  if (words.length === 0) return true;
  if (confidence < MIN_CONFIDENCE) return true;
  if (words.length <= SHORT_WORDS && confidence < MIN_CONFIDENCE_OF_SHORT) return true;
  if (PHANTOMS.has(words.join(" ")) && confidence < PHANTOM_MIN_CONFIDENCE) return true;
  return words.length >= MIN_WORDS_FOR_RATE && words.length / seconds > MAX_WORDS_PER_SECOND;
}

/** Collapses a phrase that is repeated many times in a row, as a decoder in a loop writes it. */
export function collapseRepeats(text: string): string {
  let words = text.split(" ");
  for (let size = 1; size <= REPEAT_MAX_WORDS; size += 1) words = collapsed(words, size);
  return words.join(" ");
}

function collapsed(words: readonly string[], size: number): string[] {
  const phrase = (from: number) => bare(words.slice(from, from + size).join(" "));
  const result: string[] = [];
  let at = 0;
  while (at < words.length) {
    let times = 1;
    while (at + (times + 1) * size <= words.length && phrase(at + times * size) === phrase(at)) {
      times += 1;
    }
    const span = times >= REPEAT_LIMIT ? times * size : 1;
    // Of a repeated phrase the last copy is kept, because it carries the punctuation.
    const keepFrom = times >= REPEAT_LIMIT ? at + span - size : at;
    result.push(...words.slice(keepFrom, at + span));
    at += span;
  }
  return result;
}

function withoutDoubtfulSlurs(text: string, confidence: number): string {
  if (confidence >= SLUR_MIN_CONFIDENCE) return text;
  return text
    .split(" ")
    .filter((word) => !isSlur(word))
    .join(" ");
}

function isSlur(word: string): boolean {
  const stem = bare(word).replace(/(?:es|s)$/, "");
  return SLURS.has(fingerprint(stem)) || SLURS.has(fingerprint(bare(word)));
}

function fingerprint(word: string): string {
  return createHash("sha256").update(word).digest("hex").slice(0, 12);
}

/** Drops notes such as "[MUSIC]" or "(laughs)" and uneven spaces. */
function tidy(text: string): string {
  return text
    .replace(/\[[^\]]*\]|\([^)]*\)|♪+/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

function wordsOf(text: string): string[] {
  return bare(text)
    .split(" ")
    .filter((word) => word !== "");
}

function bare(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N} ]/gu, "");
}
