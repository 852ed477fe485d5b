import { db, type Prisma } from "@/lib/platform/db";

const MEETING = {
  id: true,
  code: true,
  title: true,
  hostId: true,
  language: true,
  createdAt: true,
  startedAt: true,
  endedAt: true,
  revision: true,
  lobby: true,
  lockedAt: true,
} as const satisfies Prisma.MeetingSelect;

export type MeetingRow = Prisma.MeetingGetPayload<{ select: typeof MEETING }>;

const PERSON = {
  id: true,
  userId: true,
  name: true,
  colour: true,
  role: true,
  actingHostSince: true,
  recording: true,
  joinedAt: true,
} as const satisfies Prisma.ParticipantSelect;

const LISTED = {
  ...MEETING,
  host: { select: { name: true } },
  participants: {
    select: PERSON,
    where: { joinedAt: { not: null } },
    orderBy: { createdAt: "asc" },
  },
  steps: { orderBy: { order: "asc" } },
  summary: { select: { body: true } },
  recordings: { select: { id: true }, where: { stoppedAt: null } },
  _count: { select: { segments: true } },
} as const satisfies Prisma.MeetingSelect;

export type ListedMeeting = Prisma.MeetingGetPayload<{ select: typeof LISTED }>;
export type ParticipantRow = Prisma.ParticipantGetPayload<object>;

export const insertMeeting = (data: {
  code: string;
  title: string;
  hostId: string;
  hostSecretHash: string;
  startedAt?: Date;
}) => db().meeting.create({ data, select: MEETING });

export const findMeeting = (id: string) =>
  db().meeting.findUnique({ where: { id }, select: MEETING });

/** A meeting, and whether this account attended it. */
export async function findMeetingFor(meetingId: string, userId: string) {
  const row = await db().meeting.findUnique({
    where: { id: meetingId },
    select: {
      ...MEETING,
      participants: { where: { userId, joinedAt: { not: null } }, select: { id: true } },
    },
  });
  if (!row) return null;
  const { participants, ...meeting } = row;
  return { meeting, attended: participants.length > 0 };
}

export const findMeetingByCode = (code: string) =>
  db().meeting.findUnique({
    where: { code },
    select: { ...MEETING, hostSecretHash: true, host: { select: { name: true } } },
  });

export const findListed = (id: string) =>
  db().meeting.findUnique({ where: { id }, select: LISTED });

/** Meetings this account hosts or attended, newest first, from after the cursor. */
export const listFor = (userId: string, cursor: string | undefined, limit: number) =>
  db().meeting.findMany({
    where: {
      OR: [{ hostId: userId }, { participants: { some: { userId, joinedAt: { not: null } } } }],
    },
    select: LISTED,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
    ...(cursor && { cursor: { id: cursor }, skip: 1 }),
  });

/** Everybody to tell when a meeting changed: its host and those who attended with an account. */
export async function readersOf(meetingId: string): Promise<string[]> {
  const row = await db().meeting.findUnique({
    where: { id: meetingId },
    select: {
      hostId: true,
      participants: { where: { userId: { not: null } }, select: { userId: true } },
    },
  });
  if (!row) return [];
  const attendees = row.participants.flatMap((p) => (p.userId ? [p.userId] : []));
  return [...new Set([row.hostId, ...attendees])];
}

export const findParticipant = (id: string) =>
  db().participant.findUnique({ where: { id }, include: { meeting: { select: MEETING } } });

/** An account's seat in a meeting, made if need be; colours go round by order of arrival. */
export async function upsertSeat(input: {
  meetingId: string;
  userId: string | null;
  name: string;
  /** What a new seat is. */
  isHost: boolean;
  /** A known seat becomes the host's too; otherwise it keeps the role it was given in the room. */
  claimsHost: boolean;
}): Promise<ParticipantRow> {
  const { meetingId, userId, name, isHost, claimsHost } = input;
  return db().$transaction(async (tx) => {
    // One at a time per meeting, so that colours stay apart and a double click makes one seat.
    await tx.$executeRaw`SELECT 1 FROM "Meeting" WHERE id = ${meetingId}::uuid FOR UPDATE`;
    const known = userId
      ? await tx.participant.findUnique({ where: { meetingId_userId: { meetingId, userId } } })
      : null;
    if (known)
      return tx.participant.update({
        where: { id: known.id },
        data: { name, ...(claimsHost && { role: "host" }) },
      });
    const seats = await tx.participant.count({ where: { meetingId } });
    return tx.participant.create({
      data: {
        meetingId,
        userId,
        name,
        role: isHost ? "host" : "participant",
        colour: (seats % 8) + 1,
      },
    });
  });
}

