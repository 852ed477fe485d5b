import { io, type Socket } from "socket.io-client";
import { z } from "zod";
import {
  type ClientEventIn,
  type ClientEventName,
  type ClientEventOut,
  clientEvents,
  type MediaState,
  ROOM_NAMESPACE,
  type RoomWelcome,
  type ServerEventData,
  serverEvents,
} from "@/lib/room/schema";
import { Emitter } from "./emitter";
import { RoomError } from "./errors";

/** An event without an answer for this long counts as lost. */
const ACK_TIMEOUT_MS = 8_000;
/** A socket that does not answer within this when the network changed is dead. */
const PROBE_TIMEOUT_MS = 2_000;
/**
 * An attempt that hangs in a dead network is given up early at first, so that the next one finds the
 * network as it is then; later ones wait for slow networks.
 */
const CONNECT_TIMEOUT_MS = { first: 2_000, later: 10_000 } as const;
const SHORT_ATTEMPTS = 10;
/** A join that was refused only for the moment is tried again after this, at the soonest. */
const JOIN_RETRY_MS = 1_000;

type Welcome = RoomWelcome & { sentAt: number; receivedAt: number };

export type SignalingEvents = {
  /** In the room, at the first time and after every loss of the socket. */
  joined: Welcome;
  /** In front of the door, at first and after every loss of the socket, until a host opens. */
  waiting: { title: string };
  /** The way to the server broke; it is being sought again. */
  lost: Record<string, never>;
  /** The server does not let us in, and asking again would not help. */
  refused: RoomError;
} & { [N in keyof typeof serverEvents]: ServerEventData<N> };

const refusalSchema = z.object({
  code: z.string(),
  message: z.string(),
  retryAfterSeconds: z.number().optional(),
});

const ackSchema = z.union([
  z.object({ ok: z.literal(true), data: z.unknown() }),
  z.object({ ok: z.literal(false), error: refusalSchema }),
]);

/** Codes that time heals; everything else the server says is final. */
const PASSING = new Set(["too-many", "unavailable", "timed-out", "timeout", "internal", "offline"]);

type SignalingOptions = {
  code: string;
  /** What to say about microphone and camera at every join. */
  media: () => MediaState;
  /** Origin of the server; the page's own when left out. */
  url?: string;
};

/**
 * The socket to the room: typed requests with acknowledgements, and a join at **every** connect,
 * with the same seat, because a socket that comes back is a stranger to the server.
 */
export class Signaling extends Emitter<SignalingEvents> {
  readonly #options: SignalingOptions;
  readonly #socket: Socket;
  #joined = false;
  #closed = false;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #hold: ReturnType<typeof setTimeout> | null = null;

