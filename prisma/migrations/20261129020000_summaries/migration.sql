ALTER TABLE "Summary"
  ADD COLUMN "template" TEXT NOT NULL DEFAULT 'general',
  ADD COLUMN "language" TEXT NOT NULL DEFAULT 'en',
  ADD COLUMN "model" TEXT,
  ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1,
  ADD COLUMN "dropped" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "notice" TEXT,
  ADD COLUMN "contentHash" TEXT NOT NULL DEFAULT '';

-- Sentences written before had no ids of their own.
UPDATE "Summary" SET "body" = "body" || (
  SELECT coalesce(jsonb_object_agg(section, (
    SELECT coalesce(
      jsonb_agg(jsonb_build_object('id', section || '-' || n) || sentence ORDER BY n), '[]')
    FROM jsonb_array_elements("body" -> section) WITH ORDINALITY AS each(sentence, n))), '{}')
  FROM unnest(ARRAY['overview', 'keyPoints', 'decisions', 'actionItems']) AS section
  WHERE jsonb_typeof("body" -> section) = 'array');

CREATE TABLE "SummaryRewrite" (
  "id" UUID NOT NULL,
  "meetingId" UUID NOT NULL,
  "askedBy" UUID,
  "template" TEXT NOT NULL,
  "instructions" TEXT NOT NULL DEFAULT '',
  "language" TEXT,
  "state" "WorkState" NOT NULL DEFAULT 'queued',
  "progress" DOUBLE PRECISION NOT NULL DEFAULT 0,
  "message" TEXT,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "waitUntil" TIMESTAMPTZ(3),
  "notes" JSONB,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "startedAt" TIMESTAMPTZ(3),
  "finishedAt" TIMESTAMPTZ(3),
  "updatedAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "SummaryRewrite_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "SummaryRewrite_meetingId_key" ON "SummaryRewrite"("meetingId");
CREATE INDEX "SummaryRewrite_state_updatedAt_idx" ON "SummaryRewrite"("state", "updatedAt");
ALTER TABLE "SummaryRewrite" ADD CONSTRAINT "SummaryRewrite_meetingId_fkey"
  FOREIGN KEY ("meetingId") REFERENCES "Meeting"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "SummaryEdit" (
  "id" UUID NOT NULL,
  "meetingId" UUID NOT NULL,
  "userId" UUID,
  "section" TEXT NOT NULL,
  "group" TEXT,
  "sentenceId" TEXT NOT NULL,
  "before" JSONB,
  "after" JSONB,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "SummaryEdit_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "SummaryEdit_meetingId_at_idx" ON "SummaryEdit"("meetingId", "at");
ALTER TABLE "SummaryEdit" ADD CONSTRAINT "SummaryEdit_meetingId_fkey"
  FOREIGN KEY ("meetingId") REFERENCES "Meeting"("id") ON DELETE CASCADE ON UPDATE CASCADE;
