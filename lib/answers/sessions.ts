import { z } from "zod";
import { presentTurns } from "@/lib/answers/present";
import {
  failStale,
  findSession,
  findTurns,
  pageOfSessions,
  readableTitle,
  removeSession,
} from "@/lib/answers/repo";
import type { Session, SessionItem, sessionList, Turn } from "@/lib/answers/schema";
import { llmAvailability } from "@/lib/llm/service";
import { nowMs } from "@/lib/platform/clock";
import { notFound } from "@/lib/platform/errors";

const PAGE = 30;
/** A running turn shows a sign of life more often than this, milliseconds. */
export const SILENT_MS = 120_000;
const INTERRUPTED = "This answer was interrupted. Please ask again.";

/** Turns without a sign of life since then are given up. */
export const aliveSince = (): Date => new Date(nowMs() - SILENT_MS);

/** A person's conversations, newest first. */
export async function listSessions(
  userId: string,
  input: { meetingId?: string | undefined; cursor?: string | undefined },
): Promise<z.infer<typeof sessionList>> {
  const cursor = z.uuid().safeParse(input.cursor).data;
  const [rows, llm] = await Promise.all([
    pageOfSessions({ userId, meetingId: input.meetingId, cursor, take: PAGE }),
    llmAvailability(userId),
  ]);
  const sessions = rows.slice(0, PAGE);
  return {
    sessions: sessions.map(
      (row): SessionItem => ({ ...row, updatedAt: row.updatedAt.toISOString() }),
    ),
    nextCursor: rows.length > PAGE ? (sessions.at(-1)?.id ?? null) : null,
    llm,
  };
}

/** A session's turns as its person may see them now; what its process left behind is given up. */
export async function turnsOf(userId: string, sessionId: string): Promise<Turn[]> {
  await failStale(sessionId, aliveSince(), INTERRUPTED);
  return presentTurns(userId, await findTurns(sessionId));
}

/** One's own conversation. @throws AppError `not-found` */
export async function readSession(userId: string, id: string): Promise<Session> {
  const row = await findSession(id, userId);
  if (!row) throw notFound("There is no such conversation.");
  const [turns, meetingTitle] = await Promise.all([
    turnsOf(userId, id),
    row.meetingId ? readableTitle(userId, row.meetingId) : null,
  ]);
  return {
    id,
    title: row.title,
    meetingId: row.meetingId,
    meetingTitle,
    updatedAt: row.updatedAt.toISOString(),
    turns,
  };
}

/** Deletes one's own conversation with all its answers. @throws AppError `not-found` */
export async function deleteSession(userId: string, id: string): Promise<void> {
  if (!(await removeSession(id, userId))) throw notFound("There is no such conversation.");
}
