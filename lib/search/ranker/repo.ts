import { readableBy } from "@/lib/meetings/access-sql";
import { db, Prisma } from "@/lib/platform/db";
import type { StoredChunk } from "@/lib/search/ranker/meeting";
import { vectorSql } from "@/lib/search/vector-sql";

/** A vector as `vector_send` gives it: two 16-bit numbers, then floats, high byte first. */
function readVector(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const vector = new Float32Array(view.getUint16(0));
  for (let i = 0; i < vector.length; i += 1) vector[i] = view.getFloat32(4 + 4 * i);
  return vector;
}

/** A meeting's chunks of one model, in order, and the version of the index they are of. */
export async function findStoredChunks({
  meetingId,
  modelId,
}: {
  meetingId: string;
  modelId: string;
}): Promise<{ version: number; chunks: StoredChunk[] }> {
  const rows = await db().$queryRaw<
    (Omit<StoredChunk, "vector"> & { bytes: Uint8Array; version: number })[]
  >`
    SELECT c."id" AS "chunkId", c."position", c."speakers", c."text", c."lexemes"::text AS lexemes,
      vector_send(c."embedding") AS bytes, m."indexVersion" AS version
    FROM "Chunk" c JOIN "Meeting" m ON m."id" = c."meetingId"
    WHERE c."meetingId" = ${meetingId}::uuid AND c."modelId" = ${modelId}
    ORDER BY c."position"`;
  return {
    version: rows[0]?.version ?? 0,
    chunks: rows.map(({ bytes, version: _, ...chunk }) => ({
      ...chunk,
      vector: readVector(bytes),
    })),
  };
}

/** The windows' vectors of a meeting's chunks, in order: what training compares questions with. */
export async function findWindowVectors(meetingId: string): Promise<Float32Array[][]> {
  const rows = await db().$queryRaw<{ position: number; bytes: Uint8Array }[]>`
    SELECT c."position", vector_send(w."embedding") AS bytes
    FROM "Chunk" c JOIN "ChunkWindow" w ON w."chunkId" = c."id"
    WHERE c."meetingId" = ${meetingId}::uuid
    ORDER BY c."position", w."index"`;
  const chunks: Float32Array[][] = [];
  for (const { position, bytes } of rows) {
    const windows = chunks[position] ?? [];
    windows.push(readVector(bytes));
    chunks[position] = windows;
  }
  return chunks;
}

/** Dot products of a question with one chunk; see `Likeness`. */
export interface ChunkLikeness {
  chunkId: string;
  meetingId: string;
  version: number;
  closest: number;
  usual: number;
  coreClosest: number;
  core: number;
  adapted: number;
}

/**
 * How like a question the chunks of meetings are, read anew each time: meetings the viewer may not
 * read have none.
 *
 * @param vectors the question, the question without its scaffold, the question as adapted
 */
export function findLikeness(input: {
  viewerId: string;
  meetingIds: readonly string[];
  modelId: string;
  vectors: { question: Float32Array; core: Float32Array; adapted: Float32Array };
}): Promise<ChunkLikeness[]> {
  const { question, core, adapted } = input.vectors;
  return db().$queryRaw<ChunkLikeness[]>`
    WITH asked AS MATERIALIZED (
      SELECT ${vectorSql(question)} AS question, ${vectorSql(core)} AS core,
        ${vectorSql(adapted)} AS adapted
    ),
    meeting AS MATERIALIZED (
      SELECT m."id", m."indexVersion" FROM "Meeting" m
      WHERE m."id" = ANY(${[...input.meetingIds]}::uuid[])
        AND ${readableBy({ userId: input.viewerId, meetingId: Prisma.sql`m."id"` })}
    )
    SELECT c."id" AS "chunkId", c."meetingId", m."indexVersion" AS version,
      w.closest, w.usual, w."coreClosest", -(c."embedding" <#> a.core) AS core, w.adapted
    FROM meeting m
    JOIN "Chunk" c ON c."meetingId" = m."id" AND c."modelId" = ${input.modelId}
    CROSS JOIN asked a
    CROSS JOIN LATERAL (
      SELECT max(d.question) AS closest, avg(d.question) AS usual, max(d.core) AS "coreClosest",
        max(d.adapted) + avg(d.adapted) AS adapted
      FROM (
        SELECT -(w."embedding" <#> a.question) AS question, -(w."embedding" <#> a.core) AS core,
          -(w."embedding" <#> a.adapted) AS adapted
        FROM "ChunkWindow" w WHERE w."chunkId" = c."id"
      ) d
    ) w
    ORDER BY c."meetingId", c."position"`;
}
