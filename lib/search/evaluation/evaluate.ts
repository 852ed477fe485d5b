import { closeSync, openSync, writeSync } from "node:fs";
import { chunkTranscript } from "@/lib/search/chunker";
import type { Embedder } from "@/lib/search/embedder";
import { type JudgedMeeting, readJudgedMeetings } from "@/lib/search/evaluation/dataset";
import {
  type ChunkPieces,
  mean,
  percentile,
  type QueryScore,
  relevantChunks,
  scoreRanking,
} from "@/lib/search/evaluation/metrics";
import { type Ask, PRODUCT, RANKINGS, type RankingName } from "@/lib/search/evaluation/rankings";
import {
  createEvaluationAccount,
  deleteAbandonedEvaluations,
  deleteEvaluation,
  insertJudgedMeeting,
} from "@/lib/search/evaluation/repo";
import { indexMeeting } from "@/lib/search/indexing";

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

/** Where questions look: in their own meeting, or in all of the file's. */
export type Scope = "meeting" | "all";

export interface EvaluationOptions {
  file: string;
  /** Judged questions to ask instead of the file's own; see `readJudgedQuestions`. */
  questions?: ReadonlyMap<string, JudgedMeeting["queries"]> | undefined;
  /** Embeds the transcripts. */
  indexEmbedder: Embedder;
  /** Embeds the questions; without a cache, so that times are honest. */
  queryEmbedder: Embedder;
  /** Where to write what was ranked: a line per meeting, then one per question. */
  runsFile?: string | undefined;
  scope?: Scope;
  progress: (line: string) => void;
  signal?: AbortSignal | undefined;
}

interface StoredMeeting {
  name: string;
  meetingId: string;
  chunks: ChunkPieces[];
  queries: JudgedMeeting["queries"];
}

interface Measured {
  scores: QueryScore[];
  milliseconds: number[];
}

/** As many passages as anybody looks at when all meetings are searched. */
const DEPTH_OVER_ALL = 100;

const percent = (share: number) => Math.round(share * 10_000) / 100;
const tenths = (value: number) => Math.round(value * 10) / 10;

/**
 * Measures retrieval on judged meetings, through the database it is connected to: each is stored as
 * a meeting of a temporary account, indexed, and asked its questions. All of it is deleted again,
 * also on failure.
 *
 * @throws DatasetError on a bad file
 */
export async function evaluateSearch(options: EvaluationOptions): Promise<EvaluationResult> {
  return (await evaluateRankings({ ...options, rankings: [PRODUCT] }))[PRODUCT];
}

/** The same for several ways to rank side by side: the same index, the same questions. */
export async function evaluateRankings<Name extends RankingName>(
  options: EvaluationOptions & { rankings: readonly Name[] },
): Promise<Record<Name, EvaluationResult>> {
  const { file, questions, scope = "meeting", runsFile, rankings, progress, signal } = options;
  await deleteAbandonedEvaluations();
  const ownerId = await createEvaluationAccount();
  const runs = runsFile === undefined ? null : openSync(runsFile, "w");
  const write = (line: unknown) => {
    if (runs !== null) writeSync(runs, `${JSON.stringify(line)}\n`);
  };
  const measured = new Map(rankings.map((name) => [name, nothingYet()]));
  const stored: StoredMeeting[] = [];
  const ask = async (meeting: StoredMeeting) => {
    await askMeeting({ ...options, ownerId, meeting, measured, stored, write });
  };
  const sofar = () => {
    const { scores } = measured.get(rankings.at(-1) as Name) ?? nothingYet();
    return `nDCG@10 so far ${percent(mean(scores.map((score) => score.ndcgAt10)))}`;
  };
  try {
    for await (const meeting of readJudgedMeetings(file)) {
      signal?.throwIfAborted();
      const queries = questions ? (questions.get(meeting.meetingId) ?? []) : meeting.queries;
      const kept = await storeMeeting({ ...options, ownerId, meeting: { ...meeting, queries } });
      stored.push(kept);
      const { name, chunks } = kept;
      write({ meetingId: name, chunks: chunks.map((c) => c.map((p) => [p.segment, p.words])) });
      if (scope === "meeting") await ask(kept);
      progress(`${stored.length} ${name}: ${scope === "meeting" ? sofar() : "stored"}`);
    }
    if (scope === "all") {
      for (const meeting of stored) {
        await ask(meeting);
        progress(`${meeting.name}: ${sofar()}`);
      }
    }
  } finally {
    if (runs !== null) closeSync(runs);
    await deleteEvaluation(ownerId);
  }
  const results = rankings.map((name) => {
    const { scores, milliseconds } = measured.get(name) ?? nothingYet();
    return [name, summarise(scores, milliseconds, { options, meetings: stored.length })] as const;
  });
  return Object.fromEntries(results) as Record<Name, EvaluationResult>;
}

