import {
  changeMessage,
  chatVersion,
  insertMessage,
  type MessageRow,
  messagesBefore,
  messagesSince,
  reactionChange,
} from "@/lib/chat/repo";
import {
  CHAT_EDIT_WINDOW_MS,
  CHAT_PAGE,
  type ChatEmoji,
  type ChatMessage,
  chatEmoji,
} from "@/lib/chat/schema";
import { now, nowMs } from "@/lib/platform/clock";
import { AppError, conflict, forbidden, notFound } from "@/lib/platform/errors";

/** Somebody in the room, as the room's doors proved it. */
export interface ChatMember {
  meetingId: string;
  participantId: string;
}

const ended = () => new AppError("gone", "This meeting has ended.");
const unknown = () => notFound("That message is not in this meeting.");

/** Adds a message. The same client id again yields the message that is there, and `isNew` false. */
export async function sendMessage(
  { meetingId, participantId }: ChatMember,
  input: { clientId: string; text: string },
): Promise<{ message: ChatMessage; isNew: boolean }> {
  const stored = await insertMessage({ meetingId, participantId, ...input });
  if (!stored) throw ended();
  return { message: view(stored.row), isNew: stored.isNew };
}

/** Changes one's own message, within 15 minutes of sending it. */
export const editMessage = (member: ChatMember, messageId: string, text: string) =>
  changeOwn(member, messageId, (row) => (row.text === text ? null : { text, editedAt: now() }));

/** Deletes one's own message, within 15 minutes: its text is erased, its place stays. */
export const deleteMessage = (member: ChatMember, messageId: string) =>
  changeOwn(member, messageId, () => ({
    text: "",
    deletedAt: now(),
    reactions: { deleteMany: {} },
  }));

/** Adds or takes one's own reaction. Doing it twice is doing it once. */
export async function reactTo(
  member: ChatMember,
  input: { messageId: string; emoji: ChatEmoji; on: boolean },
): Promise<ChatMessage> {
  const { participantId, meetingId } = member;
  const { messageId, emoji, on } = input;
  const row = await changeMessage({
    meetingId,
    messageId,
    change: (found) => {
      if (found.deletedAt) throw conflict("That message was deleted.");
      const has = found.reactions.some(
        (one) => one.emoji === emoji && one.participantId === participantId,
      );
      return has === on ? null : reactionChange({ messageId, participantId, emoji, on });
    },
  });
  if (!row) throw unknown();
  return view(row);
}

/** A page of the history, oldest first, and the version up to which it is complete. */
export async function readHistory(meetingId: string, before?: number) {
  // Read first: what changes meanwhile has a higher version and is asked for by it.
  const version = await chatVersion(meetingId);
  const rows = await messagesBefore(meetingId, before, CHAT_PAGE + 1);
  const page = rows.slice(0, CHAT_PAGE).reverse();
  return { messages: page.map(view), hasMore: rows.length > CHAT_PAGE, version };
}

/** What changed after a version; `version` is the one to go on from. */
export async function readSince(meetingId: string, version: number) {
  const current = await chatVersion(meetingId);
  const rows = await messagesSince(meetingId, version, CHAT_PAGE + 1);
  const page = rows.slice(0, CHAT_PAGE);
  const hasMore = rows.length > CHAT_PAGE;
  const reached = page.at(-1)?.version ?? version;
  return {
    messages: page.map(view),
    hasMore,
    version: hasMore ? reached : Math.max(current, reached),
  };
}

async function changeOwn(
  { meetingId, participantId }: ChatMember,
  messageId: string,
  change: Parameters<typeof changeMessage>[0]["change"],
): Promise<ChatMessage> {
  const row = await changeMessage({
    meetingId,
    messageId,
    change: (found) => {
      if (found.participantId !== participantId)
        throw forbidden("Only whoever wrote a message can change it.");
      if (nowMs() - found.createdAt.getTime() > CHAT_EDIT_WINDOW_MS)
        throw forbidden("Messages can be changed for 15 minutes after sending.");
      if (found.deletedAt) throw conflict("That message was deleted.");
      return change(found);
    },
  });
  if (!row) throw unknown();
  return view(row);
}

function view(row: MessageRow): ChatMessage {
  const reactions = new Map<ChatEmoji, string[]>();
  for (const { emoji, participantId } of row.reactions) {
    const known = chatEmoji.safeParse(emoji);
    if (known.success)
      reactions.set(known.data, [...(reactions.get(known.data) ?? []), participantId]);
  }
  return {
    id: row.id,
    clientId: row.clientId,
    participantId: row.participantId,
    name: row.participant.name,
    colour: row.participant.colour,
    position: row.position,
    version: row.version,
    text: row.deletedAt ? null : row.text,
    createdAtMs: row.createdAt.getTime(),
    editedAtMs: row.editedAt?.getTime() ?? null,
    reactions: [...reactions].map(([emoji, participantIds]) => ({ emoji, participantIds })),
  };
}
