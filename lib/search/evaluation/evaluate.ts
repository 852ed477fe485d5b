import { closeSync, openSync, writeSync } from "node:fs";
import { chunkTranscript } from "@/lib/search/chunker";
import type { Embedder } from "@/lib/search/embedder";
import { type JudgedMeeting, readJudgedMeetings } from "@/lib/search/evaluation/dataset";
import {
  mean,
  percentile,
  type QueryScore,
  relevantChunks,
  scoreRanking,
} from "@/lib/search/evaluation/metrics";
import {
  createEvaluationAccount,
  deleteAbandonedEvaluations,
  deleteEvaluation,
  insertJudgedMeeting,
} from "@/lib/search/evaluation/repo";
import { indexMeeting } from "@/lib/search/indexing";
import { retrieve } from "@/lib/search/service";

export interface EvaluationResult {
  meetings: number;
  /** Questions with a relevant chunk. */
  queries: number;
  /** Percent, means over the questions; so are the next two. */
  ndcgAt10: number;
  mrr: number;
  hitAt5: number;
  /** Milliseconds from question to ranking, its embedding included. */
  p50Ms: number;
  p95Ms: number;
  model: string;
}

interface Measured {
  scores: QueryScore[];
  milliseconds: number[];
}

const percent = (share: number) => Math.round(share * 10_000) / 100;
const tenths = (value: number) => Math.round(value * 10) / 10;

/**
 * Measures retrieval on judged meetings, through the database it is connected to: each is stored as
 * a meeting of a temporary account, indexed, and asked its questions (within that meeting). All of
 * it is deleted again, also on failure.
 *
 * @param indexEmbedder embeds the transcripts
 * @param queryEmbedder embeds the questions; without a cache, so that times are honest
 * @param runsFile where to write what was ranked: a line per meeting, then one per question
 * @throws DatasetError on a bad file
 */
export async function evaluateSearch({
  file,
  indexEmbedder,
  queryEmbedder,
  runsFile,
  progress,
  signal,
}: {
  file: string;
  indexEmbedder: Embedder;
  queryEmbedder: Embedder;
  runsFile?: string | undefined;
  progress: (line: string) => void;
  signal?: AbortSignal | undefined;
}): Promise<EvaluationResult> {
  await deleteAbandonedEvaluations();
  const ownerId = await createEvaluationAccount();
  const runs = runsFile === undefined ? null : openSync(runsFile, "w");
  const write = (line: unknown) => {
    if (runs !== null) writeSync(runs, `${JSON.stringify(line)}\n`);
  };
  const all: Measured = { scores: [], milliseconds: [] };
  let meetings = 0;
  try {
    for await (const meeting of readJudgedMeetings(file)) {
      signal?.throwIfAborted();
      const measured = await measureMeeting({
        ownerId,
        meeting,
        indexEmbedder,
        queryEmbedder,
        write,
        signal,
      });
      all.scores.push(...measured.scores);
      all.milliseconds.push(...measured.milliseconds);
      meetings += 1;
      const sofar = percent(mean(all.scores.map((score) => score.ndcgAt10)));
      progress(`${meetings} ${meeting.meetingId}: nDCG@10 so far ${sofar}`);
    }
  } finally {
    if (runs !== null) closeSync(runs);
    await deleteEvaluation(ownerId);
  }
  return {
    meetings,
    queries: all.scores.length,
    ndcgAt10: percent(mean(all.scores.map((score) => score.ndcgAt10))),
    mrr: percent(mean(all.scores.map((score) => score.reciprocalRank))),
    hitAt5: percent(mean(all.scores.map((score) => score.hitAt5))),
    p50Ms: tenths(percentile(all.milliseconds, 0.5)),
    p95Ms: tenths(percentile(all.milliseconds, 0.95)),
    model: queryEmbedder.id,
  };
}

async function measureMeeting({
  ownerId,
  meeting,
  indexEmbedder,
  queryEmbedder,
  write,
  signal,
}: {
  ownerId: string;
  meeting: JudgedMeeting;
  indexEmbedder: Embedder;
  queryEmbedder: Embedder;
  write: (line: unknown) => void;
  signal: AbortSignal | undefined;
}): Promise<Measured> {
  const { meetingId, participants, segments } = await insertJudgedMeeting({ ownerId, meeting });
  await indexMeeting({ meetingId, segments, participants, embedder: indexEmbedder, signal });
  const speakers = new Map(participants.map(({ id, name }) => [id, name]));
  const chunks = chunkTranscript({ segments, speakers }).map((chunk) => chunk.pieces);
  write({
    meetingId: meeting.meetingId,
    chunks: chunks.map((pieces) => pieces.map(({ segment, words }) => [segment, words])),
  });
  const measured: Measured = { scores: [], milliseconds: [] };
  for (const { id: queryId, query, relevantTurnRanges } of meeting.queries) {
    signal?.throwIfAborted();
    const startedAt = performance.now();
    const found = await retrieve({
      viewer: { userId: ownerId },
      q: query,
      meetingId,
      limit: chunks.length,
      embedder: queryEmbedder,
    });
    measured.milliseconds.push(performance.now() - startedAt);
    const ranked = found.map((chunk) => chunk.position);
    write({ meetingId: meeting.meetingId, queryId, ranked });
    const score = scoreRanking(ranked, relevantChunks(chunks, relevantTurnRanges));
    if (score) measured.scores.push(score);
  }
  return measured;
}
