import { db, type Prisma } from "@/lib/platform/db";

/** A meeting's lines with the names of who said them, in order. */
export const findLines = (meetingId: string) =>
  db().segment.findMany({
    where: { meetingId },
    select: {
      id: true,
      participantId: true,
      position: true,
      startMs: true,
      text: true,
      participant: { select: { name: true } },
    },
    orderBy: { position: "asc" },
  });

export const findSummaryRow = (meetingId: string) =>
  db().summary.findUnique({ where: { meetingId } });

/** Stores a meeting's summary in place of the one before. */
export const saveSummary = (row: {
  meetingId: string;
  kind: string;
  body: Prisma.InputJsonObject;
}) =>
  db().summary.upsert({
    where: { meetingId: row.meetingId },
    create: row,
    update: { kind: row.kind, body: row.body, createdAt: new Date() },
  });
