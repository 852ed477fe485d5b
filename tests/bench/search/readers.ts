import { db } from "@/lib/platform/db";

/** Gives somebody a seat in meetings from all over the instance, until they may read so many chunks. */
export async function joinMeetings(userId: string, chunks: number): Promise<string> {
  await db().$executeRaw`
    INSERT INTO "Participant" ("id", "meetingId", "userId", "name", "colour", "joinedAt")
    SELECT gen_random_uuid(), "id", ${userId}::uuid, 'Reader', 2, now()
    FROM (
      SELECT "id", sum("indexChunks") OVER (ORDER BY md5("id"::text)) AS so_far FROM "Meeting"
    ) m
    WHERE so_far <= ${chunks}`;
  return userId;
}
