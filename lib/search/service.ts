import { inferencePool } from "@/lib/models/shared-pool";
import { nowMs } from "@/lib/platform/clock";
import { notFound } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import { redis } from "@/lib/platform/redis";
import { cachedEmbedder } from "@/lib/search/cached-embedder";
import type { SpokenSegment } from "@/lib/search/chunker";
import type { Embedder } from "@/lib/search/embedder";
import { distinctWords, excerpt } from "@/lib/search/highlight";
import { type IndexOutcome, indexMeeting as indexWith } from "@/lib/search/indexing";
import { planQuery, type QueryPlan, type QueryWord, queryWords } from "@/lib/search/query";
import { rerankByLearning } from "@/lib/search/ranker/rank";
import { diversify, FUSION, type RankedChunk, type Rerank } from "@/lib/search/ranking";
import {
  chunkLikeness,
  type FoundSegment,
  findBestSegments,
  findSegmentsWith,
  isReadable,
  rankChunks,
  readWords,
} from "@/lib/search/repo";
import type { SearchAnswer, SearchHit } from "@/lib/search/schema";
import { createUseLiteEmbedder } from "@/lib/search/use-lite-embedder";

export interface Viewer {
  userId: string;
}

/** Candidates made different from one another; what follows them keeps its order. */
const DIVERSIFIED = 30;
/** How many passages of the fusion are ordered once more: all of a meeting, the best of many. */
const RERANKED = { oneMeeting: 2_000, allMeetings: 200 } as const;
/**
 * What a segment with all the words typed is lifted by, in units of the fused z-score, which stays
 * below 10: who types a word wants the places where it was said before those about the same thing.
 */
const LIFT = { whole: 20, begun: 10 } as const;

/** Nobody waits longer than this for the model; loading it takes about a second, milliseconds. */
const EMBEDDING_PATIENCE_MS = 5_000;
const NO_MODEL = "";

/** The embedding model of this instance, with its cache. */
export const instanceEmbedder = (): Embedder =>
  cachedEmbedder({ embedder: createUseLiteEmbedder(inferencePool()), redis: redis() });

/** Loads the embedding model, past the cache, so that the first search does not wait for it. */
export async function warmUpSearch(): Promise<void> {
  await createUseLiteEmbedder(inferencePool())
    .embed(["ready"], { purpose: "query" })
    .catch(() => undefined);
}

/**
 * Brings a meeting's search index in step with its transcript; see `lib/search/indexing.ts`.
 * @throws AppError `not-found` when there is no such meeting (any more)
 */
export const indexMeeting = (input: {
  meetingId: string;
  segments: readonly SpokenSegment[];
  participants: readonly { id: string; name: string }[];
  onProgress?: (progress: number) => Promise<void> | void;
  signal?: AbortSignal;
}): Promise<IndexOutcome> => indexWith({ ...input, embedder: instanceEmbedder() });

interface UnderstoodQuery {
  plan: QueryPlan;
  /** The words as Postgres reads them. */
  words: QueryWord[];
  vector: Float32Array;
  /** Whose vectors it may be compared with; no model's when the words have to do. */
  modelId: string;
}

/** Null when the query has nothing to look for: signs, emoji, spaces. */
async function understand(q: string, embedder: Embedder): Promise<UnderstoodQuery | null> {
  const words = queryWords(q);
  if (words.length === 0) return null;
  const [read, vector] = await Promise.all([
    readWords(words),
    embedQuery(words.join(" "), embedder),
  ]);
  if (read.every((word) => word.forms.length === 0)) return null;
  const plan = planQuery(q, read);
  return vector
    ? { plan, words: read, vector, modelId: embedder.id }
    : { plan, words: read, vector: new Float32Array(embedder.dimensions), modelId: NO_MODEL };
}

/** Null when the model is missing, broken or busy: then words alone are searched. */
async function embedQuery(text: string, embedder: Embedder): Promise<Float32Array | null> {
  try {
    const signal = AbortSignal.timeout(EMBEDDING_PATIENCE_MS);
    const [vector] = await embedder.embed([text], { purpose: "query", signal });
    return vector ?? null;
  } catch (error) {
    log("search").warn({ err: error, model: embedder.id }, "searching by words alone");
    return null;
  }
}

/**
 * The passages of what the viewer may read that answer a question, best first and different from
 * one another (MMR). For answers and measuring; `search` is for people.
 *
 * @param meetingId to look in one meeting only; one that is not readable has no passages
 */
export async function retrieve({
  viewer,
  q,
  meetingId,
  limit,
  embedder = instanceEmbedder(),
  rerank = rerankByLearning,
}: {
  viewer: Viewer;
  q: string;
  meetingId?: string;
  limit: number;
  embedder?: Embedder;
  rerank?: Rerank;
}): Promise<RankedChunk[]> {
  const query = await understand(q, embedder);
  if (!query) return [];
  const depth = Math.max(limit, meetingId ? RERANKED.oneMeeting : RERANKED.allMeetings);
  const { plan, words, vector, modelId } = query;
  const ranked = await rerank({
    viewerId: viewer.userId,
    meetingId,
    query: { words, vector, modelId, kind: plan.kind },
    embedder,
    chunks: rank({ viewer, meetingId, query, embedder, limit: depth }),
  });
  return (await diverse(ranked)).slice(0, limit);
}

