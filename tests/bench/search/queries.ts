import { db } from "@/lib/platform/db";
import { chunkTranscript } from "@/lib/search/chunker";
import { chosenEmbedder, instanceEmbedder } from "@/lib/search/embedders";
import { type JudgedMeeting, readJudgedMeetings } from "@/lib/search/evaluation/dataset";
import {
  mean,
  percentile,
  type QueryScore,
  relevantChunks,
  scoreRanking,
} from "@/lib/search/evaluation/metrics";
import { insertJudgedMeeting } from "@/lib/search/evaluation/repo";
import { indexMeeting } from "@/lib/search/indexing";
import { rank } from "@/lib/search/rank";
import { asFused, type FusionProfile, type RankedChunk } from "@/lib/search/ranking";
import { retrieve, search } from "@/lib/search/service";
import { type UnderstoodQuery, understand } from "@/lib/search/understanding";

/** Results a person or an answer is given. */
const LIMIT = 20;
/** Questions that are also ranked exactly, which takes seconds on a large instance. */
const EXACT_QUESTIONS = 12;

export interface Question {
  q: string;
  /** Relevant chunks, as `meeting position`. */
  relevant: ReadonlySet<string>;
}

/** Stores and indexes judged meetings of one host, and gives their questions that have an answer. */
export async function storeJudged(file: string, ownerId: string): Promise<Question[]> {
  const questions: Question[] = [];
  for await (const meeting of readJudgedMeetings(file)) {
    const { meetingId, participants, segments } = await insertJudgedMeeting({ ownerId, meeting });
    await indexMeeting({ meetingId, segments, participants, embedder: instanceEmbedder() });
    const speakers = new Map(participants.map(({ id, name }) => [id, name]));
    const pieces = chunkTranscript({ segments, speakers }).map((chunk) => chunk.pieces);
    questions.push(...questionsOf(meeting, meetingId, pieces));
  }
  return questions;
}

function questionsOf(
  meeting: JudgedMeeting,
  meetingId: string,
  pieces: Parameters<typeof relevantChunks>[0],
): Question[] {
  return meeting.queries.flatMap(({ query, relevantTurnRanges }) => {
    const relevant = relevantChunks(pieces, relevantTurnRanges).flatMap((isRelevant, position) =>
      isRelevant ? [`${meetingId} ${position}`] : [],
    );
    return relevant.length > 0 ? [{ q: query, relevant: new Set(relevant) }] : [];
  });
}

const ALONE = { decay: 0, reach: 0 };

/** One way of ranking for a question, from its words to its passages. */
type Way = (q: string, userId: string) => Promise<RankedChunk[]>;

const understood = (q: string, userId: string): Promise<UnderstoodQuery | null> =>
  understand(q, { embedder: chosenEmbedder(), scope: { viewerId: userId, filter: {} } });

const alone =
  (profile: FusionProfile): Way =>
  async (q, userId) => {
    const query = await understood(q, userId);
    return query ? (await rank(query, LIMIT, profile)).chunks : [];
  };

const asked = (q: string, userId: string) => ({
  viewer: { userId },
  q,
  limit: LIMIT,
  embedder: chosenEmbedder(),
});

const WAYS: Record<string, Way> = {
  words: alone({ ...ALONE, lexicalWeight: 1, semanticWeight: 0 }),
  vectors: alone({ ...ALONE, lexicalWeight: 0, semanticWeight: 1 }),
  fusion: (q, userId) => retrieve({ ...asked(q, userId), rerank: asFused }),
  ranker: (q, userId) => retrieve(asked(q, userId)),
};

const exactly: Way = async (q, userId) => {
  const query = await understood(q, userId);
  return query ? (await rank({ ...query, way: "exact" }, LIMIT)).chunks : [];
};
const byCandidates: Way = async (q, userId) => {
  const query = await understood(q, userId);
  return query ? (await rank({ ...query, way: "candidates" }, LIMIT)).chunks : [];
};

