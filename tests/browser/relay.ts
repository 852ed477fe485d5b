import { randomUUID } from "node:crypto";
import type { Server as HttpServer } from "node:http";
import { Server, type Socket } from "socket.io";
import {
  type Ack,
  type ClientEventIn,
  type ClientEventName,
  clientEvents,
  handshake,
  RECORDING_NOTICE_VERSION,
  ROOM_NAMESPACE,
  type RoomPerson,
  type RoomWelcome,
  type ServerEventData,
  type ServerEventName,
  type SignalPayload,
} from "@/lib/room/schema";
import type { MediaPath } from "./media-path";

const PEOPLE_DEBOUNCE_MS = 50;

class Refusal {
  constructor(readonly error: { code: string; message: string }) {}
}

/** The relay offers no emotion. */
const NO_EMOTION = {
  status: {
    offered: false,
    active: false,
    visibility: null,
    modalities: [],
    purpose: "",
    notice: "",
    noticeVersion: "",
  },
  consent: { face: "unasked" as const, voice: "unasked" as const },
};

/**
 * One meeting room in memory that speaks the events of lib/room/schema.ts: what the browser side
 * needs to be tried against, and no more. The identity of a socket is its `seat` cookie.
 */
export class RoomRelay {
  readonly meeting = {
    id: randomUUID(),
    code: "abcd-efgh-jkmn",
    title: "Spring release planning",
    startedAtMs: 0,
  };
  readonly people = new Map<string, RoomPerson>();
  /** What media passes through, when it shall be possible to cut it. */
  path: MediaPath | null = null;
  /** What newcomers are told to find paths with. */
  iceServers: RoomWelcome["ice"]["iceServers"] = [];
  /** Signals are delivered one after the other, as a server does. */
  #delivery: Promise<void> = Promise.resolve();
  readonly #io: Server;
  readonly #now: () => number;
  #recordingSince: number | null = null;
  #order = 0;
  #debounce: NodeJS.Timeout | null = null;
  #isRefusing = false;