/** Renames a guest's seat; a host stays one. */
export const renameSeat = (id: string, data: { name: string; role?: "host" }) =>
  db().participant.update({ where: { id }, data });

/** First entry starts the meeting clock. */
export async function enter(meetingId: string, participantId: string, at: Date): Promise<Date> {
  await db().meeting.updateMany({
    where: { id: meetingId, startedAt: null },
    data: { startedAt: at },
  });
  await db().participant.updateMany({
    where: { id: participantId, joinedAt: null },
    data: { joinedAt: at },
  });
  await db().participant.update({ where: { id: participantId }, data: { leftAt: null } });
  const row = await db().meeting.findUniqueOrThrow({
    where: { id: meetingId },
    select: { startedAt: true },
  });
  return row.startedAt ?? at;
}

export const markLeftAt = (participantId: string, at: Date) =>
  db().participant.updateMany({ where: { id: participantId }, data: { leftAt: at } });

/**
 * Ids of meetings that have begun in a room and not ended. One being imported began, by its clock,
 * before it was made.
 */
export const ongoingIds = async (): Promise<string[]> =>
  (
    await db().meeting.findMany({
      where: { startedAt: { gt: db().meeting.fields.createdAt }, endedAt: null },
      select: { id: true },
    })
  ).map((meeting) => meeting.id);

/** Ends a meeting once; true for the call that did it. Running recordings stop with it. */
export const markEnded = (meetingId: string, at: Date): Promise<boolean> =>
  db().$transaction(async (tx) => {
    const { count } = await tx.meeting.updateMany({
      where: { id: meetingId, endedAt: null },
      data: { endedAt: at },
    });
    await tx.recordingPeriod.updateMany({
      where: { meetingId, stoppedAt: null },
      data: { stoppedAt: at },
    });
    return count === 1;
  });

const SEAT = {
  id: true,
  meetingId: true,
  userId: true,
  name: true,
  role: true,
  actingHostSince: true,
  joinedAt: true,
  leftAt: true,
  admittedAt: true,
  deniedAt: true,
  removedAt: true,
} as const satisfies Prisma.ParticipantSelect;

/** What decides on somebody's way in and on what they may do inside. */
export type SeatRow = Prisma.ParticipantGetPayload<{ select: typeof SEAT }>;

export const findSeats = (ids: readonly string[]): Promise<SeatRow[]> =>
  db().participant.findMany({ where: { id: { in: [...ids] } }, select: SEAT });

export const findSeatOfUser = (meetingId: string, userId: string): Promise<SeatRow | null> =>
  db().participant.findUnique({
    where: { meetingId_userId: { meetingId, userId } },
    select: SEAT,
  });

/** The seats that decide who is the host: these, and everybody who has been or stands in for one. */
export const findForHosting = (meetingId: string, present: readonly string[]): Promise<SeatRow[]> =>
  db().participant.findMany({
    where: {
      meetingId,
      OR: [
        { id: { in: [...present] } },
        { role: "host", joinedAt: { not: null } },
        { actingHostSince: { not: null } },
      ],
    },
    select: SEAT,
  });

export const updateMeeting = (
  id: string,
  data: { lobby?: MeetingRow["lobby"]; lockedAt?: Date | null },
): Promise<MeetingRow> => db().meeting.update({ where: { id }, data, select: MEETING });

type SeatChange = Pick<
  Prisma.ParticipantUncheckedUpdateManyInput,
  "role" | "actingHostSince" | "admittedAt" | "deniedAt" | "removedAt"
>;

/** Changes seats of one meeting; ids of other meetings are left alone. Yields how many changed. */
export const updateSeats = async (
  meetingId: string,
  ids: readonly string[],
  data: SeatChange,
): Promise<number> =>
  (await db().participant.updateMany({ where: { meetingId, id: { in: [...ids] } }, data })).count;

/** One seat becomes the stand-in for an absent host, nobody (null) or one instead of all others. */
export const setActingHost = (meetingId: string, id: string | null, at: Date): Promise<void> =>
  db().$transaction(async (tx) => {
    await tx.participant.updateMany({
      where: { meetingId, actingHostSince: { not: null }, ...(id && { id: { not: id } }) },
      data: { actingHostSince: null },
    });
    if (id) await tx.participant.update({ where: { id }, data: { actingHostSince: at } });
  });

/** The role passes for good: the new host, and the old one as a co-host. Nobody stands in any more. */
export const passRole = (meetingId: string, from: string, to: string): Promise<void> =>
  db().$transaction(async (tx) => {
    await tx.participant.updateMany({
      where: { meetingId, actingHostSince: { not: null } },
      data: { actingHostSince: null },
    });
    await tx.participant.update({ where: { id: from }, data: { role: "cohost" } });
    await tx.participant.update({ where: { id: to }, data: { role: "host" } });
  });
