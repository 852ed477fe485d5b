import type { Sentence } from "@/lib/summaries/sentences";

/** How much each sign of an important sentence counts; all signs are z-scored over the meeting. */
export interface RankingWeights {
  /** Mean cosine to the meeting's other sentences: degree centrality, the idea of LexRank. */
  centrality: number;
  /** Mean log frequency, in the meeting, of the sentence's content words. */
  frequency: number;
  /** Said near the start. */
  start: number;
  /** Holds words with which people sum up, plan and decide. */
  cue: number;
  /** Number of content words, with falling returns. */
  content: number;
  /** Share of small words. */
  stopShare: number;
  /** Share of "the", "of", "and", "for", "in": sentences about things, as in writing. */
  nominal: number;
  /** Share of "I" and "you": sentences about the talk itself. */
  personal: number;
  /** Number of words, with falling returns. */
  length: number;
}

/**
 * Chosen by coordinate ascent on every second meeting of QMSum's training set (ROUGE-1 + 2 + L of
 * 110-word summaries); `parley bench summary` compares them with simpler rankings on its
 * validation set.
 */
export const RANKING: RankingWeights = {
  centrality: 0.2,
  frequency: 1.1,
  start: 0.6,
  cue: 0.3,
  content: 0.3,
  stopShare: -0.6,
  nominal: 0.7,
  personal: -0.7,
  length: -0.3,
};
/** Found in the same way. */
export const REPETITION_PENALTY = 2;

/** A sentence with the vector of its text. */
export interface Embedded {
  sentence: Sentence;
  /** Unit length. */
  vector: Float32Array;
}

const CUE =
  /\b(?:decid\w+|agree[ds]?|conclu\w+|summar\w+|basically|the (?:main|whole|key|important) \w+|important|goal|purpose|the idea|the problem|the plan|propos\w+|suggest\w*|recommend\w*|need(?:s|ed)? to|have to|has to|should|must|going to|gonna|will|want(?:ed)? to|because|so that|instead|first of all|next (?:step|week|meeting)|today|project|report|discuss\w*|result\w*|design\w*)\b/giu;
const NOMINAL = /\b(?:the|of|and|for|in)\b/giu;
const PERSONAL = /\b(?:i|i'm|i'll|i've|i'd|me|my|you|you're|your)\b/giu;

/**
 * Scores sentences by their weighted signs.
 * @returns a score for each, in the same order; higher is more important
 */
export function scoreSentences(items: readonly Embedded[], weights: RankingWeights): number[] {
  const signs = signsOf(items);
  const scores = new Array<number>(items.length).fill(0);
  for (const [name, values] of Object.entries(signs)) {
    const weight = weights[name as keyof RankingWeights];
    if (weight === 0) continue;
    const standard = zScores(values);
    for (let i = 0; i < scores.length; i++)
      scores[i] = (scores[i] as number) + weight * (standard[i] as number);
  }
  return scores;
}

/** The signs of every sentence, before z-scoring. */
export function signsOf(items: readonly Embedded[]): Record<keyof RankingWeights, number[]> {
  const frequency = new Map<string, number>();
  for (const { sentence } of items)
    for (const stem of new Set(sentence.stems)) frequency.set(stem, (frequency.get(stem) ?? 0) + 1);
  const each = (sign: (item: Embedded) => number) => items.map(sign);
  return {
    centrality: centrality(items.map((item) => item.vector)),
    frequency: each(({ sentence: { stems } }) => {
      const sum = stems.reduce((total, stem) => total + Math.log1p(frequency.get(stem) ?? 0), 0);
      return sum / Math.max(3, stems.length);
    }),
    start: each(({ sentence }) => Math.exp(-sentence.place / 0.05)),
    cue: each(({ sentence }) => Math.min(3, sentence.text.match(CUE)?.length ?? 0)),
    content: each(({ sentence }) => Math.log1p(Math.min(25, new Set(sentence.stems).size))),
    stopShare: each(({ sentence }) => 1 - sentence.stems.length / Math.max(1, sentence.words)),
    nominal: each(({ sentence }) => shareOf(NOMINAL, sentence)),
    personal: each(({ sentence }) => shareOf(PERSONAL, sentence)),
    length: each(({ sentence }) => Math.log1p(sentence.words)),
  };
}

const shareOf = (words: RegExp, { text, words: count }: Sentence): number =>
  (text.match(words)?.length ?? 0) / Math.max(1, count);

/** Mean cosine of each unit vector to all others; linear in their number through the sum vector. */
export function centrality(vectors: readonly Float32Array[]): number[] {
  const width = vectors[0]?.length ?? 0;
  const sum = new Float64Array(width);
  for (const vector of vectors)
    for (let d = 0; d < width; d++) sum[d] = (sum[d] as number) + (vector[d] as number);
  return vectors.map((vector) => {
    let product = 0;
    for (let d = 0; d < width; d++) product += (vector[d] as number) * (sum[d] as number);
    return (product - 1) / Math.max(1, vectors.length - 1);
  });
}

/**
 * Picks important sentences that do not repeat one another (maximal marginal relevance).
 * @param penalty how much of the similarity to what was picked is taken off a z-scored score
 * @param fits whether one more may be taken
 * @returns indices, in the order they were picked
 */
export function pickDiverse(input: {
  scores: readonly number[];
  vectors: readonly Float32Array[];
  penalty: number;
  fits: (picked: readonly number[], candidate: number) => boolean;
}): number[] {
  const { vectors, penalty } = input;
  const standard = zScores(input.scores);
  const nearest = new Array<number>(standard.length).fill(0);
  const open = new Set(standard.keys());
  const picked: number[] = [];
  while (open.size > 0) {
    let best = -1;
    let bestValue = Number.NEGATIVE_INFINITY;
    for (const i of open) {
      const value = (standard[i] as number) - penalty * (nearest[i] as number);
      if (value > bestValue) [best, bestValue] = [i, value];
    }
    open.delete(best);
    if (!input.fits(picked, best)) break;
    picked.push(best);
    for (const i of open)
      nearest[i] = Math.max(nearest[i] as number, cosine(vectors[i], vectors[best]));
  }
  return picked;
}

/** Cosine of two unit vectors. */
export function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (!a || !b) return 0;
  let product = 0;
  for (let d = 0; d < a.length; d++) product += (a[d] as number) * (b[d] as number);
  return product;
}

export function zScores(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const spread = Math.sqrt(
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length),
  );
  return values.map((value) => (spread > 1e-9 ? (value - mean) / spread : 0));
}
