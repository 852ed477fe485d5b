import { readableBy } from "@/lib/meetings/access-sql";
import { db, Prisma, type Tx } from "@/lib/platform/db";

/** A line of a transcript with what is told of it. */
export interface Line {
  segmentId: string;
  participantId: string;
  meetingId: string;
  meetingTitle: string;
  meetingStartedAt: Date | null;
  position: number;
  startMs: number;
  endMs: number;
  speaker: string;
  colour: number;
  text: string;
}

const LINE = Prisma.sql`s."id" AS "segmentId", s."participantId", s."meetingId",
  m."title" AS "meetingTitle", m."startedAt" AS "meetingStartedAt", s."position", s."startMs",
  s."endMs", p."name" AS "speaker", p."colour", s."text"`;

const WITH_NAMES = Prisma.sql`JOIN "Meeting" m ON m."id" = s."meetingId"
  JOIN "Participant" p ON p."id" = s."participantId"`;

/** A stretch of a meeting by positions, both included. */
export interface Span {
  meetingId: string;
  from: number;
  to: number;
}

/** The lines of stretches, as far as the viewer may read them, in the order of their meetings. */
export const findLines = (viewerId: string, spans: readonly Span[]): Promise<Line[]> =>
  db().$queryRaw<Line[]>`
    SELECT DISTINCT ON (s."meetingId", s."position") ${LINE}
    FROM unnest(
      ${spans.map((span) => span.meetingId)}::uuid[],
      ${spans.map((span) => span.from)}::int[],
      ${spans.map((span) => span.to)}::int[]
    ) AS v("meetingId", "from", "to")
    JOIN "Segment" s ON s."meetingId" = v."meetingId" AND s."position" BETWEEN v."from" AND v."to"
    ${WITH_NAMES}
    WHERE ${readableBy({ userId: viewerId, meetingId: Prisma.sql`s."meetingId"` })}
    ORDER BY s."meetingId", s."position"`;

/** Where a sentence comes from, as it is stored. */
export interface Citation {
  meetingId: string;
  segmentId: string;
  participantId: string;
  startMs: number;
}

/** A line that was made again is found by speaker and time, if it moved no further, milliseconds. */
const MOVED_MS = 2_000;

/**
 * The lines behind citations, one per citation, in order. Null for a line the viewer may not, or no
 * longer, read, and for one that is gone.
 */
export async function findCited(
  viewerId: string,
  citations: readonly Citation[],
): Promise<(Line | null)[]> {
  if (citations.length === 0) return [];
  const rows = await db().$queryRaw<(Line & { number: number })[]>`
    SELECT v."number"::int AS "number", ${LINE}
    FROM unnest(
      ${citations.map((citation) => citation.meetingId)}::uuid[],
      ${citations.map((citation) => citation.segmentId)}::uuid[],
      ${citations.map((citation) => citation.participantId)}::uuid[],
      ${citations.map((citation) => citation.startMs)}::int[]
    ) WITH ORDINALITY AS v("meetingId", "segmentId", "participantId", "startMs", "number")
    JOIN LATERAL (
      SELECT * FROM "Segment" c
      WHERE c."meetingId" = v."meetingId" AND c."participantId" = v."participantId"
        AND (c."id" = v."segmentId" OR (
          v."startMs" BETWEEN c."startMs" - ${MOVED_MS} AND greatest(c."endMs", c."startMs" + ${MOVED_MS})))
      ORDER BY (c."id" = v."segmentId") DESC, abs(c."startMs" - v."startMs")
      LIMIT 1
    ) s ON true
    ${WITH_NAMES}
    WHERE ${readableBy({ userId: viewerId, meetingId: Prisma.sql`v."meetingId"` })}`;
  const byNumber = new Map(rows.map(({ number, ...line }) => [number, line]));
  return citations.map((_, index) => byNumber.get(index + 1) ?? null);
}

/** Whether the meeting is (still) among those the viewer may read; its title if so. */
export async function readableTitle(viewerId: string, meetingId: string): Promise<string | null> {
  const [row] = await db().$queryRaw<{ title: string }[]>`
    SELECT m."title" FROM "Meeting" m
    WHERE m."id" = ${meetingId}::uuid
      AND ${readableBy({ userId: viewerId, meetingId: Prisma.sql`m."id"` })}`;
  return row?.title ?? null;
}

const SENTENCES = {
  sentences: {
    orderBy: { position: "asc" },
    include: { citations: { orderBy: { position: "asc" } } },
  },
} satisfies Prisma.AskTurnInclude;

export type TurnRow = Prisma.AskTurnGetPayload<{ include: typeof SENTENCES }>;

/** A person's own session; null when it is not theirs or not there. */
export const findSession = (id: string, userId: string) =>
  db().askSession.findFirst({ where: { id, userId } });

export const findTurns = (sessionId: string): Promise<TurnRow[]> =>
  db().askTurn.findMany({ where: { sessionId }, orderBy: { position: "asc" }, include: SENTENCES });

