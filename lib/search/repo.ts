import { randomUUID } from "node:crypto";
import { readableBy } from "@/lib/meetings/access-sql";
import { db, Prisma, type Tx } from "@/lib/platform/db";
import type { ChunkDraft } from "@/lib/search/chunker";
import { type IndexedChunk, planIndex } from "@/lib/search/index-plan";
import { type QueryWord, quoteLexeme } from "@/lib/search/query";
import { type RankingQuery, rankingSql } from "@/lib/search/rank-sql";
import type { RankedChunk } from "@/lib/search/ranking";
import { vectorSql, vectorText } from "@/lib/search/vector-sql";

export interface EmbeddedChunk {
  draft: ChunkDraft;
  /** One vector per window of the draft. */
  windows: Float32Array[];
  embedding: Float32Array;
}

/** Rows per INSERT: a vector is about 5 kB of text. */
const ROWS_PER_INSERT = 200;
/** A long meeting's vectors take a moment to write, milliseconds. */
const TRANSACTION_MS = 60_000;

export const findIndexed = (meetingId: string, client: Tx = db()): Promise<IndexedChunk[]> =>
  client.chunk.findMany({
    where: { meetingId },
    select: {
      id: true,
      position: true,
      firstSegment: true,
      lastSegment: true,
      startMs: true,
      endMs: true,
      contentHash: true,
      modelId: true,
    },
    orderBy: { position: "asc" },
  });

/**
 * Makes the meeting's index what the drafts say, in one transaction and one at a time per meeting.
 *
 * @returns what was done; `overtaken` when the plan needs a chunk that is not embedded, because
 * somebody else changed the index meanwhile; `gone` when the meeting was deleted
 */
export function applyPlan({
  meetingId,
  drafts,
  embedded,
  modelId,
}: {
  meetingId: string;
  drafts: readonly ChunkDraft[];
  /** By content hash. */
  embedded: ReadonlyMap<string, EmbeddedChunk>;
  modelId: string;
}): Promise<{ written: number; removed: number } | "overtaken" | "gone"> {
  return db().$transaction(
    async (tx) => {
      const locked = await tx.$queryRaw<unknown[]>`
        SELECT 1 FROM "Meeting" WHERE "id" = ${meetingId}::uuid FOR UPDATE`;
      if (locked.length === 0) return "gone";
      const indexed = await findIndexed(meetingId, tx);
      const plan = planIndex({ drafts, indexed, modelId });
      const chunks = plan.added.flatMap((draft) => {
        const chunk = embedded.get(draft.contentHash);
        return chunk ? [{ ...chunk, draft }] : [];
      });
      if (chunks.length < plan.added.length) return "overtaken";
      await tx.chunk.deleteMany({ where: { id: { in: plan.removed } } });
      await moveChunks(tx, plan.moved);
      await insertChunks(tx, { meetingId, modelId, chunks });
      if (chunks.length + plan.removed.length + plan.moved.length > 0)
        await raiseVersion(tx, meetingId);
      return { written: chunks.length, removed: plan.removed.length };
    },
    { timeout: TRANSACTION_MS, maxWait: TRANSACTION_MS },
  );
}

/** Inside the transaction that changes the index: whoever keeps something of it sees the change. */
const raiseVersion = (tx: Tx, meetingId: string) =>
  tx.meeting.update({
    where: { id: meetingId },
    data: { indexVersion: { increment: 1 } },
    select: { id: true },
  });

async function moveChunks(
  tx: Tx,
  moved: readonly { id: string; draft: ChunkDraft; segmentShift: number }[],
): Promise<void> {
  if (moved.length === 0) return;
  // Positions are unique at every moment, so all step aside before each takes its new place.
  const ids = moved.map(({ id }) => id);
  await tx.$executeRaw`
    UPDATE "Chunk" SET "position" = -1 - "position" WHERE "id" = ANY(${ids}::uuid[])`;
  await tx.$executeRaw`
    UPDATE "ChunkWindow" w
    SET "firstSegment" = w."firstSegment" + v.shift, "lastSegment" = w."lastSegment" + v.shift
    FROM unnest(${ids}::uuid[], ${moved.map((entry) => entry.segmentShift)}::int[]) AS v(id, shift)
    WHERE w."chunkId" = v.id AND v.shift <> 0`;
  for (const { id, draft } of moved) {
    const { position, firstSegment, lastSegment, startMs, endMs } = draft;
    await tx.chunk.update({
      where: { id },
      data: { position, firstSegment, lastSegment, startMs, endMs },
    });
  }
}

