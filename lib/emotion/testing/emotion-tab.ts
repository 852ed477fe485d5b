import { io as connectSocket, type Socket } from "socket.io-client";
import { decidePolicy } from "@/lib/emotion/policy";
import {
  type captureEvents,
  EMOTION_NAMESPACE,
  type EmotionVisibility,
  type ReadingEventData,
  type ReadingEventName,
  readingEvents,
} from "@/lib/emotion/schema";
import type { Ack } from "@/lib/room/schema";
import { newAccount, type Tab } from "@/lib/room/testing/fixture";

type Heard = { name: ReadingEventName; data: unknown };

/** Makes emotion available on the instance of these tests. */
export async function offerEmotion(available = true): Promise<void> {
  const { id } = await newAccount("Ada Admin");
  const purpose = "To see whether a meeting tires people.";
  await decidePolicy({ policy: { available, purpose, notice: "" }, by: id });
}

/** Switches a meeting's emotion on; `tab` is its host's. */
export const switchOn = (tab: Tab, visibility: EmotionVisibility | null) =>
  tab.ask("emotion:settings", { visibility });

/** Answers for whoever is behind a tab, for the notice in force. */
export async function agree(
  tab: Tab,
  wanted: { face: boolean; voice: boolean; forget?: boolean },
): Promise<void> {
  const { status } = await tab.ask("get-emotion-status", {});
  await tab.ask("emotion:consent", { ...wanted, noticeVersion: status.noticeVersion });
}

/** One browser's connection to `/emotion`. */
export class EmotionTab {
  readonly heard: Heard[] = [];
  readonly #watchers = new Set<() => void>();

  private constructor(readonly socket: Socket) {
    for (const name of Object.keys(readingEvents) as ReadingEventName[])
      socket.on(name, (raw: unknown) => {
        this.heard.push({ name, data: readingEvents[name].parse(raw) });
        this.#wake();
      });
    socket.on("disconnect", () => this.#wake());
  }

  /** Connects with a ticket; rejects with the server's refusal. */
  static async connect(url: string, ticket: string): Promise<EmotionTab> {
    const socket = connectSocket(`${url}${EMOTION_NAMESPACE}`, {
      transports: ["websocket"],
      forceNew: true,
      reconnection: false,
      auth: { ticket },
      extraHeaders: { origin: url },
    });
    const tab = new EmotionTab(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("connect_error", reject);
    });
    return tab;
  }

  /** The raw acknowledgement, whatever was sent. */
  send(name: keyof typeof captureEvents, data: unknown): Promise<Ack<unknown>> {
    return this.socket.timeout(15_000).emitWithAck(name, data);
  }

  all<N extends ReadingEventName>(name: N): ReadingEventData<N>[] {
    return this.heard.filter((event) => event.name === name).map(({ data }) => data) as never;
  }

  until(what: string, isTrue: () => boolean, timeoutMs = 15_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#watchers.delete(look);
        reject(new Error(`waited in vain for: ${what}`));
      }, timeoutMs);
      const look = (): void => {
        if (!isTrue()) return;
        clearTimeout(timer);
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
  }

  close(): void {
    this.socket.disconnect();
  }

  #wake(): void {
    for (const look of [...this.#watchers]) look();
  }
}