/** A page of a person's sessions that have a turn, newest first, with one row more than asked for. */
export const pageOfSessions = (input: {
  userId: string;
  meetingId?: string | undefined;
  cursor?: string | undefined;
  take: number;
}) =>
  db().$queryRaw<
    {
      id: string;
      title: string;
      meetingId: string | null;
      meetingTitle: string | null;
      turns: number;
      updatedAt: Date;
    }[]
  >`
    SELECT a."id", a."title", a."meetingId", m."title" AS "meetingTitle", a."updatedAt",
      (SELECT count(*)::int FROM "AskTurn" t WHERE t."sessionId" = a."id") AS "turns"
    FROM "AskSession" a
    LEFT JOIN "Meeting" m ON m."id" = a."meetingId"
      AND ${readableBy({ userId: input.userId, meetingId: Prisma.sql`m."id"` })}
    WHERE a."userId" = ${input.userId}::uuid
      AND (${input.meetingId ?? null}::uuid IS NULL OR a."meetingId" = ${input.meetingId ?? null}::uuid)
      AND (${input.cursor ?? null}::uuid IS NULL OR (a."updatedAt", a."id") < (
        SELECT c."updatedAt", c."id" FROM "AskSession" c WHERE c."id" = ${input.cursor ?? null}::uuid))
    ORDER BY a."updatedAt" DESC, a."id" DESC
    LIMIT ${input.take + 1}`;

export const removeSession = async (id: string, userId: string): Promise<boolean> =>
  (await db().askSession.deleteMany({ where: { id, userId } })).count > 0;

/**
 * Opens a turn at the session's end, in a new session when none is given. One at a time per person,
 * so that questions asked together are counted and each gets a place of its own.
 * @returns `busy` when so many are being answered already; `gone` when the session was deleted
 */
export function openTurn(input: {
  userId: string;
  sessionId: string | null;
  meetingId: string | null;
  question: string;
  atMost: number;
  /** Turns without a sign of life since then do not count. */
  aliveSince: Date;
}): Promise<{ sessionId: string; turnId: string } | "busy" | "gone"> {
  return db().$transaction(async (tx) => {
    await tx.$executeRaw`SELECT 1 FROM "User" WHERE "id" = ${input.userId}::uuid FOR NO KEY UPDATE`;
    const running = await tx.askTurn.count({
      where: {
        state: "running",
        updatedAt: { gte: input.aliveSince },
        session: { userId: input.userId },
      },
    });
    if (running >= input.atMost) return "busy";
    const sessionId = await sessionFor(tx, input);
    if (!sessionId) return "gone";
    const last = await tx.askTurn.aggregate({ where: { sessionId }, _max: { position: true } });
    const { id: turnId } = await tx.askTurn.create({
      data: { sessionId, position: (last._max.position ?? -1) + 1, question: input.question },
      select: { id: true },
    });
    return { sessionId, turnId };
  });
}

async function sessionFor(
  tx: Tx,
  input: { userId: string; sessionId: string | null; meetingId: string | null; question: string },
): Promise<string | null> {
  const { userId, sessionId, meetingId, question } = input;
  if (!sessionId) {
    const data = { userId, meetingId, title: question };
    return (await tx.askSession.create({ data, select: { id: true } })).id;
  }
  const { count } = await tx.askSession.updateMany({
    where: { id: sessionId, userId },
    data: { updatedAt: new Date() },
  });
  return count > 0 ? sessionId : null;
}

/** A sign of life of a running turn. */
export const touchTurn = (id: string) =>
  db().askTurn.updateMany({ where: { id, state: "running" }, data: { updatedAt: new Date() } });

export interface FinishedTurn {
  state: "done" | "stopped" | "failed";
  standalone: string | null;
  mode: string | null;
  outcome: string | null;
  dropped: number;
  notice: string | null;
  model: string | null;
  sentences: { text: string; citations: Citation[] }[];
}

/** Stores an answer as a whole, or nothing of it. False when the turn is no longer running. */
export function finishTurn(id: string, turn: FinishedTurn): Promise<boolean> {
  const { sentences, ...data } = turn;
  return db().$transaction(async (tx) => {
    const { count } = await tx.askTurn.updateMany({
      where: { id, state: "running" },
      data: { ...data, updatedAt: new Date() },
    });
    if (count === 0) return false;
    for (const [position, { text, citations }] of sentences.entries()) {
      const cited = citations.map((citation, at) => ({ ...citation, position: at }));
      await tx.askSentence.create({
        data: { turnId: id, position, text, citations: { createMany: { data: cited } } },
      });
    }
    return true;
  });
}

/** Gives up turns whose process is gone. */
export const failStale = (sessionId: string, before: Date, notice: string) =>
  db().askTurn.updateMany({
    where: { sessionId, state: "running", updatedAt: { lt: before } },
    data: { state: "failed", notice },
  });

export const citationOf = ({ meetingId, segmentId, participantId, startMs }: Line): Citation => ({
  meetingId,
  segmentId,
  participantId,
  startMs,
});