async function insertChunks(
  tx: Tx,
  input: { meetingId: string; modelId: string; chunks: readonly EmbeddedChunk[] },
): Promise<void> {
  const rows = input.chunks.map((chunk) => ({ id: randomUUID(), ...chunk }));
  for (const part of slices(rows)) {
    const values = part.map(
      ({ id, draft, embedding }) => Prisma.sql`(
        ${id}::uuid, ${input.meetingId}::uuid, ${draft.position}, ${draft.firstSegment},
        ${draft.lastSegment}, ${draft.startMs}, ${draft.endMs}, ${draft.speakers}::text[],
        ${draft.text}, ${input.modelId}, ${draft.contentHash}, ${vectorText(embedding)}::vector)`,
    );
    await tx.$executeRaw`
      INSERT INTO "Chunk" ("id", "meetingId", "position", "firstSegment", "lastSegment", "startMs",
        "endMs", "speakers", "text", "modelId", "contentHash", "embedding")
      VALUES ${Prisma.join(values)}`;
  }
  const windows = rows.flatMap(({ id, draft, windows: vectors }) =>
    draft.windows.map((window, index) => ({ id, window, index, vector: vectors[index] })),
  );
  for (const part of slices(windows)) {
    const values = part.map(
      ({ id, window, index, vector }) => Prisma.sql`(
        ${id}::uuid, ${index}, ${window.firstSegment}, ${window.lastSegment},
        ${vector ? vectorText(vector) : null}::vector)`,
    );
    await tx.$executeRaw`
      INSERT INTO "ChunkWindow" ("chunkId", "index", "firstSegment", "lastSegment", "embedding")
      VALUES ${Prisma.join(values)}`;
  }
}

function slices<T>(rows: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
    parts.push(rows.slice(start, start + ROWS_PER_INSERT));
  }
  return parts;
}

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

export const rankChunks = (query: RankingQuery): Promise<RankedChunk[]> =>
  db().$queryRaw<RankedChunk[]>(rankingSql(query));

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

/**
 * Segments that contain the words, those with the words as they are before those with words that
 * only begin like the last one.
 *
 * @param words tsquery all of whose words are wanted
 * @param typing tsquery whose last word may go on, or null
 */
export function findSegmentsWith({
  viewerId,
  meetingId,
  words,
  typing,
  limit,
}: {
  viewerId: string;
  meetingId: string | undefined;
  words: string;
  typing: string | null;
  limit: number;
}): Promise<(FoundSegment & { whole: boolean })[]> {
  const either = typing === null ? words : `(${words}) | (${typing})`;
  const oneMeeting = meetingId ? Prisma.sql`AND s."meetingId" = ${meetingId}::uuid` : Prisma.empty;
  return db().$queryRaw`
    SELECT ${FOUND}, s."lexemes" @@ ${words}::tsquery AS whole
    FROM ${SEGMENT_WITH_CONTEXT}
    WHERE s."lexemes" @@ ${either}::tsquery ${oneMeeting}
      AND ${readableBy({ userId: viewerId, meetingId: Prisma.sql`s."meetingId"` })}
    ORDER BY whole DESC, ts_rank(s."lexemes", ${either}::tsquery) DESC,
      m."startedAt" DESC NULLS LAST, s."position"
    LIMIT ${limit}`;
}

/**
 * The segment of each chunk that answers best: it, or its speaker's name, has the query's stems,
 * and the window around it is close to the query.
 *
 * @returns a row per chunk, with `closest`: the highest dot product of any of its windows with the
 * query (null without vectors of this model)
 */
export function findBestSegments({
  viewerId,
  chunkIds,
  modelId,
  vector,
  terms,
}: {
  viewerId: string;
  chunkIds: readonly string[];
  modelId: string;
  vector: Float32Array;
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
      SELECT p."id", p."name", p."colour", to_tsvector('english', p."name") AS lexemes
      FROM "Participant" p WHERE p."meetingId" IN (SELECT "meetingId" FROM chunk)
    ),
    near AS MATERIALIZED (
      SELECT w."chunkId", w."firstSegment", w."lastSegment",
        -(w."embedding" <#> ${vectorSql(vector)}) AS similarity
      FROM chunk c JOIN "ChunkWindow" w ON w."chunkId" = c."id"
      WHERE c."modelId" = ${modelId}
    )
    SELECT c."id" AS "chunkId", ${FOUND},
      (SELECT max(n.similarity) FROM near n WHERE n."chunkId" = c."id") AS closest
    FROM chunk c
    JOIN LATERAL (
      SELECT s."id"
      FROM "Segment" s JOIN person p ON p."id" = s."participantId"
      WHERE s."meetingId" = c."meetingId"
        AND s."position" BETWEEN c."firstSegment" AND c."lastSegment"
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
