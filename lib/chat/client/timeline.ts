import type { ChatMessage } from "@/lib/chat/schema";

/**
 * The messages a browser knows: one per id, the highest version of each, by position. It also knows
 * up to which version of the chat nothing is missing.
 */
export class Timeline {
  readonly #byId = new Map<string, ChatMessage>();
  /** Changes shown before the server confirmed them, newest last. */
  readonly #pretended = new Map<string, Partial<ChatMessage>[]>();
  #version = 0;

  /** Every change up to this one is here. */
  get version(): number {
    return this.#version;
  }

  find(messageId: string): ChatMessage | undefined {
    return this.#byId.get(messageId);
  }

  put(message: ChatMessage): void {
    const known = this.#byId.get(message.id);
    if (!known || known.version < message.version) this.#byId.set(message.id, message);
  }

  /** Puts a message that was just told. False when something before it is missing. */
  take(message: ChatMessage): boolean {
    this.put(message);
    if (message.version === this.#version + 1) this.#version = message.version;
    return message.version <= this.#version;
  }

  /** Everything up to this version was read. */
  completeUpTo(version: number): void {
    this.#version = Math.max(this.#version, version);
  }

  /** Shows a change before it is confirmed; yields what takes it back. */
  pretend(messageId: string, change: Partial<ChatMessage>): () => void {
    const changes = this.#pretended.get(messageId) ?? [];
    this.#pretended.set(messageId, [...changes, change]);
    return () => {
      const left = (this.#pretended.get(messageId) ?? []).filter((one) => one !== change);
      if (left.length > 0) this.#pretended.set(messageId, left);
      else this.#pretended.delete(messageId);
    };
  }

  /** As shown, by position. */
  list(): ChatMessage[] {
    return [...this.#byId.values()]
      .map((message) => Object.assign({}, message, ...(this.#pretended.get(message.id) ?? [])))
      .sort((a, b) => a.position - b.position);
  }
}
