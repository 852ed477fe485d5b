import type { RankedChunk } from "@/lib/search/ranking";

export interface LikelyMeeting {
  meetingId: string;
  logProbability: number;
}

/** Meetings whose chunks are ranked together. */
const LIKELY = 5;
/** And how many chunks they may have in all, so that a query stays quick. */
const STRONGEST = 3;

/** Fitted on QMSum train, all meetings in one index: which meeting a question is about. */
const WEIGHTS = { best: 1, strongest: 1, words: 0 } as const;

/** The meetings that the best passages of a search are of, likeliest first. */
export function likelyMeetings(chunks: readonly RankedChunk[]): LikelyMeeting[] {
  const byMeeting = new Map<string, RankedChunk[]>();
  for (const chunk of chunks) {
    const own = byMeeting.get(chunk.meetingId);
    if (own) own.push(chunk);
    else byMeeting.set(chunk.meetingId, [chunk]);
  }
  const scored = [...byMeeting].map(([meetingId, own]) => ({ meetingId, score: scoreOf(own) }));
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

function scoreOf(chunks: readonly RankedChunk[]): number {
  const best = chunks.slice(0, STRONGEST);
  const mean = best.reduce((sum, chunk) => sum + chunk.score, 0) / STRONGEST;
  return WEIGHTS.best * (best[0]?.score ?? 0) + WEIGHTS.strongest * mean;
}
