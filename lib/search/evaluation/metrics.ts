import type { TurnRange } from "@/lib/search/evaluation/dataset";

/** How many words of which turn a chunk holds. */
export type ChunkPieces = readonly { segment: number; words: number }[];

export interface QueryScore {
  /** 0..1 each. */
  ndcgAt10: number;
  reciprocalRank: number;
  hitAt5: number;
}

const NDCG_DEPTH = 10;
const HIT_DEPTH = 5;

/**
 * Which chunks answer a question: those that lie in the gold turns with at least half of their
 * words, or hold at least half of the gold words.
 */
export function relevantChunks(
  chunks: readonly ChunkPieces[],
  goldTurns: readonly TurnRange[],
): boolean[] {
  const isGold = (turn: number) => goldTurns.some(([first, last]) => turn >= first && turn <= last);
  const words = chunks.map((pieces) => sum(pieces.map((piece) => piece.words)));
  const gold = chunks.map((pieces) =>
    sum(pieces.filter((piece) => isGold(piece.segment)).map((piece) => piece.words)),
  );
  const allGold = sum(gold);
  return gold.map(
    (count, index) => count > 0 && (count >= (words[index] ?? 0) / 2 || count >= allGold / 2),
  );
}

/**
 * Scores one ranking: binary nDCG at 10 (gain 1, discount log2(rank + 1)), reciprocal rank of the
 * first relevant chunk, and whether one is in the first five.
 *
 * @param ranked chunk indices, best first
 * @returns null when no chunk is relevant: such a question says nothing about ranking
 */
export function scoreRanking(
  ranked: readonly number[],
  relevant: readonly boolean[],
): QueryScore | null {
  const count = relevant.filter(Boolean).length;
  if (count === 0) return null;
  const gain = (rank: number) => 1 / Math.log2(rank + 2);
  const found = ranked.map((chunk) => relevant[chunk] === true);
  const dcg = sum(found.slice(0, NDCG_DEPTH).map((hit, rank) => (hit ? gain(rank) : 0)));
  const ideal = sum(Array.from({ length: Math.min(NDCG_DEPTH, count) }, (_, rank) => gain(rank)));
  const first = found.indexOf(true);
  return {
    ndcgAt10: dcg / ideal,
    reciprocalRank: first < 0 ? 0 : 1 / (first + 1),
    hitAt5: first >= 0 && first < HIT_DEPTH ? 1 : 0,
  };
}

/** The value below which the given share of the values lies (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : sum(values) / values.length;

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);
