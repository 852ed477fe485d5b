import type { ChatMessage } from "@/lib/chat/schema";

/** A change shown before the server confirmed it. */
type Pretence = (message: ChatMessage) => ChatMessage;

/**
 * The messages a browser knows: one per id, the highest version of each, by position. It also knows
 * up to which version of the chat nothing is missing, and from which position on.
 */
export class Timeline {
  readonly #byId = new Map<string, ChatMessage>();
  readonly #pretences = new Map<string, Pretence[]>();
  /** Versions that came before the ones they follow. */
  readonly #ahead = new Set<number>();
  #version = 0;
  #from: number | null = null;
  #shown: readonly ChatMessage[] | null = null;

  /** Every change up to this one is here. */
  get version(): number {
    return this.#version;
  }

  /** Something came that follows on what is not here. */
  get hasGap(): boolean {
    return this.#ahead.size > 0;
  }

  /** The oldest position that is shown; null before the first page. */
  get from(): number | null {
    return this.#from;
  }

  put(message: ChatMessage): void {
    const known = this.#byId.get(message.id);
    if (known && known.version >= message.version) return;
    this.#byId.set(message.id, message);
    this.#shown = null;
  }

  /** Puts a message that was just told, in whatever order. */
  take(message: ChatMessage): void {
    this.put(message);
    if (message.version > this.#version) this.#ahead.add(message.version);
    this.#advance();
  }

  /** Everything up to this version was read. */
  completeUpTo(version: number): void {
    this.#version = Math.max(this.#version, version);
    for (const ahead of this.#ahead) if (ahead <= this.#version) this.#ahead.delete(ahead);
    this.#advance();
  }

  /** Every message from this position on was read; older ones that changed are kept, not shown. */
  completeFrom(position: number): void {
    this.#from = Math.min(this.#from ?? position, position);
    this.#shown = null;
  }

  /** Shows a change before it is confirmed; yields what takes it back. */
  pretend(messageId: string, pretence: Pretence): () => void {
    this.#pretences.set(messageId, [...(this.#pretences.get(messageId) ?? []), pretence]);
    this.#shown = null;
    return () => {
      const left = (this.#pretences.get(messageId) ?? []).filter((one) => one !== pretence);
      if (left.length > 0) this.#pretences.set(messageId, left);
      else this.#pretences.delete(messageId);
      this.#shown = null;
    };
  }

  /** As shown, by position; the same list until something changes. */
  list(): readonly ChatMessage[] {
    const from = this.#from ?? 0;
    this.#shown ??= [...this.#byId.values()]
      .filter(({ position }) => position >= from)
      .map((message) => this.#pretended(message))
      .sort((a, b) => a.position - b.position);
    return this.#shown;
  }

  #pretended(message: ChatMessage): ChatMessage {
    const pretences = this.#pretences.get(message.id) ?? [];
    return pretences.reduce((shown, pretence) => pretence(shown), message);
  }

  #advance(): void {
    while (this.#ahead.delete(this.#version + 1)) this.#version += 1;
  }
}
