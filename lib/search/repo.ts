import { readableBy } from "@/lib/meetings/access-sql";
import { db, Prisma } from "@/lib/platform/db";
import { candidateRankingSql } from "@/lib/search/candidate-sql";
import { type QueryVector, type RankingQuery, semanticOf } from "@/lib/search/evidence-sql";
import { exactRankingSql } from "@/lib/search/exact-sql";
import { type QueryWord, quoteLexeme } from "@/lib/search/query";
import type { RankedChunk } from "@/lib/search/ranking";
import {
  isWantedSpeaker,
  meetingsInReach,
  type SearchFilter,
  type SearchScope,
} from "@/lib/search/scope-sql";

/** What Postgres makes of words, in their order; it is the one that reads the transcripts too. */
export async function readWords(words: readonly string[]): Promise<QueryWord[]> {
  if (words.length === 0) return [];
  return db().$queryRaw<QueryWord[]>`
    SELECT w.word, tsvector_to_array(to_tsvector('english', w.word)) AS stems,
      tsvector_to_array(to_tsvector('simple', w.word)) AS forms
    FROM unnest(${[...words]}::text[]) WITH ORDINALITY AS w(word, place)
    ORDER BY w.place`;
}

/** Whether the viewer may read this meeting. */
export async function isReadable(input: { viewerId: string; meetingId: string }): Promise<boolean> {
  const rows = await db().$queryRaw<unknown[]>`
    SELECT 1 WHERE ${readableBy({
      userId: input.viewerId,
      meetingId: Prisma.sql`${input.meetingId}::uuid`,
    })}`;
  return rows.length > 0;
}

/** What a search of this scope would go through, and by which models it was indexed. */
export async function surveyReach(scope: SearchScope): Promise<{
  readable: number;
  total: number;
  models: string[];
}> {
  const [found] = await db().$queryRaw<{ readable: number; total: number; models: string[] }[]>`
    SELECT coalesce(sum(r.chunks), 0)::int AS readable,
      coalesce(array_agg(DISTINCT r.model) FILTER (WHERE r.model IS NOT NULL), '{}') AS models,
      (SELECT greatest(0, reltuples)::int FROM pg_class WHERE oid = '"Chunk"'::regclass) AS total
    FROM (${meetingsInReach(scope)}) r`;
  return found ?? { readable: 0, total: 0, models: [] };
}

/**
 * Stems that are common in the chunks of the instance, with the share of the chunks that have them,
 * as Postgres remembers it of the column.
 */
export const commonTerms = () =>
  db().$queryRaw<{ term: string; share: number }[]>`
    SELECT e.term, e.share::float8 AS share
    FROM pg_stats s, unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) AS e(term, share)
    WHERE s.schemaname = current_schema() AND s.tablename = 'Chunk' AND s.attname = 'lexemes'
      AND e.term IS NOT NULL`;

/** All chunks in reach, scored and ordered. */
export const rankExactly = (query: RankingQuery): Promise<RankedChunk[]> =>
  db().$queryRaw<RankedChunk[]>(exactRankingSql(query));

/** How far the HNSW index looks before it goes on, and how long it goes on, in chunks. */
const EF_SEARCH = 60;
const MAX_SCANNED = 20_000;

/**
 * The chunks in reach that may be among the best, scored and ordered.
 * @param probe tsquery of what is looked up by words; null when nothing is
 */
export function rankCandidates(
  query: RankingQuery & { probe: string | null },
): Promise<RankedChunk[]> {
  return db().$transaction(async (tx) => {
    // Without iterating, the index gives up after its first catch, whoever may read of it.
    await tx.$queryRaw`
      SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true),
        set_config('hnsw.ef_search', ${String(EF_SEARCH)}, true),
        set_config('hnsw.max_scan_tuples', ${String(MAX_SCANNED)}, true),
        set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)`;
    return tx.$queryRaw<RankedChunk[]>(candidateRankingSql(query));
  });
}

/**
 * How alike chunks are, as dot products.
 * @returns a row per pair: two indices into `chunkIds`; pairs of different models are missing
 */
export const chunkLikeness = (chunkIds: readonly string[]) =>
  db().$queryRaw<{ a: number; b: number; likeness: number }[]>`
    WITH chunk AS MATERIALIZED (
      SELECT (g.place - 1)::int AS index, c."modelId", c."embedding"
      FROM unnest(${[...chunkIds]}::uuid[]) WITH ORDINALITY AS g(id, place)
      JOIN "Chunk" c ON c."id" = g.id
    )
    SELECT a.index AS a, b.index AS b, -(a."embedding" <#> b."embedding") AS likeness
    FROM chunk a JOIN chunk b ON a.index < b.index AND a."modelId" = b."modelId"`;

/** A segment as a search result shows it. */
export interface FoundSegment {
  segmentId: string;
  meetingId: string;
  meetingTitle: string;
  meetingStartedAt: Date | null;
  position: number;
  startMs: number;
  text: string;
  speaker: string;
  colour: number;
}

const FOUND = Prisma.sql`s."id" AS "segmentId", s."meetingId", m."title" AS "meetingTitle",
  m."startedAt" AS "meetingStartedAt", s."position", s."startMs", s."text", p."name" AS speaker,
  p."colour"`;
