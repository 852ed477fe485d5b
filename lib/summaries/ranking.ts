import type { Sentence } from "@/lib/summaries/sentences";
import { type WordsOfSentence, wantedWords } from "@/lib/summaries/wanted-words";
import { WORD_MODEL } from "@/lib/summaries/word-model";

/** How much each sign of an important sentence counts. */
export interface RankingWeights {
  /** Of covering words a summary would probably have: see wanted-words.ts. 1 or 0. */
  coverage: number;
  /** What a pair of words counts, beside a word's 1. */
  pairs: number;
  /** What a content word counts, beside a function word's 1. */
  content: number;
  /** Coverage is divided by the number of words to this power. */
  brevity: number;
  /** What of the likeness to a sentence already chosen is taken off. */
  repetition: number;
  /* Signs that are z-scored over the meeting: */
  /** Mean cosine to the meeting's other sentences: degree centrality, the idea of LexRank. */
  centrality: number;
  /** Mean log frequency, in the meeting, of the sentence's content words. */
  frequency: number;
  /** Said near the start. */
  start: number;
  /** Holds words with which people sum up, plan and decide. */
  cue: number;
  /** Share of "the", "of", "and", "for", "in": sentences about things, as in writing. */
  nominal: number;
  /** Share of "I" and "you": sentences about the talk itself. */
  personal: number;
  /** Number of words, with falling returns. */
  length: number;
}

/**
 * Chosen by coordinate ascent on QMSum's training set (ROUGE-1 + 2 + L of 110-word summaries);
 * `parley bench summary` compares them with simpler rankings.
 */
export const RANKING: RankingWeights = {
  coverage: 1,
  pairs: 3.2,
  content: 0.7,
  brevity: 0.9,
  repetition: 0.6,
  centrality: 0,
  frequency: 0.25,
  start: 0.25,
  cue: 0,
  nominal: 0.5,
  personal: -0.25,
  length: -0.25,
};

const CUE =
  /\b(?:decid\w+|agree[ds]?|conclu\w+|summar\w+|basically|the (?:main|whole|key|important) \w+|important|goal|purpose|the idea|the problem|the plan|propos\w+|suggest\w*|recommend\w*|need(?:s|ed)? to|have to|has to|should|must|going to|gonna|will|want(?:ed)? to|because|so that|instead|first of all|next (?:step|week|meeting)|today|project|report|discuss\w*|result\w*|design\w*)\b/giu;
