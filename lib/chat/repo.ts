import type { ChatEmoji } from "@/lib/chat/schema";
import { db, type Prisma, type Tx } from "@/lib/platform/db";

const MESSAGE = {
  id: true,
  clientId: true,
  meetingId: true,
  participantId: true,
  position: true,
  version: true,
  text: true,
  createdAt: true,
  editedAt: true,
  deletedAt: true,
  participant: { select: { name: true, colour: true } },
  reactions: { select: { emoji: true, participantId: true }, orderBy: { createdAt: "asc" } },
} as const satisfies Prisma.ChatMessageSelect;

export type MessageRow = Prisma.ChatMessageGetPayload<{ select: typeof MESSAGE }>;

/**
 * The next version of a meeting's chat. Its row stays locked until the transaction ends, so versions
 * become visible in their order: nobody who asks for what came after one can miss another.
 * @returns null for a meeting that has ended, or is none
 */
async function nextVersion(tx: Tx, meetingId: string): Promise<number | null> {
  const rows = await tx.$queryRaw<{ chatVersion: number }[]>`
    UPDATE "Meeting" SET "chatVersion" = "chatVersion" + 1
    WHERE id = ${meetingId}::uuid AND "endedAt" IS NULL
    RETURNING "chatVersion"`;
  return rows[0]?.chatVersion ?? null;
}

/** Stores a message once per client id. `null` when the meeting has ended. */
export const insertMessage = (input: {
  meetingId: string;
  participantId: string;
  clientId: string;
  text: string;
}): Promise<{ row: MessageRow; isNew: boolean } | null> =>
  db().$transaction(async (tx) => {
    const { meetingId, participantId, clientId, text } = input;
    const version = await nextVersion(tx, meetingId);
    if (version === null) return null;
    const where = { participantId_clientId: { participantId, clientId } };
    const known = await tx.chatMessage.findUnique({ where, select: MESSAGE });
    if (known) return { row: known, isNew: false };
    const last = await tx.chatMessage.aggregate({ where: { meetingId }, _max: { position: true } });
    const position = (last._max.position ?? 0) + 1;
    const data = { meetingId, participantId, clientId, text, position, version };
    return { row: await tx.chatMessage.create({ data, select: MESSAGE }), isNew: true };
  });

/**
 * Changes a message under the chat's lock. `change` sees it as it is then and yields what to store,
 * null for nothing, or throws. Yields null when the meeting has ended or has no such message.
 */
export const changeMessage = (input: {
  meetingId: string;
  messageId: string;
  change: (row: MessageRow) => Prisma.ChatMessageUpdateInput | null;
}): Promise<MessageRow | null> =>
  db().$transaction(async (tx) => {
    const { meetingId, messageId } = input;
    const version = await nextVersion(tx, meetingId);
    if (version === null) return null;
    const row = await tx.chatMessage.findUnique({ where: { id: messageId }, select: MESSAGE });
    if (row?.meetingId !== meetingId) return null;
    const data = input.change(row);
    if (!data) return row;
    return tx.chatMessage.update({
      where: { id: messageId },
      data: { ...data, version },
      select: MESSAGE,
    });
  });

/** How `change` adds or takes a reaction. */
export const reactionChange = (input: {
  messageId: string;
  participantId: string;
  emoji: ChatEmoji;
  on: boolean;
}): Prisma.ChatMessageUpdateInput => {
  const { participantId, emoji, on } = input;
  return on
    ? { reactions: { create: { participantId, emoji } } }
    : { reactions: { deleteMany: { participantId, emoji } } };
};

/** Up to `limit` messages before a position, newest first. */
export const messagesBefore = (meetingId: string, before: number | undefined, limit: number) =>
  db().chatMessage.findMany({
    where: { meetingId, ...(before !== undefined && { position: { lt: before } }) },
    orderBy: { position: "desc" },
    take: limit,
    select: MESSAGE,
  });

/** Up to `limit` messages changed after a version, in the order of their changes. */
export const messagesSince = (meetingId: string, version: number, limit: number) =>
  db().chatMessage.findMany({
    where: { meetingId, version: { gt: version } },
    orderBy: { version: "asc" },
    take: limit,
    select: MESSAGE,
  });

export async function chatVersion(meetingId: string): Promise<number> {
  const where = { id: meetingId };
  const row = await db().meeting.findUnique({ where, select: { chatVersion: true } });
  return row?.chatVersion ?? 0;
}
