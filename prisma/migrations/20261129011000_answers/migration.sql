-- CreateEnum
CREATE TYPE "AskTurnState" AS ENUM ('running', 'done', 'stopped', 'failed');

-- CreateTable
CREATE TABLE "AskSession" (
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "meetingId" UUID,
    "title" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AskSession_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AskTurn" (
    "id" UUID NOT NULL,
    "sessionId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "question" TEXT NOT NULL,
    "standalone" TEXT,
    "state" "AskTurnState" NOT NULL DEFAULT 'running',
    "mode" TEXT,
    "outcome" TEXT,
    "dropped" INTEGER NOT NULL DEFAULT 0,
    "notice" TEXT,
    "model" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AskTurn_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AskSentence" (
    "id" UUID NOT NULL,
    "turnId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "AskSentence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AskCitation" (
    "sentenceId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "meetingId" UUID NOT NULL,
    "segmentId" UUID NOT NULL,
    "participantId" UUID NOT NULL,
    "startMs" INTEGER NOT NULL,

    CONSTRAINT "AskCitation_pkey" PRIMARY KEY ("sentenceId","position")
);

-- CreateIndex
CREATE INDEX "AskSession_userId_updatedAt_id_idx" ON "AskSession"("userId", "updatedAt" DESC, "id");

-- CreateIndex
CREATE INDEX "AskSession_meetingId_idx" ON "AskSession"("meetingId");

-- CreateIndex
CREATE UNIQUE INDEX "AskTurn_sessionId_position_key" ON "AskTurn"("sessionId", "position");

-- CreateIndex
CREATE UNIQUE INDEX "AskSentence_turnId_position_key" ON "AskSentence"("turnId", "position");

-- CreateIndex
CREATE INDEX "AskCitation_meetingId_idx" ON "AskCitation"("meetingId");

-- CreateIndex
CREATE INDEX "AskCitation_participantId_idx" ON "AskCitation"("participantId");

-- AddForeignKey
ALTER TABLE "AskSession" ADD CONSTRAINT "AskSession_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AskSession" ADD CONSTRAINT "AskSession_meetingId_fkey" FOREIGN KEY ("meetingId") REFERENCES "Meeting"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AskTurn" ADD CONSTRAINT "AskTurn_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "AskSession"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AskSentence" ADD CONSTRAINT "AskSentence_turnId_fkey" FOREIGN KEY ("turnId") REFERENCES "AskTurn"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AskCitation" ADD CONSTRAINT "AskCitation_sentenceId_fkey" FOREIGN KEY ("sentenceId") REFERENCES "AskSentence"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AskCitation" ADD CONSTRAINT "AskCitation_meetingId_fkey" FOREIGN KEY ("meetingId") REFERENCES "Meeting"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- A sentence says what the lines it cites say: it goes when one of them has to. So does the wording
-- of follow-ups in that conversation, which may repeat it.
CREATE FUNCTION parley_forget_answers(gone_meeting uuid, gone_participant uuid) RETURNS void
LANGUAGE sql AS $$
  WITH cited AS (
    SELECT DISTINCT s."id", t."sessionId"
    FROM "AskCitation" c
    JOIN "AskSentence" s ON s."id" = c."sentenceId"
    JOIN "AskTurn" t ON t."id" = s."turnId"
    WHERE c."meetingId" = gone_meeting OR c."participantId" = gone_participant
  ), reworded AS (
    UPDATE "AskTurn" SET "standalone" = NULL
    WHERE "sessionId" IN (SELECT "sessionId" FROM cited)
  )
  DELETE FROM "AskSentence" WHERE "id" IN (SELECT "id" FROM cited);
$$;

CREATE FUNCTION parley_forget_meeting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM parley_forget_answers(OLD."id", NULL);
  RETURN OLD;
END $$;

CREATE TRIGGER "Meeting_forget_answers" BEFORE DELETE ON "Meeting"
  FOR EACH ROW EXECUTE FUNCTION parley_forget_meeting();

CREATE FUNCTION parley_forget_participant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM parley_forget_answers(NULL, NEW."id");
  RETURN NEW;
END $$;

CREATE TRIGGER "Participant_forget_answers" AFTER UPDATE OF "recording" ON "Participant"
  FOR EACH ROW WHEN (NEW."recording" IN ('declined', 'withdrawn') AND OLD."recording" <> NEW."recording")
  EXECUTE FUNCTION parley_forget_participant();
