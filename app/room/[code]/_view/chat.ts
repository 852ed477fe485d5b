import { CHAT_EDIT_WINDOW_MS, type ChatMessage } from "@/lib/chat/schema";
import type { Participant } from "@/lib/room/client/room-state";

/** Messages of one person within this time stand together, milliseconds. */
const GROUP_MS = 3 * 60_000;

/** Whether a message stands under its writer's name, rather than with the one before it. */
export const beginsGroup = (
  previous: Pick<ChatMessage, "participantId" | "createdAtMs"> | undefined,
  { participantId, createdAtMs }: Pick<ChatMessage, "participantId" | "createdAtMs">,
): boolean =>
  previous?.participantId !== participantId || createdAtMs - previous.createdAtMs >= GROUP_MS;

/** What became of one's last message: everybody else who is here has read up to it, or not yet. */
export type Delivery = { messageId: string; isSeenByAll: boolean };

/** Null before one's first message, and when the last one was deleted. */
export const deliveryOf = (
  messages: readonly ChatMessage[],
  people: readonly Pick<Participant, "id" | "chatSeen">[],
  selfId: string | null,
): Delivery | null => {
  const last = messages.findLast(({ participantId }) => participantId === selfId);
  if (!last || last.text === null) return null;
  const others = people.filter(({ id }) => id !== selfId);
  const isSeenByAll =
    others.length > 0 && others.every(({ chatSeen }) => chatSeen >= last.position);
  return { messageId: last.id, isSeenByAll };
};

/** One's own, not deleted, and young enough for the server to allow it. */
export const canChange = (
  { participantId, text, createdAtMs }: ChatMessage,
  selfId: string | null,
  nowMs: number,
): boolean =>
  participantId === selfId && text !== null && nowMs - createdAtMs < CHAT_EDIT_WINDOW_MS;

/** The message that the arrow up opens for a change. */
export const lastChangeable = (
  messages: readonly ChatMessage[],
  selfId: string | null,
  nowMs: number,
): ChatMessage | null => messages.findLast((message) => canChange(message, selfId, nowMs)) ?? null;

/** Names by id: of those who are here, and of those who wrote and may have left. */
export const namesOf = (
  messages: readonly ChatMessage[],
  people: readonly Pick<Participant, "id" | "name">[],
): ReadonlyMap<string, string> =>
  new Map([
    ...messages.map(({ participantId, name }) => [participantId, name] as const),
    ...people.map(({ id, name }) => [id, name] as const),
  ]);

/** What stands above the first message: `24 Nov, 14:00 · Messages are kept with the meeting`. */
export const beginningOf = (messages: readonly ChatMessage[]): string => {
  const kept = "Messages are kept with the meeting";
  const first = messages[0];
  if (!first) return kept;
  const when = new Date(first.createdAtMs).toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  return `${when} · ${kept}`;
};
