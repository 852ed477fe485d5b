import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { io as connectSocket, type Socket } from "socket.io-client";
import type { Account } from "@/lib/auth/schema";
import { createAccount } from "@/lib/auth/service";
import { attachEmotion } from "@/lib/emotion/server";
import { meetingCode } from "@/lib/meetings/schema";
import { createMeeting, takeSeat } from "@/lib/meetings/service";
import type { RoomTimings } from "@/lib/room/room-copy";
import {
  type Ack,
  type ClientEventName,
  type ClientEventOut,
  ROOM_NAMESPACE,
  type RoomPerson,
  type RoomWelcome,
  type ServerEventData,
  type ServerEventName,
  serverEvents,
} from "@/lib/room/schema";
import { seatCookie } from "@/lib/room/seat-ticket";
import { attachRooms, ROOM_SOCKET_OPTIONS } from "@/lib/room/server";

/** Integration tests need the services; they skip without them. */
export const hasServices = Boolean(process.env.DATABASE_URL && process.env.REDIS_URL);

// A Redis database of these tests' own: they flush it.
if (process.env.REDIS_URL) {
  const url = new URL(process.env.REDIS_URL);
  url.pathname = "/9";
  process.env.REDIS_URL = url.href;
}
process.env.PARLEY_SECRET ??= randomUUID() + randomUUID();
process.env.LOG_LEVEL ??= "silent";

export const MEDIA = { microphone: true, camera: false };

export interface Copy {
  url: string;
  io: Server;
  close(): Promise<void>;
}

/** A web copy with nothing but the live room and its emotion, on a port of its own. */
export async function openCopy(timings: Partial<RoomTimings> = {}): Promise<Copy> {
  const http = createServer();
  const io = new Server(http, ROOM_SOCKET_OPTIONS);
  const rooms = await attachRooms(io, timings);
  const emotion = attachEmotion(io);
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    io,
    close: async () => {
      await emotion.close();
      await rooms.close();
      await io.close();
    },
  };
}

export interface TestMeeting {
  id: string;
  /** Without dashes. */
  code: string;
  host: Account;
  /** Makes a host of whoever has it. */
  hostSecret: string;
}

export const newAccount = (name: string): Promise<Account> =>
  createAccount({
    email: `${randomUUID()}@example.org`,
    name,
    password: "a long enough password",
  });

/** A meeting of this account, else of a new one. */
export async function newMeeting(account?: Account): Promise<TestMeeting> {
  const host = account ?? (await newAccount("Hanna Host"));
  const meeting = await createMeeting({ host, title: "Planning" });
  const { id, code, hostSecret } = meeting;
  return { id, code: meetingCode.parse(code), host, hostSecret };
}

export interface TestSeat {
  participantId: string;
  meeting: TestMeeting;
  cookie: string;
}

/** A seat as the HTTP door gives it: with the cookie of its browser. */
export async function newSeat(
  meeting: TestMeeting,
  who: { name?: string; user?: Account | null; hostKey?: string } = {},
): Promise<TestSeat> {
  const seat = await takeSeat({
    code: meeting.code,
    name: who.name ?? "Gast",
    user: who.user ?? null,
    knownSeatId: null,
    hostKey: who.hostKey,
  });
  const set = seatCookie({ code: meeting.code, participantId: seat.id, meetingId: meeting.id });
  return { participantId: seat.id, meeting, cookie: set.split(";")[0] ?? "" };
}

/** The seat of somebody with an account of their own. */
export const memberSeat = async (meeting: TestMeeting, name: string): Promise<TestSeat> =>
  newSeat(meeting, { name, user: await newAccount(name) });

export const hostSeat = (meeting: TestMeeting): Promise<TestSeat> =>
  newSeat(meeting, { name: meeting.host.name, user: meeting.host });

type Heard = { [N in ServerEventName]: { name: N; data: ServerEventData<N> } }[ServerEventName];

