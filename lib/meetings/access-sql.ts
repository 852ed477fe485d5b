import { Prisma } from "@/lib/platform/db";

/**
 * The rule "who may read a meeting" as a condition, for queries that go over many meetings at once:
 * its host, and those who attended with an account. `authorizeMeeting` is the same rule for one
 * meeting; change both together.
 *
 * @param meetingId the SQL of the column (uuid) the condition is about
 */
export function readableBy({
  userId,
  meetingId,
}: {
  userId: string;
  meetingId: Prisma.Sql;
}): Prisma.Sql {
  return Prisma.sql`${meetingId} IN (
    SELECT m."id" FROM "Meeting" m WHERE m."hostId" = ${userId}::uuid
    UNION
    SELECT p."meetingId" FROM "Participant" p
    WHERE p."userId" = ${userId}::uuid AND p."joinedAt" IS NOT NULL
  )`;
}
