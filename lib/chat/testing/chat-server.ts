import { randomUUID } from "node:crypto";
import { Chat } from "@/lib/chat/client/chat";
import type { ChatSignaling } from "@/lib/chat/client/outbox";
import { CHAT_PAGE, type ChatMessage } from "@/lib/chat/schema";
import { RoomError } from "@/lib/room/client/errors";

/** What may happen to one request on its way. */
type Fate =
  | "answered"
  /** It never arrives. */
  | "lost"
  /** It arrives, and the answer does not. */
  | "unanswered"
  | RoomError;

type Asked = { name: string; data: unknown };

/**
 * A chat's server in memory, behind the same request interface as the socket. It keeps the rules of
 * the wire (positions, versions, one message per client id) and lets a test lose, refuse and
 * reorder what passes.
 */
export class ChatServer {
  readonly messages: ChatMessage[] = [];
  readonly asked: Asked[] = [];
  version = 0;
  #fates: { name: string; fate: Fate }[] = [];
  /** While set, what the room is told waits here instead of reaching the browsers. */
  #held: ChatMessage[] | null = null;
  readonly #browsers = new Set<Browser>();

  browser(selfId: string = randomUUID()): Browser {
    const browser = new Browser(this, selfId);
    this.#browsers.add(browser);
    return browser;
  }

  /** Decides what happens to the next requests of this name. */
  next(name: string, ...fates: Fate[]): void {
    this.#fates.push(...fates.map((fate) => ({ name, fate })));
  }

  countOf(name: string): number {
    return this.asked.filter((one) => one.name === name).length;
  }

  /** Somebody writes whose browser does not matter. */
  write(text: string, participantId: string = randomUUID()): ChatMessage {
    return this.#send(participantId, { clientId: randomUUID(), text });
  }

  /** Holds back what the room is told; yields what lets it go, in any order wanted. */
  hold(): (order?: (told: ChatMessage[]) => ChatMessage[]) => void {
    const held: ChatMessage[] = [];
    this.#held = held;
    return (order = (told) => told) => {
      this.#held = null;
      for (const message of order(held)) this.#tell(message);
    };
  }

  async request(browser: Browser, name: string, data: unknown): Promise<unknown> {
    this.asked.push({ name, data });
    if (!browser.isJoined) throw new RoomError({ code: "offline", message: "No connection." });
    const index = this.#fates.findIndex((one) => one.name === name);
    const fate = index < 0 ? "answered" : (this.#fates.splice(index, 1)[0]?.fate ?? "answered");
    if (fate instanceof RoomError) throw fate;
    if (fate === "lost") return new Promise(() => undefined);
    // As on a wire, nothing is answered or told before the request has left.
    await Promise.resolve();
    const answer = this.#answer(browser, name, data as never);
    return fate === "unanswered" ? new Promise(() => undefined) : structuredClone(answer);
  }

  #answer(
    browser: Browser,
    name: string,
    data: { clientId: string; text: string; messageId: string; before?: number; version: number },
  ): unknown {
    if (name === "chat:send") return { message: this.#send(browser.selfId, data) };
    if (name === "chat:edit") return { message: this.change(data.messageId, { text: data.text }) };
    if (name === "chat:delete") return { message: this.change(data.messageId, { text: null }) };
    if (name === "chat:history") return this.#history(data.before);
    if (name === "chat:since") return this.#since(data.version);
    if (name === "chat:seen") return {};
    throw new Error(`no such event: ${name}`);
  }

  change(messageId: string, change: Partial<ChatMessage>): ChatMessage {
    const index = this.messages.findIndex((message) => message.id === messageId);
    const known = this.messages[index];
    if (!known) throw new RoomError({ code: "not-found", message: "That message is not here." });
    this.version += 1;
    const changed = { ...known, ...change, version: this.version };
    this.messages[index] = changed;
    this.#tell(changed);
    return changed;
  }

  #send(participantId: string, { clientId, text }: { clientId: string; text: string }) {
    const known = this.messages.find(
      (message) => message.clientId === clientId && message.participantId === participantId,
    );
    if (known) return known;
    this.version += 1;
    const message: ChatMessage = {
      id: randomUUID(),
      clientId,
      participantId,
      name: "Somebody",
      colour: 1,
      position: this.messages.length + 1,
      version: this.version,
      text,
      createdAtMs: Date.now(),
      editedAtMs: null,
      reactions: [],
    };
    this.messages.push(message);
    this.#tell(message);
    return message;
  }

  #tell(message: ChatMessage): void {
    if (this.#held) {
      this.#held.push(message);
      return;
    }
    for (const { isJoined, chat } of this.#browsers)
      if (isJoined) chat.onMessage(structuredClone(message));
  }

  #history(before = Number.POSITIVE_INFINITY) {
    const older = this.messages.filter(({ position }) => position < before);
    const messages = older.slice(-CHAT_PAGE);
    return { messages, hasMore: older.length > messages.length, version: this.version };
  }

  #since(version: number) {
    const changed = this.messages
      .filter((message) => message.version > version)
      .sort((a, b) => a.version - b.version);
    const messages = changed.slice(0, CHAT_PAGE);
    const hasMore = changed.length > messages.length;
    const reached = messages.at(-1)?.version ?? version;
    return { messages, hasMore, version: hasMore ? reached : this.version };
  }
}

/** A browser in the room: its chat, and whether the way to the server holds. */
export class Browser {
  isJoined = false;
  readonly chat: Chat;

  constructor(
    server: ChatServer,
    readonly selfId: string,
  ) {
    const browser = this;
    const signaling: ChatSignaling = {
      get isJoined() {
        return browser.isJoined;
      },
      request: (name, data) => server.request(browser, name, data) as never,
    };
    this.chat = new Chat({ signaling });
  }

  join(): void {
    this.isJoined = true;
    this.chat.onJoined(this.selfId);
  }

  lose(): void {
    this.isJoined = false;
  }

  get texts(): (string | null)[] {
    return this.chat.getState().messages.map(({ text }) => text);
  }
}