const NOMINAL = /\b(?:the|of|and|for|in)\b/giu;
const PERSONAL = /\b(?:i|i'm|i'll|i've|i'd|me|my|you|you're|your)\b/giu;

type Sign = "centrality" | "frequency" | "start" | "cue" | "nominal" | "personal" | "length";

/** The signs of every sentence, before z-scoring. */
function signsOf(
  sentences: readonly Sentence[],
  vectors: readonly (Float32Array | undefined)[],
): Record<Sign, number[]> {
  const frequency = new Map<string, number>();
  for (const { stems } of sentences)
    for (const stem of new Set(stems)) frequency.set(stem, (frequency.get(stem) ?? 0) + 1);
  const each = (sign: (sentence: Sentence) => number) => sentences.map(sign);
  return {
    centrality: centrality(vectors),
    frequency: each(({ stems }) => {
      const sum = stems.reduce((total, stem) => total + Math.log1p(frequency.get(stem) ?? 0), 0);
      return sum / Math.max(3, stems.length);
    }),
    start: each(({ place }) => Math.exp(-place / 0.05)),
    cue: each(({ text }) => Math.min(3, text.match(CUE)?.length ?? 0)),
    nominal: each((sentence) => shareOf(NOMINAL, sentence)),
    personal: each((sentence) => shareOf(PERSONAL, sentence)),
    length: each(({ words }) => Math.log1p(words)),
  };
}

const shareOf = (words: RegExp, { text, words: count }: Sentence): number =>
  (text.match(words)?.length ?? 0) / Math.max(1, count);

/** Mean cosine of each unit vector to all others; linear in their number through the sum vector. */
function centrality(vectors: readonly (Float32Array | undefined)[]): number[] {
  const known = vectors.filter((vector) => vector !== undefined);
  const sum = new Float64Array(known[0]?.length ?? 0);
  for (const vector of known)
    for (let d = 0; d < sum.length; d++) sum[d] = (sum[d] ?? 0) + (vector[d] ?? 0);
  return vectors.map((vector) => {
    if (!vector) return 0;
    let product = 0;
    for (let d = 0; d < sum.length; d++) product += (vector[d] ?? 0) * (sum[d] ?? 0);
    return (product - 1) / Math.max(1, known.length - 1);
  });
}

/**
 * What makes sentences worth telling: by themselves, and beside those already chosen.
 */
export class Importance {
  private readonly base: number[];
  private readonly words: Float64Array;
  private readonly pairs: Float64Array;
  private readonly own: readonly WordsOfSentence[];
  private readonly scale: number;
  /** By itself, of each candidate. */
  readonly scores: number[];

  /**
   * @param all every sentence of the meeting
   * @param candidates those that may be chosen
   * @param vectors of candidates, for centrality; none where that is not weighed
   */
  constructor(
    all: readonly Sentence[],
    private readonly candidates: readonly Sentence[],
    private readonly weights: RankingWeights = RANKING,
    vectors: readonly Float32Array[] = [],
  ) {
    const signs = signsOf(
      candidates,
      candidates.map((_, i) => vectors[i]),
    );
    this.base = candidates.map(() => 0);
    for (const [name, values] of Object.entries(signs)) {
      const weight = weights[name as Sign];
      if (weight === 0) continue;
      zScores(values).forEach((value, i) => {
        this.base[i] = (this.base[i] ?? 0) + weight * value;
      });
    }
    const wanted = wantedWords(all, candidates, WORD_MODEL);
    this.own = wanted.sentences;
    this.words = wanted.words.map((value, i) =>
      wanted.functional[i] ? value : value * weights.content,
    );
    this.pairs = wanted.pairs.map((value) => value * weights.pairs);
    const gains = candidates.map((_, i) => this.gain(i));
    this.scale = weights.coverage / (spreadOf(gains) || 1);
    this.scores = gains.map((gain, i) => gain * this.scale + (this.base[i] ?? 0));
  }

  /** What a sentence covers of what is still wanted, for its length. */
  private gain(at: number): number {
    const own = this.own[at];
    if (!own) return 0;
    let sum = 0;
    for (const [word, count] of own.words) sum += Math.min(count, this.words[word] ?? 0);
    for (const [pair, count] of own.pairs) sum += Math.min(count, this.pairs[pair] ?? 0);
    return sum / Math.max(1, this.candidates[at]?.words ?? 1) ** this.weights.brevity;
  }

  private cover(at: number): void {
    const own = this.own[at];
    if (!own) return;
    for (const [word, count] of own.words)
      this.words[word] = Math.max(0, (this.words[word] ?? 0) - count);
    for (const [pair, count] of own.pairs)
      this.pairs[pair] = Math.max(0, (this.pairs[pair] ?? 0) - count);
  }

  /**
   * Picks sentences one after the other, each the best beside those before it.
   * @param among indices that may be picked
   * @param vectors of candidates, where there are any; alike ones are kept apart
   * @param enough whether to stop before one more
   * @returns indices, in the order they were picked
   */
  pick(input: {
    among: Iterable<number>;
    vectors: ReadonlyMap<number, Float32Array>;
    enough: (picked: readonly number[]) => boolean;
  }): number[] {
    const open = new Set(input.among);
    const nearest = new Map<number, number>();
    const picked: number[] = [];
    while (open.size > 0 && !input.enough(picked)) {
      let best = -1;
      let bestValue = Number.NEGATIVE_INFINITY;
      for (const i of open) {
        const value =
          this.gain(i) * this.scale +
          (this.base[i] ?? 0) -
          this.weights.repetition * (nearest.get(i) ?? 0);
        if (value > bestValue) [best, bestValue] = [i, value];
      }
      open.delete(best);
      picked.push(best);
      this.cover(best);
      for (const i of open) {
        const likeness = cosine(input.vectors.get(i), input.vectors.get(best));
        if (likeness > (nearest.get(i) ?? 0)) nearest.set(i, likeness);
      }
    }
    return picked;
  }
}

/** Cosine of two unit vectors. */
export function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (!a || !b) return 0;
  let product = 0;
  for (let d = 0; d < a.length; d++) product += (a[d] as number) * (b[d] as number);
  return product;
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

function spreadOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}

function zScores(values: readonly number[]): number[] {
  const mean = meanOf(values);
  const spread = spreadOf(values);
  return values.map((value) => (spread > 1e-9 ? (value - mean) / spread : 0));
}
