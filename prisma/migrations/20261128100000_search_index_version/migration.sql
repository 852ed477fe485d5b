-- Rises in the transaction of every change of a meeting's search index, so that whoever keeps
-- something computed from it sees that it changed.
ALTER TABLE "Meeting" ADD COLUMN "indexVersion" INTEGER NOT NULL DEFAULT 0;
