import type { QueryPlan } from "@/lib/search/query";
import { series, zScores } from "@/lib/search/ranker/series";
import type { RankedChunk } from "@/lib/search/ranking";

/** How much the learned score counts against the fusion's; chosen as the card says. */
const LEARNED = { question: 0.9, keywords: 0.3 } as const;
/** What a step of the blended z-score is worth as a log-probability within a meeting. */
const SHARPNESS = 1.5;
/** How much the meeting's log-probability counts against the chunk's. */
const MEETING = 0.7;

export const learnedShare = (kind: QueryPlan["kind"]): number => LEARNED[kind];

/**
 * Chunks of one meeting with the score they are ordered by: the log-probability of the chunk within
 * its meeting plus a share of the meeting's, so that chunks of several meetings can be compared.
 *
 * @param learned z-scores over the whole meeting, by chunk id, also of chunks the fusion did not
 * find; chunks it lacks count as the worst
 */
export function blend(input: {
  chunks: readonly RankedChunk[];
  learned: ReadonlyMap<string, number>;
  share: number;
  logProbability: number;
}): RankedChunk[] {
  const { chunks, learned, share, logProbability } = input;
  const worst = Math.min(0, ...learned.values());
  const fused = zScores(series(chunks.length, (i) => chunks[i]?.score ?? 0));
  // Over all of the meeting: of the few chunks that were found each would seem likely.
  const total = Math.log(
    [...learned.values()].reduce((sum, score) => sum + Math.exp(SHARPNESS * score), 1e-9),
  );
  return chunks.map((chunk, index) => {
    const own = learned.get(chunk.chunkId) ?? worst;
    const score = share * own + (1 - share) * (fused[index] as number);
    return { ...chunk, score: SHARPNESS * score - total + MEETING * logProbability };
  });
}
