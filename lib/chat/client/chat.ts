import { CHAT_ACK_MS, type ChatEmoji, type ChatMessage, chatText } from "@/lib/chat/schema";
import { RoomError, toRoomError } from "@/lib/room/client/errors";
import type { Signaling } from "@/lib/room/client/signaling";
import { Timeline } from "./timeline";

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

/** A message without an answer is sent again this often before it counts as not sent. */
const TRIES = 4;
/** Between two tries, milliseconds; the last one for all further ones. */
const PAUSES_MS = [500, 1_500, 3_000] as const;
/** Others are told at most this often what one has seen, milliseconds. */
const SEEN_EVERY_MS = 1_000;
/** Refusals that time heals; the message waits and goes on by itself. */
const PASSING = new Set(["timeout", "unavailable", "internal", "timed-out"]);

type ChatSignaling = Pick<Signaling, "request" | "isJoined">;

/** The chat of one room: optimistic, confirmed, repeated, deduplicated, in order. */
export class Chat {
  readonly #signaling: ChatSignaling;
  readonly #timeline = new Timeline();
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
  #sending = false;
  #catchingUp: Promise<void> | null = null;
  #closed = false;
  #wake: (() => void) | null = null;

  constructor(options: { signaling: ChatSignaling }) {
    this.#signaling = options.signaling;
  }

  readonly getState = (): ChatState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** In the room (again): reads the history, or what was missed, and sends what waits. */
  onJoined(selfId: string): void {
    this.#selfId = selfId;
    void this.#catchUp();
    this.#wake?.();
    void this.#sendNext();
  }

  onMessage(message: ChatMessage): void {
    if (this.#closed) return;
    const isNext = this.#timeline.take(message);
    this.#publish();
    if (this.#state.ready && !isNext) void this.#catchUp();
  }

  /** Shows the message at once and sends it; what becomes of it is in the state. */
  send(text: string): void {
    const pending: PendingMessage = {
      clientId: crypto.randomUUID(),
      text: text.trim(),
      createdAtMs: Date.now(),
      state: "sending",
      problem: null,
    };
    const parsed = chatText.safeParse(text);
    const problem = parsed.error?.issues[0]?.message;
    this.#set({
      pending: [
        ...this.#state.pending,
        problem ? { ...pending, state: "failed", problem } : pending,
      ],
    });
    void this.#sendNext();
  }

  retry(clientId: string): void {
    this.#changePending(clientId, { state: "sending", problem: null });
    void this.#sendNext();
  }

  discard(clientId: string): void {
    this.#set({ pending: this.#state.pending.filter((one) => one.clientId !== clientId) });
  }

