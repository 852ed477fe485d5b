import type { QueryPlan } from "@/lib/search/query";
import { type Series, series, zScores } from "@/lib/search/ranker/series";
import type { RankedChunk } from "@/lib/search/ranking";

/** How much the learned score counts against the fusion's; chosen as the card says. */
const LEARNED = { question: 0.9, keywords: 0.3 } as const;
/** What a step of the blended z-score is worth as a log-probability within a meeting. */
const SHARPNESS = 1.5;
/** How much the meeting's log-probability counts against the chunk's. */
const MEETING = 0.7;

export const learnedShare = (kind: QueryPlan["kind"]): number => LEARNED[kind];

/** Both scores as z-scores, weighed. */
export const blended = (learned: Series, fused: Series, share: number): Series => {
  const scores = zScores(fused);
  return zScores(learned).map((value, i) => share * value + (1 - share) * (scores[i] as number));
};

/**
 * Chunks of one meeting with the score they are ordered by: the log-probability of the chunk within
 * its meeting plus a share of the meeting's, so that chunks of several meetings can be compared.
 *
 * @param learned by chunk id; the chunks it lacks count as the worst
 */
export function blend(input: {
  chunks: readonly RankedChunk[];
  learned: ReadonlyMap<string, number>;
  share: number;
  logProbability: number;
}): RankedChunk[] {
  const { chunks, learned, share, logProbability } = input;
  const worst = Math.min(0, ...learned.values());
  const scores = blended(
    series(chunks.length, (i) => learned.get(chunks[i]?.chunkId ?? "") ?? worst),
    series(chunks.length, (i) => chunks[i]?.score ?? 0),
    share,
  );
  const total = Math.log(scores.reduce((sum, score) => sum + Math.exp(SHARPNESS * score), 0));
  return chunks.map((chunk, index) => {
    const logChunk = SHARPNESS * (scores[index] as number) - total;
    return { ...chunk, score: logChunk + MEETING * logProbability };
  });
}