/** One browser tab as far as the room's socket goes. */
export class Tab {
  readonly heard: Heard[] = [];
  readonly #watchers = new Set<() => void>();

  private constructor(readonly socket: Socket) {
    for (const name of Object.keys(serverEvents) as ServerEventName[]) {
      socket.on(name, (raw: unknown) =>
        this.#note({ name, data: serverEvents[name].parse(raw) } as Heard),
      );
    }
    socket.on("disconnect", () => this.#wake());
  }

  static make(url: string, options: { cookie?: string; code?: string; origin?: string }): Tab {
    return new Tab(
      connectSocket(`${url}${ROOM_NAMESPACE}`, {
        transports: ["websocket"],
        forceNew: true,
        reconnection: false,
        auth: { code: options.code },
        extraHeaders: {
          origin: options.origin ?? url,
          ...(options.cookie && { cookie: options.cookie }),
        },
      }),
    );
  }

  /** Connects with a seat; rejects with the server's refusal. */
  static async connect(url: string, seat: TestSeat): Promise<Tab> {
    const tab = Tab.make(url, { cookie: seat.cookie, code: seat.meeting.code });
    await tab.connected();
    return tab;
  }

  /** Connects and joins. */
  static async join(url: string, seat: TestSeat): Promise<{ tab: Tab; welcome: RoomWelcome }> {
    const tab = await Tab.connect(url, seat);
    return { tab, welcome: await tab.enter() };
  }

  /** Connects and asks to come in; throws unless it has to wait. */
  static async wait(url: string, seat: TestSeat): Promise<Tab> {
    const tab = await Tab.connect(url, seat);
    const joined = await tab.ask("room:join", { media: MEDIA });
    if (joined.state !== "waiting") throw new Error("in: there was no need to wait");
    return tab;
  }

  /** Enters the room; throws when it has to wait. */
  async enter(): Promise<RoomWelcome> {
    const joined = await this.ask("room:join", { media: MEDIA });
    if (joined.state !== "in") throw new Error("waiting: in front of the door");
    return joined;
  }

  connected(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.socket.once("connect", resolve);
      this.socket.once("connect_error", reject);
    });
  }

  /** The raw acknowledgement, whatever was sent. */
  tell<N extends ClientEventName>(name: N, data: unknown): Promise<Ack<ClientEventOut<N>>> {
    return this.socket.timeout(15_000).emitWithAck(name, data);
  }

  /** The result; throws the refusal's code and sentence. */
  async ask<N extends ClientEventName>(name: N, data: unknown): Promise<ClientEventOut<N>> {
    const answer = await this.tell(name, data);
    if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
    return answer.data;
  }

  /** The last list of people this tab was told. */
  get people(): RoomPerson[] {
    const last = this.heard.findLast((event) => event.name === "room:people");
    return last?.name === "room:people" ? last.data.people : [];
  }

  all<N extends ServerEventName>(name: N): ServerEventData<N>[] {
    return this.heard.filter((event) => event.name === name).map((event) => event.data) as never;
  }

  /** Waits until something is true, looking again whenever this tab hears something. */
  until(what: string, isTrue: () => boolean, timeoutMs = 20_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!isTrue()) return;
        clearTimeout(timer);
        this.#watchers.delete(look);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#watchers.delete(look);
        reject(new Error(`waited in vain for: ${what}`));
      }, timeoutMs);
      this.#watchers.add(look);
      look();
    });
  }

  /** Breaks the connection as a bad network would: without a farewell. */
  drop(): void {
    this.socket.io.engine.close();
  }

  close(): void {
    this.socket.disconnect();
  }

  #note(event: Heard): void {
    this.heard.push(event);
    this.#wake();
  }

  #wake(): void {
    for (const look of [...this.#watchers]) look();
  }
}

/** Polls a condition that nobody announces. */
export async function eventually(
  what: string,
  isTrue: () => Promise<boolean>,
  timeoutMs = 20_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
