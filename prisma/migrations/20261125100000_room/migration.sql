-- CreateEnum
CREATE TYPE "LobbyMode" AS ENUM ('off', 'guests', 'everyone');

-- CreateEnum
CREATE TYPE "RoomRole" AS ENUM ('host', 'cohost', 'participant');

-- AlterTable
ALTER TABLE "Meeting" ADD COLUMN "chatVersion" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "lobby" "LobbyMode" NOT NULL DEFAULT 'off',
ADD COLUMN "lockedAt" TIMESTAMPTZ(3);

-- AlterTable: who was a host stays one
ALTER TABLE "Participant" ADD COLUMN "role" "RoomRole" NOT NULL DEFAULT 'participant',
ADD COLUMN "actingHostSince" TIMESTAMPTZ(3),
ADD COLUMN "admittedAt" TIMESTAMPTZ(3),
ADD COLUMN "deniedAt" TIMESTAMPTZ(3),
ADD COLUMN "removedAt" TIMESTAMPTZ(3);
UPDATE "Participant" SET "role" = 'host' WHERE "isHost";
ALTER TABLE "Participant" DROP COLUMN "isHost";

-- CreateTable
CREATE TABLE "ChatMessage" (
    "id" UUID NOT NULL,
    "meetingId" UUID NOT NULL,
    "participantId" UUID NOT NULL,
    "clientId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "editedAt" TIMESTAMPTZ(3),
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ChatMessage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ChatReaction" (
    "messageId" UUID NOT NULL,
    "participantId" UUID NOT NULL,
    "emoji" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ChatReaction_pkey" PRIMARY KEY ("messageId","participantId","emoji")
);

-- CreateIndex
CREATE INDEX "ChatMessage_meetingId_version_idx" ON "ChatMessage"("meetingId", "version");

-- CreateIndex
CREATE UNIQUE INDEX "ChatMessage_participantId_clientId_key" ON "ChatMessage"("participantId", "clientId");

-- CreateIndex
CREATE UNIQUE INDEX "ChatMessage_meetingId_position_key" ON "ChatMessage"("meetingId", "position");

-- CreateIndex
CREATE INDEX "ChatReaction_participantId_idx" ON "ChatReaction"("participantId");

-- AddForeignKey
ALTER TABLE "ChatMessage" ADD CONSTRAINT "ChatMessage_meetingId_fkey" FOREIGN KEY ("meetingId") REFERENCES "Meeting"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChatMessage" ADD CONSTRAINT "ChatMessage_participantId_fkey" FOREIGN KEY ("participantId") REFERENCES "Participant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChatReaction" ADD CONSTRAINT "ChatReaction_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "ChatMessage"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChatReaction" ADD CONSTRAINT "ChatReaction_participantId_fkey" FOREIGN KEY ("participantId") REFERENCES "Participant"("id") ON DELETE CASCADE ON UPDATE CASCADE;
