import { io, type Socket } from "socket.io-client";
import { z } from "zod";
import { ROOM_NAMESPACE } from "@/lib/room/schema";

const seat = z.object({ url: z.url(), cookie: z.string(), code: z.string(), id: z.string() });
const task = z.discriminatedUnion("do", [
  /** Everybody of these rooms comes in, at a steady rate. */
  z.object({ do: z.literal("join"), rooms: z.array(z.array(seat)), perSecond: z.number() }),
  /** People of the same rooms signal to each other, at a steady rate over all. */
  z.object({ do: z.literal("relay"), perSecond: z.number(), seconds: z.number() }),
  /** Everybody goes, for good. */
  z.object({ do: z.literal("leave") }),
]);
type Seat = z.infer<typeof seat>;

/** After the last message this long is waited for the late ones, milliseconds. */
const SETTLE_MS = 3_000;
/** Messages leave in small bursts of this spacing, milliseconds. */
const TICK_MS = 20;

const rooms: { seats: Seat[]; sockets: Socket[] }[] = [];
let received: number[] = [];

const now = (): number => performance.now();
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function connect({ url, cookie, code }: Seat): Socket {
  const socket = io(`${url}${ROOM_NAMESPACE}`, {
    transports: ["websocket"],
    forceNew: true,
    reconnection: false,
    autoConnect: false,
    auth: { code },
    extraHeaders: { origin: url, cookie },
  });
  socket.on("room:signal", ({ payload }: { payload: { candidate: { candidate: string } } }) => {
    received.push(now() - Number(payload.candidate.candidate));
  });
  return socket;
}

/** From the wish to come in to the welcome: TCP, handshake and join, milliseconds. */
async function enter(socket: Socket): Promise<number> {
  const from = now();
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("connect_error", reject);
    socket.connect();
  });
  const media = { microphone: true, camera: true };
  const answer = await socket.timeout(30_000).emitWithAck("room:join", { media });
  if (!answer.ok) throw new Error(answer.error.message);
  return now() - from;
}

async function join(groups: Seat[][], perSecond: number): Promise<number[]> {
  const joining: Promise<number>[] = [];
  const from = now();
  for (const seats of groups) {
    const sockets = seats.map(connect);
    rooms.push({ seats, sockets });
    for (const socket of sockets) {
      const dueMs = (joining.length / perSecond) * 1000 - (now() - from);
      if (dueMs > 0) await pause(dueMs);
      joining.push(enter(socket));
    }
  }
  return Promise.all(joining);
}

async function relay(perSecond: number, seconds: number) {
  received = [];
  let sent = 0;
  const refusals: Promise<unknown>[] = [];
  const from = now();
  while (now() - from < seconds * 1000) {
    const due = Math.floor(((now() - from) / 1000) * perSecond);
    for (; sent < due; sent += 1) refusals.push(signal(sent));
    await pause(TICK_MS);
  }
  await Promise.all(refusals);
  await pause(SETTLE_MS);
  return { sent, latencies: received };
}

/** One message from somebody to somebody else of their room. */
async function signal(count: number): Promise<void> {
  const room = rooms[count % rooms.length];
  if (!room) throw new Error("nobody is in");
  const size = room.sockets.length;
  const turn = Math.floor(count / rooms.length);
  const from = room.sockets[turn % size];
  const to = room.seats[(turn + 1 + (turn % (size - 1))) % size];
  const candidate = { candidate: String(now()), sdpMid: "0", sdpMLineIndex: 0 };
  const answer = await from
    ?.timeout(30_000)
    .emitWithAck("room:signal", { to: to?.id, payload: { link: "bench", candidate } });
  if (!answer?.ok) throw new Error(answer?.error.message ?? "no answer");
}

async function leave(): Promise<object> {
  const sockets = rooms.splice(0).flatMap((room) => room.sockets);
  await Promise.all(sockets.map((socket) => socket.timeout(30_000).emitWithAck("room:leave", {})));
  for (const socket of sockets) socket.disconnect();
  return {};
}

async function perform(wanted: z.infer<typeof task>): Promise<object> {
  if (wanted.do === "join") return { latencies: await join(wanted.rooms, wanted.perSecond) };
  if (wanted.do === "relay") return relay(wanted.perSecond, wanted.seconds);
  return leave();
}

process.on("message", (raw) => {
  perform(task.parse(raw)).then(
    (result) => process.send?.(result),
    (error: Error) => process.send?.({ error: error.message }),
  );
});
process.on("disconnect", () => process.exit(0));
