-- What search needs of the database beyond what the Prisma schema can say. The first statement
-- belongs at the top of the first migration, the others after its tables. Keep them in step with
-- the models Segment, Chunk and ChunkWindow.

CREATE EXTENSION IF NOT EXISTS vector;

-- A plain column cannot become a generated one, so it is made anew (its index goes with it).
-- Segments: the words as written ('simple': names, numbers, stop words, prefixes while typing) and
-- their stems ('english'). Chunks: stems alone, which ranking counts.
ALTER TABLE "Segment"
  DROP COLUMN IF EXISTS "lexemes",
  ADD COLUMN "lexemes" tsvector GENERATED ALWAYS AS (
    to_tsvector('simple', "text") || to_tsvector('english', "text")
  ) STORED;
CREATE INDEX "Segment_lexemes_idx" ON "Segment" USING GIN ("lexemes");

ALTER TABLE "Chunk"
  DROP COLUMN IF EXISTS "lexemes",
  ADD COLUMN "lexemes" tsvector GENERATED ALWAYS AS (to_tsvector('english', "text")) STORED;
CREATE INDEX "Chunk_lexemes_idx" ON "Chunk" USING GIN ("lexemes");

-- Vectors stay in the row instead of a side table: exact search reads every one of them.
ALTER TABLE "Chunk" ALTER COLUMN "embedding" SET STORAGE MAIN;
ALTER TABLE "ChunkWindow" ALTER COLUMN "embedding" SET STORAGE MAIN;
