import type { RankedChunk } from "@/lib/search/ranking";

export interface LikelyMeeting {
  meetingId: string;
  logProbability: number;
}

/** Meetings whose chunks are ranked; four of five questions are about one of them. */
const LIKELY = 5;
/**
 * What a step of the fusion's score (a sum of z-scores) of a meeting's best passage is worth as a
 * log-probability: fitted on 274 questions of QMSum train over its 162 meetings. More figures of the
 * passages (means of the best three and eight, words and vectors apart, how many) gave nothing.
 */
const PER_STEP = 0.7;

/** The meetings that the best passages of a search are of, likeliest first. */
export function likelyMeetings(chunks: readonly RankedChunk[]): LikelyMeeting[] {
  const best = new Map<string, number>();
  for (const { meetingId, score } of chunks) {
    best.set(meetingId, Math.max(best.get(meetingId) ?? Number.NEGATIVE_INFINITY, score));
  }
  const scored = [...best].map(([meetingId, score]) => ({ meetingId, score: PER_STEP * score }));
  const highest = Math.max(...scored.map(({ score }) => score));
  const total = scored.reduce((sum, { score }) => sum + Math.exp(score - highest), 0);
  return scored
    .map(({ meetingId, score }) => ({
      meetingId,
      logProbability: score - highest - Math.log(total),
    }))
    .sort((a, b) => b.logProbability - a.logProbability)
    .slice(0, LIKELY);
}