function rank(input: {
  viewer: Viewer;
  meetingId: string | undefined;
  query: UnderstoodQuery;
  embedder: Embedder;
  limit: number;
}): Promise<RankedChunk[]> {
  const { plan, vector } = input.query;
  return rankChunks({
    viewerId: input.viewer.userId,
    meetingId: input.meetingId,
    modelId: input.query.modelId,
    vector,
    terms: plan.terms,
    profile: FUSION[plan.kind],
    limit: input.limit,
  });
}

async function diverse(ranked: readonly RankedChunk[]): Promise<RankedChunk[]> {
  const first = ranked.slice(0, DIVERSIFIED);
  if (first.length < 2) return [...ranked];
  const pairs = await chunkLikeness(first.map((chunk) => chunk.chunkId));
  const key = (a: number, b: number) => Math.min(a, b) * first.length + Math.max(a, b);
  const likeness = new Map(pairs.map((pair) => [key(pair.a, pair.b), pair.likeness]));
  const order = diversify({
    scores: first.map((chunk) => chunk.score),
    likeness: (a, b) => likeness.get(key(a, b)) ?? 0,
  });
  return [...order.flatMap((index) => first[index] ?? []), ...ranked.slice(DIVERSIFIED)];
}

/**
 * Search as people use it, while typing too: the segments in which the words were said, then those
 * that are about them, best first. Only meetings the viewer may read take part.
 *
 * @throws AppError `not-found` when `meetingId` is not a meeting the viewer may read
 */
export async function search({
  viewer,
  q,
  meetingId,
  limit,
  embedder = instanceEmbedder(),
}: {
  viewer: Viewer;
  q: string;
  meetingId?: string;
  limit: number;
  embedder?: Embedder;
}): Promise<SearchAnswer> {
  const startedAt = nowMs();
  if (meetingId && !(await isReadable({ viewerId: viewer.userId, meetingId }))) {
    throw notFound("There is no such meeting, or it is not yours to see.");
  }
  const query = await understand(q, embedder);
  const hits = query ? await findHits({ viewer, meetingId, query, embedder, limit }) : [];
  return { query: q, hits, tookMs: nowMs() - startedAt };
}

interface Candidate {
  segment: FoundSegment;
  score: number;
}

async function findHits(input: {
  viewer: Viewer;
  meetingId: string | undefined;
  query: UnderstoodQuery;
  embedder: Embedder;
  limit: number;
}): Promise<SearchHit[]> {
  const { viewer, meetingId, query, embedder, limit } = input;
  const { plan, vector } = query;
  const viewerId = viewer.userId;
  const { allWords: words, allWordsTyping: typing } = plan;
  const [chunks, spoken] = await Promise.all([
    rank(input),
    words === null ? [] : findSegmentsWith({ viewerId, meetingId, words, typing, limit }),
  ]);
  const best = await findBestSegments({
    viewerId,
    chunkIds: chunks.map((chunk) => chunk.chunkId),
    modelId: query.modelId,
    vector,
    terms: plan.terms,
  });
  const lifted = spoken.map((segment) => ({
    segment,
    score: (segment.whole ? LIFT.whole : LIFT.begun) + scoreAround(segment, chunks),
  }));
  const scores = new Map(chunks.map((chunk) => [chunk.chunkId, chunk]));
  const about = best.flatMap((segment) => {
    const chunk = scores.get(segment.chunkId);
    const related =
      chunk && (chunk.lexical > 0 || (segment.closest ?? -1) >= embedder.unrelatedBelow);
    return related ? [{ segment, score: chunk.score }] : [];
  });
  return present({ candidates: inOrder([...lifted, ...about], limit), plan });
}

/** The best fused score of a retrieved chunk that holds the segment; 0, the mean, otherwise. */
function scoreAround(segment: FoundSegment, chunks: readonly RankedChunk[]): number {
  const around = chunks.filter(
    (chunk) =>
      chunk.meetingId === segment.meetingId &&
      chunk.firstSegment <= segment.position &&
      segment.position <= chunk.lastSegment,
  );
  return around.length > 0 ? Math.max(...around.map((chunk) => chunk.score)) : 0;
}

/** Best first, each segment once. */
function inOrder(candidates: readonly Candidate[], limit: number): Candidate[] {
  const seen = new Set<string>();
  return [...candidates]
    .sort((a, b) => b.score - a.score)
    .filter(({ segment }) => !seen.has(segment.segmentId) && seen.add(segment.segmentId))
    .slice(0, limit);
}

async function present({
  candidates,
  plan,
}: {
  candidates: readonly Candidate[];
  plan: QueryPlan;
}): Promise<SearchHit[]> {
  const words = distinctWords(candidates.map(({ segment }) => segment.text));
  const hits = new Set(
    (await readWords(words)).filter((word) => isHit(word, plan)).map((w) => w.word),
  );
  return candidates.map(({ segment, score }) => ({
    meetingId: segment.meetingId,
    meetingTitle: segment.meetingTitle,
    meetingStartedAt: segment.meetingStartedAt?.toISOString() ?? null,
    segmentId: segment.segmentId,
    position: segment.position,
    startMs: segment.startMs,
    speaker: segment.speaker,
    colour: segment.colour,
    excerpt: excerpt(segment.text, (word) => hits.has(word)),
    score,
  }));
}

const isHit = (word: QueryWord, plan: QueryPlan): boolean =>
  word.stems.some((stem) => plan.stems.has(stem)) ||
  word.forms.some(
    (form) => plan.forms.has(form) || (plan.prefix !== null && form.startsWith(plan.prefix)),
  );