const SEGMENT_WITH_CONTEXT = Prisma.sql`"Segment" s
  JOIN "Participant" p ON p."id" = s."participantId"
  JOIN "Meeting" m ON m."id" = s."meetingId"`;

/** The second keeps the planner from going through all segments of all meetings in reach. */
const SEGMENT_IN_REACH = {
  joined: Prisma.sql`s."meetingId" IN (SELECT "id" FROM reach)`,
  filtered: Prisma.sql`(s."meetingId" IN (SELECT "id" FROM reach)) IS TRUE`,
};
/** Segments looked at on an instance where a common word is in very many. */
const SPOKEN_MAX = 2000;

/**
 * Segments that contain the words, those with the words as they are before those with words that
 * only begin like the last one.
 *
 * @param words tsquery all of whose words are wanted
 * @param typing tsquery whose last word may go on, or null
 * @param bounded looks at a limited number, whichever the index of words gives first
 */
export function findSegmentsWith({
  scope,
  words,
  typing,
  limit,
  bounded,
}: {
  scope: SearchScope;
  words: string;
  typing: string | null;
  limit: number;
  bounded: boolean;
}): Promise<(FoundSegment & { whole: boolean })[]> {
  const either = typing === null ? words : `(${words}) | (${typing})`;
  return db().$queryRaw`
    WITH reach AS MATERIALIZED (${meetingsInReach(scope)}),
    spoken AS MATERIALIZED (
      SELECT s."id" FROM "Segment" s JOIN "Participant" p ON p."id" = s."participantId"
      WHERE s."lexemes" @@ ${either}::tsquery AND ${isWantedSpeaker(scope.filter)}
        AND ${bounded ? SEGMENT_IN_REACH.filtered : SEGMENT_IN_REACH.joined}
      ${bounded ? Prisma.sql`LIMIT ${SPOKEN_MAX}` : Prisma.empty}
    )
    SELECT ${FOUND}, s."lexemes" @@ ${words}::tsquery AS whole
    FROM ${SEGMENT_WITH_CONTEXT} JOIN spoken ON spoken."id" = s."id"
    ORDER BY whole DESC, ts_rank(s."lexemes", ${either}::tsquery) DESC,
      m."startedAt" DESC NULLS LAST, s."position"
    LIMIT ${limit}`;
}

/**
 * The segment of each chunk that answers best: it, or its speaker's name, has the query's stems,
 * and the window around it is close to the query.
 *
 * @returns a row per chunk, with `closest`: the highest dot product of any of its windows with the
 * query (null without vectors of its model)
 */
export function findBestSegments({
  viewerId,
  filter,
  chunkIds,
  vectors,
  terms,
}: {
  viewerId: string;
  filter: SearchFilter;
  chunkIds: readonly string[];
  vectors: readonly QueryVector[];
  terms: readonly string[];
}): Promise<(FoundSegment & { chunkId: string; closest: number | null })[]> {
  return db().$queryRaw`
    WITH chunk AS MATERIALIZED (
      SELECT c."id", c."meetingId", c."modelId", c."firstSegment", c."lastSegment"
      FROM "Chunk" c
      WHERE c."id" = ANY(${[...chunkIds]}::uuid[])
        AND ${readableBy({ userId: viewerId, meetingId: Prisma.sql`c."meetingId"` })}
    ),
    person AS MATERIALIZED (
      SELECT p."id", p."name", p."userId", to_tsvector('english', p."name") AS lexemes
      FROM "Participant" p WHERE p."meetingId" IN (SELECT "meetingId" FROM chunk)
    ),
    near AS MATERIALIZED (
      SELECT w."chunkId", w."firstSegment", w."lastSegment",
        ${semanticOf(vectors, "w")} AS similarity
      FROM chunk c JOIN "ChunkWindow" w ON w."chunkId" = c."id"
    )
    SELECT c."id" AS "chunkId", ${FOUND},
      (SELECT max(n.similarity) FROM near n WHERE n."chunkId" = c."id") AS closest
    FROM chunk c
    JOIN LATERAL (
      SELECT s."id"
      FROM "Segment" s JOIN person p ON p."id" = s."participantId"
      WHERE s."meetingId" = c."meetingId"
        AND s."position" BETWEEN c."firstSegment" AND c."lastSegment"
        AND ${isWantedSpeaker(filter)}
      ORDER BY (
          SELECT count(*) FROM unnest(${terms.map(quoteLexeme)}::text[]) AS t(quoted)
          WHERE s."lexemes" @@ t.quoted::tsquery OR p.lexemes @@ t.quoted::tsquery
        ) / ${Math.max(1, terms.length)}::float8
        + coalesce((
          SELECT max(n.similarity) FROM near n
          WHERE n."chunkId" = c."id"
            AND s."position" BETWEEN n."firstSegment" AND n."lastSegment"
        ), 0) DESC, length(s."text") DESC, s."position"
      LIMIT 1
    ) best ON true
    JOIN ${SEGMENT_WITH_CONTEXT} ON s."id" = best."id"`;
}