  constructor(options: SignalingOptions) {
    super();
    this.#options = options;
    this.#socket = io(`${options.url ?? ""}${ROOM_NAMESPACE}`, {
      transports: ["websocket"],
      auth: { code: options.code },
      autoConnect: false,
      reconnectionDelay: 200,
      reconnectionDelayMax: 1_000,
      timeout: CONNECT_TIMEOUT_MS.later,
    });
    this.#socket.io.on("reconnect_attempt", (attempt) => {
      const { first, later } = CONNECT_TIMEOUT_MS;
      this.#socket.io.timeout(attempt <= SHORT_ATTEMPTS ? first : later);
    });
    this.#socket.on("connect", () => void this.#join());
    this.#socket.on("disconnect", (reason) => this.#onDisconnect(reason));
    this.#socket.on("connect_error", (error) => this.#onConnectError(error));
    this.#socket.on("room:admitted", () => void this.#join());
    for (const name of Object.keys(serverEvents) as (keyof typeof serverEvents)[]) {
      this.#socket.on(name, (raw: unknown) => this.#onEvent(name, raw));
    }
  }

  get isJoined(): boolean {
    return this.#joined;
  }

  connect(): void {
    this.#socket.connect();
  }

  /**
   * Sends an event and waits for its answer.
   * @throws {RoomError} what the server said, `timeout`, or `offline` while the socket is down.
   */
  async request<N extends ClientEventName>(
    name: N,
    data: ClientEventIn<N>,
  ): Promise<ClientEventOut<N>> {
    if (!this.#socket.connected) throw offline();
    let raw: unknown;
    try {
      raw = await this.#socket.timeout(ACK_TIMEOUT_MS).emitWithAck(name, data);
    } catch {
      if (!this.#socket.connected) throw offline();
      throw new RoomError({
        code: "timeout",
        message: "The server did not answer in time. Try again in a moment.",
      });
    }
    const answer = ackSchema.safeParse(raw);
    if (!answer.success) throw unreadable();
    if (!answer.data.ok) throw new RoomError(answer.data.error);
    const out = clientEvents[name].out.safeParse(answer.data.data);
    if (!out.success) throw unreadable();
    return out.data as ClientEventOut<N>;
  }

  /** Drops the socket for good. What the server was not told is left to its grace period. */
  close(): void {
    this.#closed = true;
    this.#joined = false;
    if (this.#retry) clearTimeout(this.#retry);
    if (this.#hold) clearTimeout(this.#hold);
    this.#socket.disconnect();
    this.removeAllListeners();
  }

  /** The network changed: a socket that is down is sought now, one that seems up is tried. */
  async refresh(): Promise<void> {
    // Before it was wanted, or after the server refused, there is nothing to seek.
    if (this.#closed || this.#hold || !this.#socket.active) return;
    if (!this.#socket.connected) {
      // Ends the wait between attempts, which nothing else does.
      this.#socket.disconnect().connect();
      return;
    }
    try {
      await this.#socket.timeout(PROBE_TIMEOUT_MS).emitWithAck("room:clock", {});
    } catch {
      if (!this.#closed && this.#socket.connected) this.#socket.io.engine.close();
    }
  }

  /** Breaks the socket as a bad network would; it cannot come back for this long, milliseconds. */
  dropSocket(forMs: number): void {
    if (this.#closed) return;
    if (this.#hold) clearTimeout(this.#hold);
    this.#socket.io.reconnection(false);
    this.#socket.io.engine?.close();
    this.#hold = setTimeout(() => {
      this.#hold = null;
      this.#socket.io.reconnection(true);
      this.#socket.connect();
    }, forMs);
  }

  async #join(): Promise<void> {
    const sentAt = performance.now();
    try {
      const answer = await this.request("room:join", { media: this.#options.media() });
      if (this.#closed) return;
      if (answer.state === "waiting") {
        this.emit("waiting", { title: answer.title });
        return;
      }
      this.#joined = true;
      this.emit("joined", { ...answer, sentAt, receivedAt: performance.now() });
    } catch (thrown) {
      this.#onJoinFailed(thrown instanceof RoomError ? thrown : unreadable());
    }
  }

  #onJoinFailed(error: RoomError): void {
    if (this.#closed || error.code === "offline") return;
    if (!PASSING.has(error.code)) {
      this.emit("refused", error);
      return;
    }
    this.#retry = setTimeout(() => {
      if (this.#socket.connected) void this.#join();
    }, retryWaitMs(error));
  }

  #onDisconnect(reason: Socket.DisconnectReason): void {
    if (this.#closed) return;
    this.#joined = false;
    this.emit("lost", {});
    // The library does not come back by itself when the server hung up (a copy shutting down).
    if (reason === "io server disconnect") {
      this.#retry = setTimeout(() => this.#socket.connect(), JOIN_RETRY_MS);
    }
  }

  #onConnectError(error: Error & { data?: unknown }): void {
    // Active: the network failed and the library tries again. Otherwise the server refused.
    if (this.#closed || this.#socket.active) return;
    const said = refusalSchema.safeParse(error.data);
    const refusal = said.success
      ? new RoomError(said.data)
      : new RoomError({
          code: "refused",
          message:
            "The server did not let this browser into the room. Reload the page to try again.",
        });
    if (!PASSING.has(refusal.code)) {
      this.emit("refused", refusal);
      return;
    }
    this.#retry = setTimeout(() => this.#socket.connect(), retryWaitMs(refusal));
  }

  #onEvent<N extends keyof typeof serverEvents>(name: N, raw: unknown): void {
    const data = serverEvents[name].safeParse(raw);
    if (data.success) this.emit(name, data.data as SignalingEvents[N]);
  }
}

const retryWaitMs = (error: RoomError): number =>
  Math.max(JOIN_RETRY_MS, (error.retryAfterSeconds ?? 0) * 1000);

const offline = (): RoomError =>
  new RoomError({ code: "offline", message: "The connection is down. It is being sought again." });

const unreadable = (): RoomError =>
  new RoomError({
    code: "unreadable",
    message: "This page and the server do not understand each other. Reload the page.",
  });
