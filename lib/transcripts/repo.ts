import { db, type Prisma, type Tx } from "@/lib/platform/db";

const PERSON = {
  id: true,
  userId: true,
  name: true,
  colour: true,
  role: true,
  actingHostSince: true,
  recording: true,
} as const;

/**
 * Whose clips count. The doors of recording only take audio from those who agreed; this keeps out
 * whoever took it back since. Speakers of imported recordings were never asked here.
 */
const RECORDED = {
  recording: { notIn: ["declined", "withdrawn"] },
} satisfies Prisma.ParticipantWhereInput;

/**
 * Everything heard in a meeting, clip by clip.
 */
export const findHeard = (meetingId: string) =>
  db().clip.findMany({
    where: {
      state: "done",
      track: { meetingId, participant: RECORDED },
    },
    select: {
      id: true,
      startedAtMs: true,
      track: { select: { participantId: true } },
      utterances: { select: { startMs: true, endMs: true, text: true, confidence: true } },
    },
  });

/** Clips that could not be read, in order of time. */
export const findFailedClips = (meetingId: string) =>
  db().clip.findMany({
    where: {
      state: "failed",
      track: { meetingId, participant: RECORDED },
    },
    select: {
      startedAtMs: true,
      endedAtMs: true,
      track: { select: { participant: { select: { id: true, name: true } } } },
    },
    orderBy: { startedAtMs: "asc" },
  });

export const findStart = (meetingId: string) =>
  db().meeting.findUnique({ where: { id: meetingId }, select: { startedAt: true } });

export const findSegments = (meetingId: string) =>
  db().segment.findMany({
    where: { meetingId },
    omit: { meetingId: true },
    orderBy: { position: "asc" },
  });

export const findSegment = (meetingId: string, id: string) =>
  db().segment.findFirst({
    where: { id, meetingId },
    select: { participantId: true, startMs: true, endMs: true },
  });

/** Those who were in the meeting or have words in it, by order of arrival. */
export const findPeople = (meetingId: string) =>
  db().participant.findMany({
    where: { meetingId, OR: [{ joinedAt: { not: null } }, { segments: { some: {} } }] },
    select: PERSON,
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });

export type SegmentRow = Awaited<ReturnType<typeof findSegments>>[number];

/**
 * Replaces a meeting's segments in one transaction.
 * @param build gets the present segments and answers the wanted ones, or null to leave all as it is
 * @returns the segments that stand afterwards
 */
export function replaceSegments(
  meetingId: string,
  build: (present: SegmentRow[]) => SegmentRow[] | null,
): Promise<SegmentRow[]> {
  return db().$transaction(
    async (tx: Tx) => {
      // Two runs at once would collide on positions; the second waits and finds nothing to do.
      await tx.$executeRaw`SELECT 1 FROM "Meeting" WHERE id = ${meetingId}::uuid FOR UPDATE`;
      const present = await tx.segment.findMany({
        where: { meetingId },
        omit: { meetingId: true },
        orderBy: { position: "asc" },
      });
      const wanted = build(present);
      if (!wanted) return present;
      await tx.segment.deleteMany({ where: { meetingId } });
      await tx.segment.createMany({ data: wanted.map((row) => ({ ...row, meetingId })) });
      return wanted;
    },
    { timeout: 60_000 },
  );
}

/** Writes what the words of lines say; a line that is gone meanwhile is left out. */
export async function saveEmotions(
  rows: readonly { id: string; emotion: string; emotionScore: number }[],
): Promise<void> {
  await db().$executeRaw`
    UPDATE "Segment" s SET "emotion" = r."emotion", "emotionScore" = r."emotionScore"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r("id" uuid, "emotion" text, "emotionScore" double precision)
    WHERE s."id" = r."id"`;
}
