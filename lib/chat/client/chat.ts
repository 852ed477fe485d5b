import { type ChatEmoji, type ChatMessage, chatText } from "@/lib/chat/schema";
import { RoomError, toRoomError } from "@/lib/room/client/errors";
import { CatchUp } from "./catch-up";
import { type ChatSignaling, isPassing, Outbox, type PendingMessage, sentenceOf } from "./outbox";
import { Timeline } from "./timeline";

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

/** Others are told at most this often what one has seen, milliseconds. */
const SEEN_EVERY_MS = 1_000;

/** The chat of one room: optimistic, confirmed, repeated, deduplicated, in order. */
export class Chat {
  /** What is written and not yet sent; kept while nobody looks at the chat. */
  draft = "";
  readonly #signaling: ChatSignaling;
  readonly #timeline = new Timeline();
  readonly #outbox: Outbox;
  readonly #catchUp: CatchUp;
  readonly #listeners = new Set<() => void>();
  #state: ChatState = {
    messages: [],
    pending: [],
    ready: false,
    hasOlder: false,
    loadingOlder: false,
    unread: 0,
  };
  #selfId: string | null = null;
  #open = false;
  /** The position up to which one has looked, and up to which others were told so. */
  #looked = 0;
  #told = 0;
  #seenTimer: ReturnType<typeof setTimeout> | null = null;
  #closed = false;

  constructor(options: { signaling: ChatSignaling }) {
    this.#signaling = options.signaling;
    this.#outbox = new Outbox({
      signaling: options.signaling,
      onConfirmed: (message) => this.onMessage(message),
      onChange: () => this.#publish(),
    });
    this.#catchUp = new CatchUp({
      signaling: options.signaling,
      timeline: this.#timeline,
      onFirstPage: (hasOlder) => {
        // What was written before one came is no news.
        this.#looked = Math.max(this.#looked, this.#timeline.list().at(-1)?.position ?? 0);
        this.#publish({ ready: true, hasOlder });
      },
      onRead: () => this.#takeUp(this.#timeline.list()),
    });
  }

  readonly getState = (): ChatState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** In the room (again): reads the history, or what was missed, and sends what waits. */
  onJoined(selfId: string): void {
    this.#selfId = selfId;
    // A server that was replaced may know nothing of it.
    this.#told = 0;
    this.#catchUp.resume();
    this.#outbox.resume();
    if (this.#open) this.#tellSeen();
  }

  onMessage(message: ChatMessage): void {
    if (this.#closed) return;
    this.#timeline.take(message);
    this.#takeUp([message]);
    this.#catchUp.fillGap();
  }

  /** Shows the message at once and sends it; what becomes of it is in the state. */
  send(text: string): void {
    this.#outbox.add(text);
  }

  retry(clientId: string): void {
    this.#outbox.retry(clientId);
  }

  discard(clientId: string): void {
    this.#outbox.drop(clientId);
  }

  /** @throws {RoomError} when the server refuses or cannot be reached; the old text is back then. */
  async edit(messageId: string, text: string): Promise<void> {
    const parsed = chatText.safeParse(text);
    if (!parsed.success)
      throw new RoomError({ code: "invalid", message: sentenceOf(parsed.error) });
    const change = { text: parsed.data, editedAtMs: Date.now() };
    await this.#change(
      messageId,
      (message) => ({ ...message, ...change }),
      () => this.#signaling.request("chat:edit", { messageId, text: parsed.data }),
    );
  }

  /** @throws {RoomError} when the server refuses or cannot be reached; the message is back then. */
  async remove(messageId: string): Promise<void> {
    await this.#change(
      messageId,
      (message) => ({ ...message, text: null, reactions: [] }),
      () => this.#signaling.request("chat:delete", { messageId }),
    );
  }

  /** @throws {RoomError} when the server refuses or cannot be reached. */
  async react(messageId: string, emoji: ChatEmoji, on: boolean): Promise<void> {
    const selfId = this.#selfId;
    if (selfId === null) return;
    await this.#change(
      messageId,
      (message) => withReaction(message, emoji, selfId, on),
      () => this.#signaling.request("chat:react", { messageId, emoji, on }),
    );
  }

  async loadOlder(): Promise<void> {
    const before = this.#timeline.from;
    if (before === null || !this.#state.hasOlder || this.#state.loadingOlder) return;
    this.#publish({ loadingOlder: true });
    try {
      const page = await this.#signaling.request("chat:history", { before });
      for (const message of page.messages) this.#timeline.put(message);
      this.#timeline.completeFrom(page.messages[0]?.position ?? 1);
      this.#publish({ hasOlder: page.hasMore, loadingOlder: false });
    } catch {
      // The next scroll asks again.
      this.#publish({ loadingOlder: false });
    }
  }

  /** Whether somebody is looking at the chat: nothing is unread then, and others are told. */
  setOpen(open: boolean): void {
    if (this.#open === open) return;
    this.#open = open;
    // A message that got lost between two web copies is found at the latest now.
    if (open && this.#state.ready) this.#catchUp.start();
    this.#publish();
  }

  close(): void {
    this.#closed = true;
    if (this.#seenTimer) clearTimeout(this.#seenTimer);
    this.#outbox.close();
    this.#catchUp.close();
    this.#listeners.clear();
  }

  /** What the server told of one's own messages is no longer pending. */
  #takeUp(messages: readonly ChatMessage[]): void {
    for (const { clientId, participantId } of messages)
      if (participantId === this.#selfId) this.#outbox.drop(clientId);
    this.#publish();
  }

  async #change(
    messageId: string,
    pretence: (message: ChatMessage) => ChatMessage,
    ask: () => Promise<{ message: ChatMessage }>,
  ): Promise<void> {
    const undo = this.#timeline.pretend(messageId, pretence);
    this.#publish();
    try {
      const { message } = await ask();
      undo();
      this.onMessage(message);
    } catch (thrown) {
      undo();
      this.#publish();
      throw toRoomError(thrown);
    }
  }

  #publish(change: Partial<ChatState> = {}): void {
    if (this.#closed) return;
    const messages = this.#timeline.list();
    if (this.#open) this.#looked = Math.max(this.#looked, messages.at(-1)?.position ?? 0);
    const unread = messages.filter(
      ({ position, participantId, text }) =>
        position > this.#looked && participantId !== this.#selfId && text !== null,
    ).length;
    this.#set({ ...change, messages, unread, pending: this.#outbox.pending });
    if (this.#open) this.#tellSeen();
  }

  #tellSeen(): void {
    if (this.#closed || this.#seenTimer || !this.#signaling.isJoined) return;
    const position = this.#seenOfOthers();
    if (position <= this.#told) return;
    this.#told = position;
    this.#signaling.request("chat:seen", { position }).catch((thrown: unknown) => {
      if (!isPassing(toRoomError(thrown))) return;
      this.#told = Math.min(this.#told, position - 1);
      this.#tellSeen();
    });
    this.#seenTimer = setTimeout(() => {
      this.#seenTimer = null;
      this.#tellSeen();
    }, SEEN_EVERY_MS);
  }

  /** The last message of others that one has looked at; of one's own nobody needs to be told. */
  #seenOfOthers(): number {
    const seen = this.#state.messages.findLast(
      ({ position, participantId }) => position <= this.#looked && participantId !== this.#selfId,
    );
    return seen?.position ?? 0;
  }

  #set(next: Partial<ChatState>): void {
    const keys = Object.keys(next) as (keyof ChatState)[];
    if (keys.every((key) => next[key] === this.#state[key])) return;
    this.#state = { ...this.#state, ...next };
    for (const listener of [...this.#listeners]) listener();
  }
}

const withReaction = (
  message: ChatMessage,
  emoji: ChatEmoji,
  selfId: string,
  on: boolean,
): ChatMessage => {
  const known = message.reactions.find((one) => one.emoji === emoji);
  const others = (known?.participantIds ?? []).filter((id) => id !== selfId);
  const changed = { emoji, participantIds: on ? [...others, selfId] : others };
  const reactions = known
    ? message.reactions.map((one) => (one === known ? changed : one))
    : [...message.reactions, changed];
  return { ...message, reactions: reactions.filter((one) => one.participantIds.length > 0) };
};
