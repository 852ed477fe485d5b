import { randomUUID } from "node:crypto";
import { db } from "@/lib/platform/db";

/** Chunks and lines of a made-up meeting. */
const CHUNKS_PER_MEETING = 60;
const LINES_PER_CHUNK = 3;
const MEETINGS_PER_STATEMENT = 200;
/** How far a made-up vector is moved away from the two it is between, per dimension. */
const NOISE = 0.06;

/** The same as the migration's: large data goes in faster without, and it is built anew after. */
const NEAR_INDEX = `CREATE INDEX "Chunk_near_use_lite_idx" ON "Chunk"
  USING hnsw (("embedding"::halfvec(512)) halfvec_ip_ops) WHERE "modelId" = 'use-lite-en'`;

/**
 * Fills the instance up to so many chunks with made-up meetings of one host: each chunk is the first
 * half of one real chunk and the second half of another, its vector lies between theirs, with noise.
 * In every other meeting long words get endings of its own, so that vocabulary grows with size.
 *
 * @returns seconds for the rows, and for building the HNSW index
 */
export async function padTo(
  chunks: number,
  hostId: string,
): Promise<{ rowsSeconds: number; indexSeconds: number }> {
  await db().$executeRawUnsafe(`DROP INDEX IF EXISTS "Chunk_near_use_lite_idx"`);
  await db().$executeRawUnsafe(`CREATE TABLE IF NOT EXISTS bench_real AS
    SELECT row_number() OVER (ORDER BY "id") - 1 AS n, "text", "embedding" FROM "Chunk"`);
  await db().$executeRawUnsafe(`CREATE UNIQUE INDEX IF NOT EXISTS bench_real_n ON bench_real (n)`);
  const startedAt = performance.now();
  const [real, have] = [await count("bench_real"), await count(`"Chunk"`)];
  let missing = Math.ceil((chunks - have) / CHUNKS_PER_MEETING);
  for (let seed = have; missing > 0; missing -= MEETINGS_PER_STATEMENT, seed += 1) {
    await addMeetings({ hostId, real, seed, meetings: Math.min(missing, MEETINGS_PER_STATEMENT) });
  }
  const rowsAt = performance.now();
  await db().$transaction(
    async (tx) => {
      await tx.$executeRawUnsafe(`SET LOCAL maintenance_work_mem = '1200MB'`);
      await tx.$executeRawUnsafe(NEAR_INDEX);
    },
    { timeout: 3_600_000 },
  );
  const indexSeconds = (performance.now() - rowsAt) / 1000;
  for (const table of ["Chunk", "Segment", "Meeting", "Participant"]) {
    await db().$executeRawUnsafe(`VACUUM ANALYZE "${table}"`);
  }
  return { rowsSeconds: (rowsAt - startedAt) / 1000, indexSeconds };
}

async function addMeetings(input: {
  hostId: string;
  real: number;
  seed: number;
  meetings: number;
}): Promise<void> {
  const { hostId, real, seed, meetings } = input;
  const ids = Array.from({ length: meetings }, () => randomUUID());
  const people = ids.map(() => randomUUID());
  await db().$transaction(
    async (tx) => {
      await tx.$executeRaw`
        INSERT INTO "Meeting" ("id", "code", "title", "hostId", "hostSecretHash", "startedAt",
          "endedAt", "indexChunks", "indexModel")
        SELECT id, id::text, 'Made up', ${hostId}::uuid, '!', now() - random() * interval '2 years',
          now(), ${CHUNKS_PER_MEETING}, 'use-lite-en' FROM unnest(${ids}::uuid[]) AS id`;
      await tx.$executeRaw`
        INSERT INTO "Participant" ("id", "meetingId", "name", "colour")
        SELECT p, m, 'Somebody', 1 FROM unnest(${people}::uuid[], ${ids}::uuid[]) AS t(p, m)`;
      await tx.$executeRaw`
        INSERT INTO "Chunk" ("id", "meetingId", "position", "firstSegment", "lastSegment", "startMs",
          "endMs", "speakers", "text", "modelId", "contentHash", "embedding")
        SELECT gen_random_uuid(), t.m, p, p * ${LINES_PER_CHUNK},
          p * ${LINES_PER_CHUNK} + ${LINES_PER_CHUNK - 1}, p * 40000, p * 40000 + 39000,
          ARRAY['Somebody'],
          CASE WHEN t.n % 2 = 0 THEN mixed.text
            ELSE regexp_replace(mixed.text, '\\m([a-z]{6,})\\M',
              '\\1' || chr((97 + t.n % 26)::int) || chr((97 + ${seed}::int % 26)), 'g') END,
          'use-lite-en', 'made up', l2_normalize(mixed.vector + ARRAY(
            SELECT (random() - 0.5) * ${NOISE}::float8 + 0 * p FROM generate_series(1, 512))::vector)
        FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS t(m, n)
        CROSS JOIN generate_series(0, ${CHUNKS_PER_MEETING - 1}) AS p
        CROSS JOIN LATERAL (
          SELECT left(a.text, length(a.text) / 2) || ' ' || right(b.text, length(b.text) / 2) AS text,
            a.embedding + b.embedding AS vector
          FROM bench_real a, bench_real b
          WHERE a.n = (hashtext(t.m::text || p)::bigint & 2147483647) % ${real}
            AND b.n = (hashtext(p || t.m::text)::bigint & 2147483647) % ${real}
        ) mixed`;
      await tx.$executeRaw`
        INSERT INTO "Segment" ("id", "meetingId", "participantId", "position", "startMs", "endMs",
          "text", "confidence")
        SELECT gen_random_uuid(), c."meetingId", t.p, c."firstSegment" + s,
          c."startMs" + s * 13000, c."startMs" + s * 13000 + 12000,
          substr(c."text", 1 + s * length(c."text") / ${LINES_PER_CHUNK},
            length(c."text") / ${LINES_PER_CHUNK}), 1
        FROM unnest(${people}::uuid[], ${ids}::uuid[]) AS t(p, m)
        JOIN "Chunk" c ON c."meetingId" = t.m
        CROSS JOIN generate_series(0, ${LINES_PER_CHUNK - 1}) AS s`;
    },
    { timeout: 600_000 },
  );
}

async function count(table: string): Promise<number> {
  const [row] = await db().$queryRawUnsafe<{ n: number }[]>(
    `SELECT count(*)::int AS n FROM ${table}`,
  );
  return row?.n ?? 0;
}