const nothingYet = (): Measured => ({ scores: [], milliseconds: [] });

function summarise(
  scores: readonly QueryScore[],
  milliseconds: readonly number[],
  { options, meetings }: { options: EvaluationOptions; meetings: number },
): EvaluationResult {
  return {
    meetings,
    queries: scores.length,
    ndcgAt10: percent(mean(scores.map((score) => score.ndcgAt10))),
    mrr: percent(mean(scores.map((score) => score.reciprocalRank))),
    hitAt5: percent(mean(scores.map((score) => score.hitAt5))),
    p50Ms: tenths(percentile(milliseconds, 0.5)),
    p95Ms: tenths(percentile(milliseconds, 0.95)),
    model: options.queryEmbedder.id,
  };
}

async function storeMeeting({
  ownerId,
  meeting,
  indexEmbedder,
  signal,
}: EvaluationOptions & { ownerId: string; meeting: JudgedMeeting }): Promise<StoredMeeting> {
  const { meetingId, participants, segments } = await insertJudgedMeeting({ ownerId, meeting });
  await indexMeeting({ meetingId, segments, participants, embedder: indexEmbedder, signal });
  const speakers = new Map(participants.map(({ id, name }) => [id, name]));
  const chunks = chunkTranscript({ segments, speakers }).map((chunk) => chunk.pieces);
  return { name: meeting.meetingId, meetingId, chunks, queries: meeting.queries };
}

async function askMeeting(
  input: EvaluationOptions & {
    ownerId: string;
    meeting: StoredMeeting;
    stored: readonly StoredMeeting[];
    measured: ReadonlyMap<RankingName, Measured>;
    write: (line: unknown) => void;
  },
): Promise<void> {
  const { ownerId, meeting, measured, queryEmbedder, scope, write, signal } = input;
  const { places, count, limit } = scope === "all" ? overAll(input.stored) : overOne(meeting);
  for (const { id: queryId, query, relevantTurnRanges } of meeting.queries) {
    const relevant = new Array<boolean>(count).fill(false);
    relevantChunks(meeting.chunks, relevantTurnRanges).forEach((yes, position) => {
      relevant[(places.get(meeting.meetingId) ?? 0) + position] = yes;
    });
    for (const [name, { scores, milliseconds }] of measured) {
      signal?.throwIfAborted();
      const asked: Ask = { viewer: { userId: ownerId }, q: query, limit, embedder: queryEmbedder };
      if (scope !== "all") asked.meetingId = meeting.meetingId;
      const startedAt = performance.now();
      const found = await RANKINGS[name](asked);
      milliseconds.push(performance.now() - startedAt);
      const ranked = found.map((chunk) => (places.get(chunk.meetingId) ?? 0) + chunk.position);
      if (name === PRODUCT) write({ meetingId: meeting.name, queryId, ranked });
      const score = scoreRanking(ranked, relevant);
      if (score) scores.push(score);
    }
  }
}

const overOne = ({ meetingId, chunks }: StoredMeeting) => ({
  places: new Map([[meetingId, 0]]),
  count: chunks.length,
  limit: chunks.length,
});

/** Numbers the chunks of all meetings through. */
function overAll(stored: readonly StoredMeeting[]) {
  const places = new Map<string, number>();
  let count = 0;
  for (const { meetingId, chunks } of stored) {
    places.set(meetingId, count);
    count += chunks.length;
  }
  return { places, count, limit: DEPTH_OVER_ALL };
}