/** A line per way of ranking, for somebody who may read all; then what candidates lose. */
export async function measureQueries(
  questions: readonly Question[],
  userId: string,
  out: (line: Record<string, unknown>) => void,
): Promise<void> {
  for (const [ranking, way] of Object.entries(WAYS)) {
    out({ ranking, ...(await measure(questions, (q) => way(q, userId))) });
  }
  const times: number[] = [];
  for (const { q } of questions) times.push(await timeOf(() => search(asked(q, userId))));
  out({ ranking: "search page", questions: questions.length, ...quantiles(times) });

  const step = Math.max(1, Math.floor(questions.length / EXACT_QUESTIONS));
  const some = questions.filter((_, index) => index % step === 0);
  const kept: number[] = [];
  const both = new Map<string, RankedChunk[]>();
  const exact = await measure(some, async (q) => {
    const chunks = await exactly(q, userId);
    both.set(q, chunks);
    return chunks;
  });
  const candidates = await measure(some, async (q) => {
    const chunks = await byCandidates(q, userId);
    kept.push(overlapAt10(both.get(q) ?? [], chunks));
    return chunks;
  });
  out({ ranking: "fusion, exact", ...exact });
  out({ ranking: "fusion, candidates", ...candidates, overlapAt10: percent(mean(kept)) });
}

/** How long the fusion takes somebody who may read a part, and which way it goes. */
export async function measureReader(
  questions: readonly Question[],
  userId: string,
): Promise<Record<string, unknown>> {
  const times: number[] = [];
  let way: string | undefined;
  let readable = 0;
  for (const { q } of questions) {
    times.push(
      await timeOf(async () => {
        const query = await understood(q, userId);
        if (!query) return;
        way = query.way;
        readable = query.reach.readable;
        await rank(query, LIMIT);
      }),
    );
  }
  return { way, readable, questions: questions.length, ...quantiles(times) };
}

async function measure(
  questions: readonly Question[],
  way: (q: string) => Promise<RankedChunk[]>,
): Promise<Record<string, unknown>> {
  const times: number[] = [];
  const scores: QueryScore[] = [];
  for (const { q, relevant } of questions) {
    let found: RankedChunk[] = [];
    times.push(
      await timeOf(async () => {
        found = await way(q);
      }),
    );
    scores.push(scoreOf(found, relevant));
  }
  return {
    questions: questions.length,
    ...quantiles(times),
    ndcgAt10: percent(mean(scores.map((score) => score.ndcgAt10))),
    mrr: percent(mean(scores.map((score) => score.reciprocalRank))),
  };
}

/** Scored as one list in which the relevant ones that were not found come last. */
function scoreOf(found: readonly RankedChunk[], relevant: ReadonlySet<string>): QueryScore {
  const hits = found.map(({ meetingId, position }) => relevant.has(`${meetingId} ${position}`));
  const missed = relevant.size - hits.filter(Boolean).length;
  const all = [...hits, ...Array.from({ length: Math.max(0, missed) }, () => true)];
  const score = scoreRanking([...hits.keys()], all);
  if (!score) throw new Error("A question of the bench has a relevant chunk.");
  return score;
}

function overlapAt10(exact: readonly RankedChunk[], other: readonly RankedChunk[]): number {
  const ids = new Set(other.slice(0, 10).map((chunk) => chunk.chunkId));
  const first = exact.slice(0, 10);
  return first.filter((chunk) => ids.has(chunk.chunkId)).length / Math.max(1, first.length);
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

const quantiles = (times: readonly number[]) => ({
  p50Ms: tenths(percentile(times, 0.5)),
  p95Ms: tenths(percentile(times, 0.95)),
});
const tenths = (value: number) => Math.round(value * 10) / 10;
const percent = (share: number) => Math.round(share * 10_000) / 100;

/** Bytes on disk of what search needs, tables and indexes. */
export async function sizes(): Promise<Record<string, number>> {
  const [row] = await db().$queryRaw<Record<string, number>[]>`
    SELECT pg_table_size('"Chunk"')::float8 AS "chunksBytes",
      pg_relation_size('"Chunk_near_use_lite_idx"')::float8 AS "nearBytes",
      pg_relation_size('"Chunk_lexemes_idx"')::float8 AS "wordsBytes",
      pg_total_relation_size('"ChunkWindow"')::float8 AS "windowsBytes",
      pg_total_relation_size('"Chunk"')::float8 AS "allBytes"`;
  return row ?? {};
}
