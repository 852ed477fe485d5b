import { isScaffold, type QueryWord } from "@/lib/search/query";
import type { Background } from "@/lib/search/ranker/background";

/** A word of the question that may be looked for. */
interface AskedWord {
  stem: string;
  /** As typed, without signs. */
  surface: string;
  /** The word before it, in lower case; empty for the first. */
  before: string;
  /** Where it stands in the text, characters. */
  place: number;
  scaffold: boolean;
}

/** A question, read. */
export interface Question {
  text: string;
  /** Every stem once, in order. */
  words: AskedWord[];
  /** Stems in order, repeated ones too. */
  stems: string[];
  /** Those of the core, see `coreText`. */
  coreStems: string[];
  /** How much each stem counts. */
  weights: Map<string, number>;
}

/** What kind of answer is wanted. */
const KINDS: readonly RegExp[] = [
  /summari[sz]e|summary|what (?:did|does|was|were) .*(?:discuss|talk)/i,
  /\bthink|thought|opinion|feel|attitude|view|evaluat|say|said|comment/i,
  /\bwhy\b|reason|because/i,
  /decision|decide|conclusion|conclude|agree|final|determin|result/i,
  /disagree|object|concern|problem|worr|difficult|issue|challenge/i,
  /introduc|present|describ|explain|report|mention/i,
  /suggest|recommend|propos|idea|solution|plan|advice|advise/i,
  /when (?:discussing|talking|mentioning|presenting|introducing)|during the/i,
  /^how\b/i,
  /^(?:summari)/i,
];
const CLAUSE = /\bwhen (?:discuss|talk|mention|present|introduc)|\bduring\b/u;
const ABOUT = /\b(?:about|on|of|towards?|regarding|to|for|with)\b/u;
const PREPOSITIONS = /^(?:about|of|on|the|a|an|for|to|in|with)$/u;

export const KIND_FLAGS = KINDS.length;
/** Numbers `describeWord` gives. */
export const WORD_FIGURES = 13;

/**
 * @param text the words as typed, one space between them
 * @param read the same words as Postgres reads them
 */
export function readQuestion(
  text: string,
  read: readonly QueryWord[],
  background: Background,
): Question {
  const words: AskedWord[] = [];
  const stems: string[] = [];
  let place = 0;
  let before = "";
  for (const { word, stems: own } of read) {
    const surface = word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
    for (const stem of own) {
      stems.push(stem);
      if (words.some((known) => known.stem === stem)) continue;
      words.push({ stem, surface, before, place, scaffold: isScaffold(word) });
    }
    place += word.length + 1;
    before = surface.toLowerCase();
  }
  const coreStems = coreOf(read).flatMap((word) => word.stems);
  const weights = new Map<string, number>();
  for (const stem of coreStems) {
    weights.set(stem, (weights.get(stem) ?? 0) + background.questionWeight(stem));
  }
  return {
    text,
    words,
    stems,
    coreStems,
    weights,
  };
}

/** What is left without the words questions are wrapped in; all of it if nothing is. */
function coreOf(read: readonly QueryWord[]): readonly QueryWord[] {
  const kept = read.filter(({ word, stems }) => stems.length > 0 && !isScaffold(word));
  return kept.length > 0 ? kept : read;
}

/** The core as a text to embed. */
export const coreText = (read: readonly QueryWord[]): string =>
  coreOf(read)
    .map(({ word }) => word.replace(/[^\p{L}\p{N}'-]+/gu, " ").trim())
    .join(" ");

/** 1 for each kind of answer that is wanted, else 0. */
export const kindsOf = (text: string): number[] => KINDS.map((kind) => (kind.test(text) ? 1 : 0));

/**
 * What a learned weight of a word is made from: rarity among questions, in meetings and here (the
 * third has to be the meeting's: the network multiplies by it), then what it is in the sentence.
 *
 * @param rarityHere 0 when no chunk has it, 1 for one that a single chunk has
 */
export function describeWord(
  word: AskedWord,
  context: {
    question: Question;
    background: Background;
    rarityHere: number;
    isName: boolean;
  },
): number[] {
  const { question, background, rarityHere, isName } = context;
  const lower = question.text.toLowerCase();
  const clause = lower.search(CLAUSE);
  const about = lower.search(ABOUT);
  const flag = (yes: boolean) => (yes ? 1 : 0);
  return [
    background.questionRarity(word.stem),
    background.rarity(word.stem),
    rarityHere,
    flag(word.scaffold),
    flag(isName),
    flag(clause >= 0 && word.place > clause),
    flag(clause >= 0 && word.place < clause),
    flag(about >= 0 && word.place > about),
    flag(word.place > 0 && /^\p{Lu}/u.test(word.surface)),
    flag(PREPOSITIONS.test(word.before)),
    Math.min(1.5, word.surface.length / 8),
    word.place / Math.max(1, question.text.length),
    background.questionBias(word.stem),
  ];
}
