import { io, type Socket } from "socket.io-client";
import { z } from "zod";
import {
  EMOTION_NAMESPACE,
  type ReadingEventData,
  type ReadingEventName,
  readingEvents,
} from "@/lib/emotion/schema";
import { Emitter } from "@/lib/room/client/emitter";

/** After the server hung up, such as for a changed answer, it is asked again, milliseconds. */
const AGAIN_MS = 500;
const AGAIN_MAX_MS = 15_000;
/** What was not acknowledged by then is lost, milliseconds. */
const ACK_MS = 3_000;

type Events = { [N in ReadingEventName]: ReadingEventData<N> } & {
  connected: boolean;
};

type ConnectionOptions = {
  /** Asks the room for a ticket; fails while none is given. */
  ticket: () => Promise<string>;
  /** Origin of the server; the page's own when left out. */
  url?: string | undefined;
};

const ack = z.object({ ok: z.boolean() });

/** One's own socket to `/emotion`: a fresh ticket at every connect. */
export class EmotionConnection extends Emitter<Events> {
  readonly #socket: Socket;
  #closed = false;
  #attempts = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor({ ticket, url }: ConnectionOptions) {
    super();
    this.#socket = io(`${url ?? ""}${EMOTION_NAMESPACE}`, {
      transports: ["websocket"],
      // Its own connection: pictures and sound must not hold up the room's signals.
      forceNew: true,
      autoConnect: false,
      reconnection: false,
      auth: (give) => {
        ticket().then(
          (fresh) => give({ ticket: fresh }),
          () => give({ ticket: "" }),
        );
      },
    });
    this.#socket.on("connect", () => {
      this.#attempts = 0;
      this.emit("connected", true);
    });
    this.#socket.on("disconnect", () => this.#lost());
    this.#socket.on("connect_error", () => this.#lost());
    for (const name of Object.keys(readingEvents) as ReadingEventName[])
      this.#socket.on(name, (raw: unknown) => this.#onEvent(name, raw));
    this.#socket.connect();
  }

  get isConnected(): boolean {
    return this.#socket.connected;
  }

  /** Sends and waits until the server has it. False when it was refused or lost. */
  async send(name: string, data: object): Promise<boolean> {
    if (!this.#socket.connected) return false;
    try {
      const answer: unknown = await this.#socket.timeout(ACK_MS).emitWithAck(name, data);
      return ack.safeParse(answer).data?.ok ?? false;
    } catch {
      return false;
    }
  }

  close(): void {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#socket.disconnect();
    this.removeAllListeners();
  }

  #lost(): void {
    if (this.#closed) return;
    this.emit("connected", false);
    this.#attempts += 1;
    const waitMs = Math.min(AGAIN_MAX_MS, AGAIN_MS * 2 ** Math.min(10, this.#attempts - 1));
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#socket.connect(), waitMs);
  }

  #onEvent<N extends ReadingEventName>(name: N, raw: unknown): void {
    const data = readingEvents[name].safeParse(raw);
    if (data.success) this.emit(name, data.data as Events[N]);
  }
}
