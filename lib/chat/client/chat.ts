import type { ChatEmoji, ChatMessage } from "@/lib/chat/schema";
import type { Signaling } from "@/lib/room/client/signaling";

/** A message of one's own that the server has not confirmed. */
export type PendingMessage = {
  clientId: string;
  text: string;
  createdAtMs: number;
  /** `sending`: on its way; `failed`: not sent, `problem` says why, `retry` tries again. */
  state: "sending" | "failed";
  problem: string | null;
};

/** Immutable: a change is a new object. */
export type ChatState = {
  /** Confirmed messages by position. */
  messages: readonly ChatMessage[];
  /** One's own unconfirmed ones, in the order they were written; shown after {@link messages}. */
  pending: readonly PendingMessage[];
  /** The first page has been read. */
  ready: boolean;
  hasOlder: boolean;
  loadingOlder: boolean;
  /** Messages of others since the chat was last looked at. */
  unread: number;
};

/** The chat of one room: optimistic, confirmed, repeated, deduplicated, in order. */
export class Chat {
  constructor(_options: { signaling: Pick<Signaling, "request" | "isJoined"> }) {}
  readonly getState = (): ChatState => {
    throw new Error("not built");
  };
  readonly subscribe =
    (_listener: () => void): (() => void) =>
    () =>
      undefined;
  /** In the room (again): reads the history, or what was missed, and sends what waits. */
  onJoined(_selfId: string): void {}
  onMessage(_message: ChatMessage): void {}
  send(_text: string): void {}
  retry(_clientId: string): void {}
  discard(_clientId: string): void {}
  async edit(_messageId: string, _text: string): Promise<void> {}
  async remove(_messageId: string): Promise<void> {}
  async react(_messageId: string, _emoji: ChatEmoji, _on: boolean): Promise<void> {}
  async loadOlder(): Promise<void> {}
  /** Whether somebody is looking at the chat: nothing is unread then, and others are told. */
  setOpen(_open: boolean): void {}
  close(): void {}
}
