import type { Embedder } from "@/lib/search/embedder";
import type { UnderstoodQuery } from "@/lib/search/understanding";

/** How lexical and semantic evidence become one score. */
export interface FusionProfile {
  /** Weight of a chunk `d` places away is `decay^|d|`. */
  decay: number;
  /** Neighbours on each side. */
  reach: number;
  /** Weights of the two z-scores. */
  lexicalWeight: number;
  semanticWeight: number;
}

/**
 * Tuned on QMSum train and val (docs/models/universal-sentence-encoder-lite.md). A question is about
 * a stretch of talk, so its neighbourhood counts; keywords are looked for in a place.
 */
export const FUSION: Record<"keywords" | "question", FusionProfile> = {
  question: { decay: 0.6, reach: 4, lexicalWeight: 1, semanticWeight: 0.75 },
  keywords: { decay: 0.3, reach: 2, lexicalWeight: 1, semanticWeight: 0.5 },
};

/** Share of relevance against novelty (Carbonell and Goldstein 1998). */
const MMR_LAMBDA = 0.7;

/** A chunk as retrieval found it. */
export interface RankedChunk {
  chunkId: string;
  meetingId: string;
  position: number;
  firstSegment: number;
  lastSegment: number;
  /** Sum over the query's stems of idf times saturated frequency; 0 when it has none of them. */
  lexical: number;
  /** Dot product with the query, null when the chunk was embedded by another model. */
  semantic: number | null;
  /** The embedding model of its vector. */
  modelId: string;
  /** Both kinds of evidence, summed over the neighbours, and as z-scores. */
  nearLexical: number;
  nearSemantic: number;
  lexicalZ: number;
  semanticZ: number;
  /** The z-scores as the profile weighs them, added. */
  score: number;
}

/** Weights from `-reach` to `reach`; the middle is 1. */
export const smoothingKernel = ({ decay, reach }: FusionProfile): number[] =>
  Array.from({ length: 2 * reach + 1 }, (_, index) => decay ** Math.abs(index - reach));

/**
 * Maximal marginal relevance: repeatedly takes the candidate that is relevant and unlike those taken
 * already. Relevance is scaled to 0..1 over the candidates, to be comparable with likeness.
 *
 * @param scores one per candidate, any scale
 * @param likeness of two candidates by index, -1..1
 * @returns all indices, best first
 */
export function diversify({
  scores,
  likeness,
  lambda = MMR_LAMBDA,
}: {
  scores: readonly number[];
  likeness: (a: number, b: number) => number;
  lambda?: number;
}): number[] {
  const lowest = Math.min(...scores);
  const range = Math.max(...scores) - lowest || 1;
  const relevance = scores.map((score) => (score - lowest) / range);
  const closest = scores.map(() => 0);
  const left = new Set(scores.keys());
  const order: number[] = [];
  while (left.size > 0) {
    const worth = (index: number) =>
      lambda * (relevance[index] ?? 0) - (1 - lambda) * (closest[index] ?? 0);
    let best = -1;
    for (const index of left) if (best < 0 || worth(index) > worth(best)) best = index;
    left.delete(best);
    order.push(best);
    for (const index of left) {
      closest[index] = Math.max(closest[index] ?? 0, likeness(index, best));
    }
  }
  return order;
}

export interface RerankInput {
  query: UnderstoodQuery;
  embedder: Embedder;
  /** What the fusion found, best first; still on its way, so that other things can start. */
  chunks: Promise<RankedChunk[]>;
}

/** Orders candidates once more with what a query cannot say in SQL. */
export type Rerank = (input: RerankInput) => Promise<RankedChunk[]>;

/** The order of the fusion, as it is. */
export const asFused: Rerank = ({ chunks }) => chunks;