  /** @throws {RoomError} when the server refuses or cannot be reached; the old text is back then. */
  async edit(messageId: string, text: string): Promise<void> {
    const parsed = chatText.safeParse(text);
    if (!parsed.success) {
      const message = parsed.error.issues[0]?.message ?? "That cannot be sent.";
      throw new RoomError({ code: "invalid", message });
    }
    await this.#change(messageId, { text: parsed.data, editedAtMs: Date.now() }, () =>
      this.#signaling.request("chat:edit", { messageId, text: parsed.data }),
    );
  }

  /** @throws {RoomError} when the server refuses or cannot be reached; the message is back then. */
  async remove(messageId: string): Promise<void> {
    await this.#change(messageId, { text: null, reactions: [] }, () =>
      this.#signaling.request("chat:delete", { messageId }),
    );
  }

  /** @throws {RoomError} when the server refuses or cannot be reached. */
  async react(messageId: string, emoji: ChatEmoji, on: boolean): Promise<void> {
    const message = this.#timeline.find(messageId);
    const reactions = message ? withReaction(message, emoji, this.#selfId ?? "", on) : [];
    await this.#change(messageId, { reactions }, () =>
      this.#signaling.request("chat:react", { messageId, emoji, on }),
    );
  }

  async loadOlder(): Promise<void> {
    const [first] = this.#state.messages;
    if (!first || !this.#state.hasOlder || this.#state.loadingOlder) return;
    this.#set({ loadingOlder: true });
    try {
      const page = await this.#signaling.request("chat:history", { before: first.position });
      for (const message of page.messages) this.#timeline.put(message);
      this.#set({ hasOlder: page.hasMore });
      this.#publish();
    } catch {
      // The next scroll asks again.
    } finally {
      this.#set({ loadingOlder: false });
    }
  }

  /** Whether somebody is looking at the chat: nothing is unread then, and others are told. */
  setOpen(open: boolean): void {
    this.#open = open;
    this.#publish();
  }

  close(): void {
    this.#closed = true;
    if (this.#seenTimer) clearTimeout(this.#seenTimer);
    this.#wake?.();
    this.#listeners.clear();
  }

  /** One after the other, so that one's own messages keep their order. */
  async #sendNext(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (!this.#closed && this.#signaling.isJoined) {
        const next = this.#state.pending.find(({ state }) => state === "sending");
        if (!next || !(await this.#deliver(next))) return;
      }
    } finally {
      this.#sending = false;
    }
  }

  /** Sends one message until it is confirmed or given up. False: to be gone on with when joined. */
  async #deliver({ clientId, text }: PendingMessage): Promise<boolean> {
    for (let failures = 0; ; ) {
      try {
        const asked = this.#signaling.request("chat:send", { clientId, text });
        const { message } = await within(asked, CHAT_ACK_MS);
        this.#timeline.take(message);
        this.discard(clientId);
        this.#publish();
        return true;
      } catch (thrown) {
        const error = toRoomError(thrown);
        if (error.code === "offline" || this.#closed) return false;
        failures += error.code === "too-many" ? 0 : 1;
        const passes = error.code === "too-many" || PASSING.has(error.code);
        if (!passes || failures >= TRIES) {
          this.#changePending(clientId, { state: "failed", problem: error.message });
          return true;
        }
        const pauseMs = PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1] ?? 0;
        await this.#pause(Math.max(pauseMs, (error.retryAfterSeconds ?? 0) * 1000));
        if (!this.#signaling.isJoined) return false;
        if (!this.#state.pending.some((one) => one.clientId === clientId)) return true;
      }
    }
  }

  /** Reads the newest page at first, and later everything that changed since. */
  #catchUp(): Promise<void> {
    this.#catchingUp ??= this.#readMissed().finally(() => {
      this.#catchingUp = null;
    });
    return this.#catchingUp;
  }

  async #readMissed(): Promise<void> {
    try {
      if (!this.#state.ready) {
        const page = await this.#signaling.request("chat:history", {});
        for (const message of page.messages) this.#timeline.put(message);
        this.#timeline.completeUpTo(page.version);
        // What was written before one came is no news.
        this.#looked = Math.max(this.#looked, page.messages.at(-1)?.position ?? 0);
        this.#set({ ready: true, hasOlder: page.hasMore });
      }
      for (let more = true; more && !this.#closed; ) {
        const page = await this.#signaling.request("chat:since", {
          version: this.#timeline.version,
        });
        for (const message of page.messages) this.#timeline.put(message);
        this.#timeline.completeUpTo(page.version);
        more = page.hasMore;
      }
    } catch {
      // The next join, or the next message, asks again.
    }
    this.#publish();
  }

  async #change(
    messageId: string,
    shown: Partial<ChatMessage>,
    ask: () => Promise<{ message: ChatMessage }>,
  ): Promise<void> {
    const undo = this.#timeline.pretend(messageId, shown);
    this.#publish();
    try {
      this.#timeline.take((await ask()).message);
    } finally {
      undo();
      this.#publish();
    }
  }

  #publish(): void {
    if (this.#closed) return;
    const messages = this.#timeline.list();
    const last = messages.at(-1)?.position ?? 0;
    if (this.#open) this.#looked = Math.max(this.#looked, last);
    const confirmed = new Set(messages.map(({ clientId }) => clientId));
    const unread = messages.filter(
      ({ position, participantId }) => position > this.#looked && participantId !== this.#selfId,
    ).length;
    this.#set({
      messages,
      unread,
      pending: this.#state.pending.filter(({ clientId }) => !confirmed.has(clientId)),
    });
    if (this.#open) this.#tellSeen();
  }

  #tellSeen(): void {
    if (this.#seenTimer || this.#looked <= this.#told || !this.#signaling.isJoined) return;
    const position = this.#looked;
    this.#told = position;
    this.#signaling.request("chat:seen", { position }).catch(() => {
      this.#told = Math.min(this.#told, position - 1);
    });
    this.#seenTimer = setTimeout(() => {
      this.#seenTimer = null;
      if (this.#open && !this.#closed) this.#tellSeen();
    }, SEEN_EVERY_MS);
  }

  #changePending(clientId: string, change: Partial<PendingMessage>): void {
    this.#set({
      pending: this.#state.pending.map((one) =>
        one.clientId === clientId ? { ...one, ...change } : one,
      ),
    });
  }

  /** A pause that a new join ends. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #set(change: Partial<ChatState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
}

/** @throws {RoomError} `timeout` when nothing came within the time */
const within = <T>(asked: Promise<T>, ms: number): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(
      () =>
        reject(
          new RoomError({
            code: "timeout",
            message: "The server did not answer. Try again in a moment.",
          }),
        ),
      ms,
    );
    asked.then(resolve, reject).finally(() => clearTimeout(timer));
  });

const withReaction = (
  { reactions }: ChatMessage,
  emoji: ChatEmoji,
  selfId: string,
  on: boolean,
): ChatMessage["reactions"] => {
  const known = reactions.find((one) => one.emoji === emoji);
  const others = (known?.participantIds ?? []).filter((id) => id !== selfId);
  const participantIds = on ? [...others, selfId] : others;
  const rest = known
    ? reactions.map((one) => (one === known ? { emoji, participantIds } : one))
    : [...reactions, { emoji, participantIds }];
  return rest.filter((one) => one.participantIds.length > 0);
};
