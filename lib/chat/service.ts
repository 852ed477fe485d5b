import {
  changeMessage,
  chatVersion,
  insertMessage,
  lastPosition,
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
const deleted = () => conflict("That message was deleted.");

/** A message as it is now, and whether this call changed it: what changed nothing is no news. */
interface Outcome {
  message: ChatMessage;
  isNews: boolean;
}

/**
 * Adds a message. The same client id again yields the message that is there.
 * @throws {AppError} `gone` when the meeting has ended
 */
export async function sendMessage(
  { meetingId, participantId }: ChatMember,
  { clientId, text }: { clientId: string; text: string },
): Promise<Outcome> {
  const createdAt = now();
  const stored = await insertMessage({ meetingId, participantId, clientId, text, createdAt });
  if (stored === "ended") throw ended();
  return { message: view(stored.row), isNews: stored.isNew };
}

/**
 * Changes one's own message, within 15 minutes of sending it.
 * @throws {AppError} `forbidden` when it is another's or too old, `conflict` when it was deleted,
 * `not-found` when this meeting has no such message, `gone` when the meeting has ended
 */
export const editMessage = (member: ChatMember, messageId: string, text: string) =>
  changeOwn(member, messageId, (row) => {
    if (row.deletedAt) throw deleted();
    return row.text === text ? null : { text, editedAt: now() };
  });

/**
 * Deletes one's own message, within 15 minutes: its text and its reactions are erased, its place
 * stays. Doing it twice is doing it once. Throws like {@link editMessage}.
 */
export const deleteMessage = (member: ChatMember, messageId: string) =>
  changeOwn(member, messageId, (row) =>
    row.deletedAt ? null : { text: "", deletedAt: now(), reactions: { deleteMany: {} } },
  );

/**
 * Adds or takes one's own reaction. Doing it twice is doing it once.
 * @throws {AppError} `conflict` when the message was deleted; `not-found`, `gone`
 */
export const reactTo = (
  { meetingId, participantId }: ChatMember,
  { messageId, emoji, on }: { messageId: string; emoji: ChatEmoji; on: boolean },
): Promise<Outcome> =>
  changed(meetingId, messageId, (found) => {
    if (found.deletedAt) throw deleted();
    const has = found.reactions.some(
      (one) => one.emoji === emoji && one.participantId === participantId,
    );
    return has === on ? null : reactionChange({ messageId, participantId, emoji, on });
  });

/** A position that somebody says to have seen → one that exists, 0 in an empty chat. */
export const seenPosition = async (meetingId: string, position: number): Promise<number> =>
  Math.min(position, await lastPosition(meetingId));

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
  const complete = Math.max(current, reached);
  return { messages: page.map(view), hasMore, version: hasMore ? reached : complete };
}

type Change = Parameters<typeof changeMessage>[0]["change"];

const changeOwn = (
  { meetingId, participantId }: ChatMember,
  messageId: string,
  change: Change,
): Promise<Outcome> =>
  changed(meetingId, messageId, (found) => {
    if (found.participantId !== participantId)
      throw forbidden("Only whoever wrote a message can change it.");
    if (nowMs() - found.createdAt.getTime() > CHAT_EDIT_WINDOW_MS)
      throw forbidden("Messages can be changed for 15 minutes after sending.");
    return change(found);
  });

async function changed(meetingId: string, messageId: string, change: Change): Promise<Outcome> {
  const result = await changeMessage({ meetingId, messageId, change });
  if (result === "absent") throw notFound("That message is not in this meeting.");
  if (result === "ended") throw ended();
  return { message: view(result.row), isNews: result.isChanged };
}

function view(row: MessageRow): ChatMessage {
  const reactions = new Map<ChatEmoji, string[]>();
  for (const { emoji, participantId } of row.reactions) {
    const known = chatEmoji.safeParse(emoji);
    if (!known.success) continue;
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
