import type { ChatEmoji } from "@/lib/chat/schema";
import { db, isDuplicate, type Prisma, type Tx } from "@/lib/platform/db";

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

/** What a person's browser called one of its messages. */
interface OwnKey {
  participantId: string;
  clientId: string;
}

const findOwn = ({ participantId, clientId }: OwnKey) =>
  db().chatMessage.findUnique({
    where: { participantId_clientId: { participantId, clientId } },
    select: MESSAGE,
  });

/** Stores a message once per client id, at the end of the chat. */
export async function insertMessage(
  input: OwnKey & { meetingId: string; text: string; createdAt: Date },
): Promise<{ row: MessageRow; isNew: boolean } | "ended"> {
  const known = await findOwn(input);
  if (known) return { row: known, isNew: false };
  try {
    const row = await db().$transaction((tx) => append(tx, input));
    return row ? { row, isNew: true } : "ended";
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    // The same message came twice at once; undone with its transaction, this one took no version.
    const first = await findOwn(input);
    if (!first) throw error;
    return { row: first, isNew: false };
  }
}

async function append(
  tx: Tx,
  input: OwnKey & { meetingId: string; text: string; createdAt: Date },
): Promise<MessageRow | null> {
  const { meetingId } = input;
  const version = await nextVersion(tx, meetingId);
  if (version === null) return null;
  const position = (await lastPosition(meetingId, tx)) + 1;
  return tx.chatMessage.create({ data: { ...input, position, version }, select: MESSAGE });
}

/**
 * Changes a message while nobody else can. `change` sees it as it is then and yields what to store,
 * null for nothing (which takes no version), or throws.
 */
export const changeMessage = (input: {
  meetingId: string;
  messageId: string;
  change: (row: MessageRow) => Prisma.ChatMessageUpdateInput | null;
}): Promise<{ row: MessageRow; isChanged: boolean } | "ended" | "absent"> =>
  db().$transaction(async (tx) => {
    const { meetingId, messageId } = input;
    const locked = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM "ChatMessage"
      WHERE id = ${messageId}::uuid AND "meetingId" = ${meetingId}::uuid FOR UPDATE`;
    if (locked.length === 0) return "absent";
    const where = { id: messageId };
    const row = await tx.chatMessage.findUniqueOrThrow({ where, select: MESSAGE });
    const data = input.change(row);
    if (!data) return { row, isChanged: false };
    const version = await nextVersion(tx, meetingId);
    if (version === null) return "ended";
    const changed = await tx.chatMessage.update({
      where,
      data: { ...data, version },
      select: MESSAGE,
    });
    return { row: changed, isChanged: true };
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

/** The position of the last message; 0 before any. */
export async function lastPosition(meetingId: string, tx: Tx = db()): Promise<number> {
  const last = await tx.chatMessage.aggregate({ where: { meetingId }, _max: { position: true } });
  return last._max.position ?? 0;
}

export async function chatVersion(meetingId: string): Promise<number> {
  const where = { id: meetingId };
  const row = await db().meeting.findUnique({ where, select: { chatVersion: true } });
  return row?.chatVersion ?? 0;
}
