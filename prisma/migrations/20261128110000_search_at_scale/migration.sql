-- How large a meeting's index is and which model made it, so that a search knows what is in reach
-- without counting chunks.
ALTER TABLE "Meeting"
  ADD COLUMN "indexChunks" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "indexModel" TEXT;
UPDATE "Meeting" m SET "indexChunks" = c.chunks, "indexModel" = c.model
FROM (
  SELECT "meetingId", count(*) AS chunks, min("modelId") AS model FROM "Chunk" GROUP BY "meetingId"
) c
WHERE c."meetingId" = m."id";
CREATE INDEX "Meeting_indexModel_idx" ON "Meeting" ("indexModel");

-- Candidates by meaning on large instances, an index per embedding model. Half precision halves it
-- and changes no order that matters; exact scores are computed from the full vectors afterwards.
-- The predicate also keeps them out of Prisma's sight, which would drop a plain one.
CREATE INDEX "Chunk_near_use_lite_idx" ON "Chunk"
  USING hnsw (("embedding"::halfvec(512)) halfvec_ip_ops) WHERE "modelId" = 'use-lite-en';
CREATE INDEX "Chunk_near_minilm_idx" ON "Chunk"
  USING hnsw (("embedding"::halfvec(384)) halfvec_ip_ops) WHERE "modelId" = 'all-minilm-l6-v2';
CREATE INDEX "Chunk_near_nomic_idx" ON "Chunk"
  USING hnsw (("embedding"::halfvec(512)) halfvec_ip_ops) WHERE "modelId" = 'nomic-embed-text-v1.5';

-- A search chooses the words it looks up by how common they are; by default Postgres remembers a
-- thousand.
ALTER TABLE "Chunk" ALTER COLUMN "lexemes" SET STATISTICS 300;
