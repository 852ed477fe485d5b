-- CreateTable
CREATE TABLE "LlmUsage" (
    "id" UUID NOT NULL,
    "userId" UUID,
    "meetingId" UUID,
    "purpose" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "promptTokens" INTEGER NOT NULL,
    "completionTokens" INTEGER NOT NULL,
    "costMicros" BIGINT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "LlmUsage_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "LlmUsage_at_idx" ON "LlmUsage"("at");

-- CreateIndex
CREATE INDEX "LlmUsage_userId_at_idx" ON "LlmUsage"("userId", "at");

-- CreateIndex
CREATE INDEX "LlmUsage_meetingId_idx" ON "LlmUsage"("meetingId");

-- AddForeignKey
ALTER TABLE "LlmUsage" ADD CONSTRAINT "LlmUsage_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LlmUsage" ADD CONSTRAINT "LlmUsage_meetingId_fkey" FOREIGN KEY ("meetingId") REFERENCES "Meeting"("id") ON DELETE SET NULL ON UPDATE CASCADE;
