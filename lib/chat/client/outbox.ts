import { CHAT_ACK_MS, type ChatMessage, chatText } from "@/lib/chat/schema";
import { RoomError, toRoomError } from "@/lib/room/client/errors";
import type { Signaling } from "@/lib/room/client/signaling";
import { Pause } from "./pause";

/** A message of one's own that the server has not confirmed. */
export type PendingMessage = {
  clientId: string;
  text: string;
  createdAtMs: number;
  /** `sending`: on its way; `failed`: not sent, `problem` says why, `retry` tries again. */
  state: "sending" | "failed";
  problem: string | null;
};

/** What the chat needs of the way to the server. */
export type ChatSignaling = Pick<Signaling, "request" | "isJoined">;

/** A message that came to nothing this often counts as not sent. */
const TRIES = 4;
/** Between two tries, milliseconds. */
const PAUSES_MS = [500, 1_500, 3_000] as const;
/** Refusals that time heals. */
const PASSING: ReadonlySet<string> = new Set(["timeout", "unavailable", "internal", "timed-out"]);

/** Whether asking again may bring another answer. */
export const isPassing = ({ code }: RoomError): boolean => code === "too-many" || PASSING.has(code);

/**
 * One's own messages on their way: one at a time, in their order, until each is confirmed. Nothing
 * is sent while the room is out of reach.
 */
export class Outbox {
  readonly #signaling: ChatSignaling;
  readonly #onConfirmed: (message: ChatMessage) => void;
  readonly #onChange: () => void;
  readonly #pause = new Pause();
  #pending: readonly PendingMessage[] = [];
  #isSending = false;
  #closed = false;

  constructor(options: {
    signaling: ChatSignaling;
    onConfirmed: (message: ChatMessage) => void;
    onChange: () => void;
  }) {
    this.#signaling = options.signaling;
    this.#onConfirmed = options.onConfirmed;
    this.#onChange = options.onChange;
  }

  /** In the order they were written; the same list until something changes. */
  get pending(): readonly PendingMessage[] {
    return this.#pending;
  }

  /** A text that cannot be sent is kept as failed, with the reason. */
  add(text: string): void {
    const parsed = chatText.safeParse(text);
    const problem = parsed.success ? null : sentenceOf(parsed.error);
    const message: PendingMessage = {
      clientId: crypto.randomUUID(),
      text: parsed.data ?? text,
      createdAtMs: Date.now(),
      state: problem === null ? "sending" : "failed",
      problem,
    };
    this.#setPending([...this.#pending, message]);
    void this.#flush();
  }

  retry(clientId: string): void {
    this.#mark(clientId, { state: "sending", problem: null });
    void this.#flush();
  }

  /** Forgets a message: confirmed, or no longer wanted. */
  drop(clientId: string): void {
    if (!this.#has(clientId)) return;
    this.#setPending(this.#pending.filter((one) => one.clientId !== clientId));
  }

  /** In the room again: what waits is sent now. */
  resume(): void {
    this.#pause.end();
    void this.#flush();
  }

  close(): void {
    this.#closed = true;
    this.#pause.end();
  }

  async #flush(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      while (!this.#closed && this.#signaling.isJoined) {
        const next = this.#pending.find(({ state }) => state === "sending");
        if (!next) return;
        await this.#deliver(next);
      }
    } finally {
      this.#isSending = false;
    }
  }

  /** Asks until the message is confirmed, given up, discarded, or the way to the server is gone. */
  async #deliver({ clientId, text }: PendingMessage): Promise<void> {
    let failures = 0;
    while (this.#signaling.isJoined && this.#has(clientId)) {
      try {
        const asked = this.#signaling.request("chat:send", { clientId, text });
        const { message } = await within(asked, CHAT_ACK_MS);
        this.#onConfirmed(message);
        this.drop(clientId);
        return;
      } catch (thrown) {
        const error = toRoomError(thrown);
        // With the room out of reach it keeps its place, and goes out at the next join.
        if (this.#closed || error.code === "offline" || !this.#signaling.isJoined) return;
        // Having to wait is no failure.
        if (error.code !== "too-many") failures += 1;
        if (!isPassing(error) || failures >= TRIES) {
          this.#mark(clientId, { state: "failed", problem: error.message });
          return;
        }
        const pauseMs = PAUSES_MS[failures - 1] ?? 0;
        await this.#pause.start(Math.max(pauseMs, (error.retryAfterSeconds ?? 0) * 1000));
      }
    }
  }

  #has(clientId: string): boolean {
    return this.#pending.some((one) => one.clientId === clientId);
  }

  #mark(clientId: string, change: Partial<PendingMessage>): void {
    this.#setPending(
      this.#pending.map((one) => (one.clientId === clientId ? { ...one, ...change } : one)),
    );
  }

  #setPending(pending: readonly PendingMessage[]): void {
    this.#pending = pending;
    this.#onChange();
  }
}

/** The first sentence of a refused text. */
export const sentenceOf = (error: { issues: readonly { message: string }[] }): string =>
  error.issues[0]?.message ?? "That cannot be sent.";

/** @throws {RoomError} `timeout` when nothing came within the time */
const within = async <T>(asked: Promise<T>, ms: number): Promise<T> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const message = "The server did not answer. Try again in a moment.";
    timer = setTimeout(() => reject(new RoomError({ code: "timeout", message })), ms);
  });
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
};
