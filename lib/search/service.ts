import type { z } from "zod";
import { nowMs } from "@/lib/platform/clock";
import { notFound } from "@/lib/platform/errors";
import type { SpokenSegment } from "@/lib/search/chunker";
import type { Embedder } from "@/lib/search/embedder";
import { chosenEmbedder, instanceEmbedder } from "@/lib/search/embedders";
import { distinctWords, excerpt } from "@/lib/search/highlight";
import { type IndexOutcome, indexMeeting as indexWith } from "@/lib/search/indexing";
import type { QueryPlan, QueryWord } from "@/lib/search/query";
import { rank } from "@/lib/search/rank";
import { rerankByLearning } from "@/lib/search/ranker/rank";
import { rankerWeights } from "@/lib/search/ranker/weights";
import { diversify, type RankedChunk, type Rerank } from "@/lib/search/ranking";
import {
  chunkLikeness,
  type FoundSegment,
  findBestSegments,
  findSegmentsWith,
  isReadable,
  readWords,
} from "@/lib/search/repo";
import type { SearchAnswer, SearchHit, searchQuery } from "@/lib/search/schema";
import type { SearchFilter, SearchScope } from "@/lib/search/scope-sql";
import { type UnderstoodQuery, understand } from "@/lib/search/understanding";

export type { SearchFilter };
export { instanceEmbedder };

export interface Viewer {
  userId: string;
}

/** Candidates made different from one another; what follows them keeps its order. */
const DIVERSIFIED = 30;
/** How many passages of the fusion are ordered once more: all of a meeting, the best of many. */
const RERANKED = { oneMeeting: 2_000, allMeetings: 200 } as const;
/**
 * What a segment with all the words typed is lifted by, in units of the fused z-score, which stays
 * below 20: who types a word wants the places where it was said before those about the same thing.
 */
const LIFT = { whole: 40, begun: 20 } as const;

/** Loads the models of search, past the cache, so that the first search does not wait for them. */
export async function warmUpSearch(): Promise<void> {
  const embedder = chosenEmbedder();
  await Promise.allSettled([
    embedder.embed(["ready"], { purpose: "query" }),
    rankerWeights(embedder.id),
  ]);
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
  embedder?: Embedder;
}): Promise<IndexOutcome> => indexWith({ embedder: instanceEmbedder(), ...input });

/** What the door's query asks for, as the calls below take it. */
export const searchInput = (
  userId: string,
  { q, limit, meetingId, speaker, from, to }: z.output<typeof searchQuery>,
) => ({
  viewer: { userId },
  q,
  limit,
  ...(meetingId && { meetingId }),
  filter: { ...(speaker && { speakers: [speaker] }), from, before: to },
});

/** Where a search looks: in one meeting when that is all it is about, and where the filter says. */
export const scopeOf = (input: {
  viewer: Viewer;
  meetingId?: string | undefined;
  filter?: SearchFilter | undefined;
}): SearchScope => ({
  viewerId: input.viewer.userId,
  filter: { ...input.filter, ...(input.meetingId && { meetingIds: [input.meetingId] }) },
});

/**
 * The passages of what the viewer may read that answer a question, best first and different from
 * one another (MMR). For answers and measuring; `search` is for people.
 *
 * @param meetingId to look in one meeting only; one that is not readable has no passages
 * @param filter to look in some meetings, at what some people say, or within some time
 */
export async function retrieve({
  viewer,
  q,
  meetingId,
  filter,
  limit,
  embedder = instanceEmbedder(),
  rerank = rerankByLearning,
}: {
  viewer: Viewer;
  q: string;
  meetingId?: string;
  filter?: SearchFilter;
  limit: number;
  embedder?: Embedder;
  rerank?: Rerank;
}): Promise<RankedChunk[]> {
  const query = await understand(q, { embedder, scope: scopeOf({ viewer, meetingId, filter }) });
  if (!query) return [];
  const oneMeeting = query.scope.filter.meetingIds?.length === 1;
  const depth = Math.max(limit, oneMeeting ? RERANKED.oneMeeting : RERANKED.allMeetings);
  const chunks = rank(query, depth).then((ranked) => ranked.chunks);
  return (await diverse(await rerank({ query, embedder, chunks }))).slice(0, limit);
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
 * @param filter to look in some meetings, at what some people say, or within some time
 * @throws AppError `not-found` when `meetingId` is not a meeting the viewer may read
 */
export async function search({
  viewer,
  q,
  meetingId,
  filter,
  limit,
  embedder = instanceEmbedder(),
}: {
  viewer: Viewer;
  q: string;
  meetingId?: string;
  filter?: SearchFilter;
  limit: number;
  embedder?: Embedder;
}): Promise<SearchAnswer> {
  const startedAt = nowMs();
  if (meetingId && !(await isReadable({ viewerId: viewer.userId, meetingId }))) {
    throw notFound("There is no such meeting, or it is not yours to see.");
  }
  const query = await understand(q, { embedder, scope: scopeOf({ viewer, meetingId, filter }) });
  const hits = query ? await findHits(query, limit) : [];
  return { query: q, hits, tookMs: nowMs() - startedAt };
}

interface Candidate {
  segment: FoundSegment;
  score: number;
}

async function findHits(query: UnderstoodQuery, limit: number): Promise<SearchHit[]> {
  const { plan, scope, vectors } = query;
  const { allWords: words, allWordsTyping: typing } = plan;
  const bounded = query.way === "candidates";
  const [{ chunks }, spoken] = await Promise.all([
    rank(query, limit),
    words === null ? [] : findSegmentsWith({ scope, words, typing, limit, bounded }),
  ]);
  const best = await findBestSegments({
    ...scope,
    chunkIds: chunks.map((chunk) => chunk.chunkId),
    vectors,
    terms: plan.terms,
  });
  const lifted = spoken.map((segment) => ({
    segment,
    score: (segment.whole ? LIFT.whole : LIFT.begun) + scoreAround(segment, chunks),
  }));
  const scores = new Map(chunks.map((chunk) => [chunk.chunkId, chunk]));
  const about = best.flatMap((segment) => {
    const chunk = scores.get(segment.chunkId);
    const related = chunk && (chunk.lexical > 0 || isRelated(segment.closest, chunk, query));
    return related ? [{ segment, score: chunk.score }] : [];
  });
  return present({ candidates: inOrder([...lifted, ...about], limit), plan });
}

const isRelated = (closest: number | null, chunk: RankedChunk, query: UnderstoodQuery): boolean =>
  closest !== null && closest >= (query.unrelatedBelow.get(chunk.modelId) ?? 1);

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
