-- CreateEnum
CREATE TYPE "EmotionVisibility" AS ENUM ('host', 'self', 'aggregate');

-- AlterTable
ALTER TABLE "Meeting" ADD COLUMN     "emotion" "EmotionVisibility";

-- AlterTable
ALTER TABLE "Participant" ADD COLUMN     "face" "ConsentState" NOT NULL DEFAULT 'unasked',
ADD COLUMN     "voice" "ConsentState" NOT NULL DEFAULT 'unasked';

-- AlterTable
ALTER TABLE "Segment" ADD COLUMN     "emotionScore" DOUBLE PRECISION;

-- CreateTable
CREATE TABLE "EmotionSample" (
    "meetingId" UUID NOT NULL,
    "participantId" UUID NOT NULL,
    "atMs" INTEGER NOT NULL,
    "mode" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "score" DOUBLE PRECISION NOT NULL,
    "scores" DOUBLE PRECISION[],
    "anomalyFace" TEXT,
    "anomalyVoice" TEXT,
    "visibility" "EmotionVisibility" NOT NULL,

    CONSTRAINT "EmotionSample_pkey" PRIMARY KEY ("participantId","atMs")
);

-- CreateTable
CREATE TABLE "InstanceSetting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedBy" UUID,

    CONSTRAINT "InstanceSetting_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "EmotionSample_meetingId_atMs_idx" ON "EmotionSample"("meetingId", "atMs");

-- AddForeignKey
ALTER TABLE "EmotionSample" ADD CONSTRAINT "EmotionSample_meetingId_fkey" FOREIGN KEY ("meetingId") REFERENCES "Meeting"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EmotionSample" ADD CONSTRAINT "EmotionSample_participantId_fkey" FOREIGN KEY ("participantId") REFERENCES "Participant"("id") ON DELETE CASCADE ON UPDATE CASCADE;