  constructor(input: { http: HttpServer; now: () => number }) {
    this.#now = input.now;
    this.meeting.startedAtMs = input.now();
    this.#io = new Server(input.http, {
      transports: ["websocket"],
      serveClient: false,
      allowRequest: (_request, decide) => decide(null, !this.#isRefusing),
    });
    this.#io.of(ROOM_NAMESPACE).on("connection", (socket) => this.#onSocket(socket));
  }

  setRecording(active: boolean): void {
    this.#recordingSince = active ? this.#now() : null;
    this.#broadcast("room:recording", this.#recording());
  }

  endFor(participantId: string, reason: ServerEventData<"room:ended">["reason"]): void {
    this.#io.of(ROOM_NAMESPACE).to(participantId).emit("room:ended", { reason });
  }

  /** Takes somebody off the list, as the end of the grace period does. */
  remove(participantId: string): void {
    this.people.delete(participantId);
    this.#tellPeople();
  }

  /** Cuts every socket and lets none in until `meanwhile` is done. */
  async refuseSockets(meanwhile: () => Promise<void>): Promise<void> {
    this.#isRefusing = true;
    for (const socket of this.#io.of(ROOM_NAMESPACE).sockets.values()) socket.conn.close();
    await meanwhile();
    this.#isRefusing = false;
  }

  async close(): Promise<void> {
    if (this.#debounce) clearTimeout(this.#debounce);
    await this.#io.close();
  }

  #onSocket(socket: Socket): void {
    const seat = /seat=([0-9a-f-]{36})/.exec(socket.handshake.headers.cookie ?? "")?.[1];
    if (!seat || !handshake.safeParse(socket.handshake.auth).success) {
      socket.disconnect();
      return;
    }
    this.#on(socket, "room:join", ({ media }) => this.#join(socket, seat, media));
    this.#on(socket, "room:signal", ({ to, payload }) => {
      this.#delivery = this.#delivery.then(() => this.#deliver({ from: seat, to, payload }));
      return {};
    });
    this.#on(socket, "room:media", (media) => this.#change(seat, { media }));
    this.#on(socket, "room:clock", () => ({ serverTimeMs: this.#now() }));
    this.#on(socket, "room:leave", () => {
      this.remove(seat);
      return {};
    });
    this.#on(socket, "room:end", () => {
      this.#broadcast("room:ended", { reason: "host-ended" });
      return {};
    });
    this.#on(socket, "room:present", (data) => this.#present(seat, data));
    this.#on(socket, "room:simulate", ({ fault, to }) => {
      this.#io
        .of(ROOM_NAMESPACE)
        .to(to ?? seat)
        .emit("room:simulate", fault);
      return {};
    });
    this.#on(socket, "recording:start", () => {
      this.setRecording(true);
      return this.#recording();
    });
    this.#on(socket, "recording:stop", () => {
      this.setRecording(false);
      return this.#recording();
    });
    this.#on(socket, "recording:consent", ({ agree }) => {
      const before = this.people.get(seat)?.recording;
      const recording = agree ? "granted" : before === "granted" ? "withdrawn" : "declined";
      this.#change(seat, { recording });
      return { recording };
    });
    socket.on("disconnect", () => {
      if (this.people.has(seat)) this.#change(seat, { connection: "reconnecting" });
    });
  }

  /** One at a time; whoever takes over ends the other's share. */
  #present(seat: string, data: ClientEventIn<"room:present">): Record<string, never> | Refusal {
    const other = [...this.people.values()].find(({ id, screen }) => screen && id !== seat);
    if (!data.on) return this.#change(seat, { screen: null });
    if (other && !data.takeOver) {
      return new Refusal({ code: "conflict", message: `${other.name} is presenting. Take over?` });
    }
    if (other) {
      this.#change(other.id, { screen: null });
      const command: ServerEventData<"room:command"> = { what: "stop-share", by: seat };
      this.#io.of(ROOM_NAMESPACE).to(other.id).emit("room:command", command);
    }
    const { streamId, hasSound } = data;
    return this.#change(seat, { screen: { streamId, hasSound, sinceMs: this.#now() } });
  }

  async #deliver(signal: { from: string; to: string; payload: SignalPayload }): Promise<void> {
    const { from, to } = signal;
    const payload = this.path ? await this.path.rewrite(signal.payload) : signal.payload;
    if (payload) this.#io.of(ROOM_NAMESPACE).to(to).emit("room:signal", { from, payload });
  }

  #join(socket: Socket, seat: string, media: RoomPerson["media"]): RoomWelcome {
    void socket.join(seat);
    const known = this.people.get(seat);
    const self: RoomPerson = {
      id: seat,
      name: `Person ${seat.slice(0, 4)}`,
      role: this.people.size === 0 ? "host" : "participant",
      handRaisedAtMs: null,
      screen: null,
      chatSeen: 0,
      isGuest: false,
      colour: (this.#order % 8) + 1,
      joinOrder: known?.joinOrder ?? this.#order++,
      recording: known?.recording ?? "unasked",
      media,
      connection: "connected",
    };
    this.people.set(seat, self);
    this.#tellPeople();
    return {
      self,
      people: this.#list(),
      meeting: this.meeting,
      recording: this.#recording(),
      ice: { iceServers: this.iceServers, expiresAtMs: null },
      capacity: 8,
      comfortable: 6,
      canSimulate: true,
      state: "in",
      settings: { lobby: "off", locked: false, hostlessUntilMs: null },
      lobby: [],
      emotion: NO_EMOTION,
      serverTimeMs: this.#now(),
    };
  }

  #on<N extends ClientEventName>(
    socket: Socket,
    name: N,
    handle: (data: ReturnType<(typeof clientEvents)[N]["in"]["parse"]>) => unknown,
  ): void {
    socket.on(name as string, (raw: unknown, ack: (answer: Ack<unknown>) => void) => {
      const data = clientEvents[name].in.parse(raw) as Parameters<typeof handle>[0];
      const answer = handle(data);
      if (answer instanceof Refusal) ack({ ok: false, error: answer.error });
      else ack({ ok: true, data: answer });
    });
  }

  #change(seat: string, change: Partial<RoomPerson>): Record<string, never> {
    const person = this.people.get(seat);
    if (person) this.people.set(seat, { ...person, ...change });
    this.#tellPeople();
    return {};
  }

  #list(): RoomPerson[] {
    return [...this.people.values()].sort((a, b) => a.joinOrder - b.joinOrder);
  }

  #recording(): RoomWelcome["recording"] {
    const startedAtMs = this.#recordingSince;
    const goesTo = { sound: null, words: null };
    return {
      active: startedAtMs !== null,
      startedAtMs,
      noticeVersion: RECORDING_NOTICE_VERSION,
      goesTo,
    };
  }

  #tellPeople(): void {
    this.#debounce ??= setTimeout(() => {
      this.#debounce = null;
      this.#broadcast("room:people", { people: this.#list() });
    }, PEOPLE_DEBOUNCE_MS);
  }

  #broadcast<N extends ServerEventName>(name: N, data: ServerEventData<N>): void {
    this.#io.of(ROOM_NAMESPACE).emit(name as string, data);
  }
}
