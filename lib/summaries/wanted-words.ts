import { isStopWord, type Sentence } from "@/lib/summaries/sentences";
import { wordsOf } from "@/lib/transcripts/text";

/** Pairs of words that are looked at; the rest hardly ever come up in a summary. */
const PAIRS_MAX = 2_500;
const BLOCKS = 20;

/** A sentence as the words and pairs a summary may want: indices into the meeting's lists. */
export interface WordsOfSentence {
  words: Map<number, number>;
  pairs: Map<number, number>;
}

/** What a summary of a meeting probably says, told from the meeting alone. */
export interface WantedWords {
  /** Expected number of mentions in a summary, by word. */
  words: Float64Array;
  /** For each word, whether it is a function word. */
  functional: boolean[];
  /** Probability that a summary has the pair. */
  pairs: Float64Array;
  sentences: WordsOfSentence[];
}

export interface WordModel {
  /** Logistic regression: a word's signs → whether a summary has it. */
  content: readonly number[];
  /** The same for two words in a row. */
  pair: readonly number[];
  /** Expected mentions of function words in a summary of about 110 words. */
  functional: ReadonlyMap<string, number>;
}

/** `the 8.8 and 4.4` as a map. */
export function functionalWords(text: string): ReadonlyMap<string, number> {
  const parts = text.split(/\s+/u);
  return new Map(parts.flatMap((word, i) => (i % 2 === 0 ? [[word, Number(parts[i + 1])]] : [])));
}

/** Of a function word that is not in the model. */
const RARE = 0.02;

/**
 * Estimates for every word and pair of words of a meeting whether a summary would have it, from how
 * often and how widely it is said; the weights are learned from written summaries. The estimate is
 * what sentences are chosen to cover.
 * @param all every sentence of the meeting
 * @param candidates those that may be chosen
 */
export function wantedWords(
  all: readonly Sentence[],
  candidates: readonly Sentence[],
  model: WordModel,
): WantedWords {
  const said = all.map(({ text }) => wordsOf(text));
  const facts = factsOf(all, said);
  const index = new Map<string, number>();
  const words: number[] = [];
  const chances: number[] = [];
  const functional: boolean[] = [];
  const indexOf = (word: string): number => {
    const known = index.get(word);
    if (known !== undefined) return known;
    index.set(word, words.length);
    const isFunctional = isStopWord(word);
    const chance = chanceOf(word, facts, model);
    functional.push(isFunctional);
    words.push(isFunctional ? (model.functional.get(word) ?? RARE) : chance);
    chances.push(chance);
    return words.length - 1;
  };
  const tokens = candidates.map(({ text }) => wordsOf(text).map(indexOf));
  const pairs = pairsOf({ tokens, said, index, chances, functional, model });
  return {
    words: Float64Array.from(words),
    functional,
    pairs: Float64Array.from(pairs.chances),
    sentences: tokens.map((own) => ({
      words: counted(own),
      pairs: counted(
        own.slice(1).flatMap((second, i) => {
          const at = pairs.index.get(pairKey(own[i] as number, second));
          return at === undefined ? [] : [at];
        }),
      ),
    })),
  };
}

export interface Facts {
  total: number;
  counts: Map<string, number>;
  blocks: Map<string, Set<number>>;
  capitals: Map<string, number>;
}

/** How often, how widely and how written the words of a meeting are said. */
export function factsOf(all: readonly Sentence[], said: readonly string[][]): Facts {
  const facts: Facts = { total: 0, counts: new Map(), blocks: new Map(), capitals: new Map() };
  said.forEach((words, i) => {
    const block = Math.floor((i * BLOCKS) / Math.max(1, said.length));
    for (const word of words) {
      facts.total += 1;
      facts.counts.set(word, (facts.counts.get(word) ?? 0) + 1);
      const blocks = facts.blocks.get(word);
      if (blocks) blocks.add(block);
      else facts.blocks.set(word, new Set([block]));
    }
    for (const [name] of (all[i]?.text ?? "").matchAll(/(?<=[a-z,] )[A-Z][a-z]+/gu)) {
      const word = name.toLowerCase();
      facts.capitals.set(word, (facts.capitals.get(word) ?? 0) + 1);
    }
  });
  return facts;
}

/** What a content word is judged by; the first is a constant. */
export function contentSigns(word: string, { total, counts, blocks, capitals }: Facts): number[] {
  const count = counts.get(word) ?? 1;
  return [
    1,
    Math.log(count),
    Math.log((count / total) * 1000 + 0.01),
    Math.min(12, word.length),
    /(?:ing|ed)$/u.test(word) ? 1 : 0,
    (blocks.get(word)?.size ?? 1) / BLOCKS,
    word.includes("'") ? 1 : 0,
    Math.log1p(capitals.get(word) ?? 0),
  ];
}

/** What two words in a row are judged by; the first is a constant. */
export function pairSigns(pair: {
  count: number;
  chances: readonly [number, number];
  functional: readonly [boolean, boolean];
}): number[] {
  const [a, b] = [logit(pair.chances[0]), logit(pair.chances[1])];
  const [x, y] = pair.functional;
  return [
    1,
    Math.log(pair.count),
    a,
    b,
    x && y ? 1 : 0,
    x !== y ? 1 : 0,
    (a * b) / 10,
    pair.count === 1 ? 1 : 0,
  ];
}

/** Probability that a summary has a word. */
export const chanceOf = (word: string, facts: Facts, model: Omit<WordModel, "pair">): number =>
  isStopWord(word)
    ? 1 - Math.exp(-(model.functional.get(word) ?? RARE))
    : sigmoid(dot(model.content, contentSigns(word, facts)));

const pairKey = (first: number, second: number): number => first * 1_000_003 + second;

/** The pairs that occur in candidates, the likeliest first. */
function pairsOf(input: {
  tokens: readonly number[][];
  said: readonly string[][];
  index: ReadonlyMap<string, number>;
  chances: readonly number[];
  functional: readonly boolean[];
  model: WordModel;
}): { index: Map<number, number>; chances: number[] } {
  const { chances, functional, model } = input;
  const counts = new Map<number, number>();
  for (const words of input.said) {
    const known = words.map((word) => input.index.get(word) ?? -1);
    for (let i = 1; i < known.length; i++) {
      const [first, second] = [known[i - 1] as number, known[i] as number];
      if (first < 0 || second < 0) continue;
      const key = pairKey(first, second);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const found = new Map<number, number>();
  for (const own of input.tokens)
    for (let i = 1; i < own.length; i++) {
      const [first, second] = [own[i - 1] as number, own[i] as number];
      const key = pairKey(first, second);
      if (found.has(key)) continue;
      const signs = pairSigns({
        count: counts.get(key) ?? 1,
        chances: [chances[first] ?? 0, chances[second] ?? 0],
        functional: [functional[first] === true, functional[second] === true],
      });
      found.set(key, sigmoid(dot(model.pair, signs)));
    }
  const likeliest = [...found].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, PAIRS_MAX);
  return {
    index: new Map(likeliest.map(([key], at) => [key, at])),
    chances: likeliest.map(([, chance]) => chance),
  };
}

function counted(items: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));
const logit = (chance: number): number => {
  const inside = Math.min(1 - 1e-4, Math.max(1e-4, chance));
  return Math.log(inside / (1 - inside));
};
const dot = (weights: readonly number[], signs: readonly number[]): number =>
  signs.reduce((sum, sign, i) => sum + sign * (weights[i] ?? 0), 0);
