import type { Namespace, Socket } from "socket.io";
import { z } from "zod";
import type { EmotionSeat } from "@/lib/emotion/doors";
import { readEmotion } from "@/lib/emotion/jobs";
import { hostsRoom, RATE_KEY, RATE_TURN_KEY } from "@/lib/emotion/keys";
import { nextPace, PACE, type Pace } from "@/lib/emotion/pace";
import { activePeople, recentWaits } from "@/lib/emotion/statistics";
import { seatsNow } from "@/lib/meetings/hosting";
import { roleOf } from "@/lib/meetings/role";
import { nowMs } from "@/lib/platform/clock";
import { queueOf } from "@/lib/platform/jobs";
import { log } from "@/lib/platform/log";
import { redis } from "@/lib/platform/redis";
import { isModerator } from "@/lib/room/schema";
import { hasSeat } from "@/lib/room/state";

const EVERY_MS = 1_000;
/** Those who are told nothing new hear the pace again this often, in rounds. */
const REPEAT = 5;
/** Connections are compared with the room every so many rounds. */
const COMPARE = 2;
/** More deliveries than this waiting means that nobody reads, beside what one per person may. */
const BACKLOG = 100;

const stored = z.object({ fps: z.number(), loweredAtMs: z.number() });
const START: Pace = { fps: PACE.start, loweredAtMs: 0 };

let backlogged = false;

/** Whether deliveries pile up: then slots are filled and nobody more is asked to come. */
export const isBacklogged = (): boolean => backlogged;

/** Sets the pace, and ends connections of people who are no longer in the room. */
export function startUpkeep(nsp: Namespace): {
  welcome(socket: Socket): void;
  close(): Promise<void>;
} {
  let pace = START;
  let round = 0;
  let closed = false;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const statusFor = (socket: Socket) => ({
    targetFps: rounded(pace.fps),
    accepts: (socket.data.emotion as EmotionSeat).accepts,
  });
  const tell = async (lowered: boolean): Promise<void> => {
    for (const socket of nsp.sockets.values()) {
      if (lowered) socket.emit("backpressure", { suggestedFps: rounded(pace.fps) });
      socket.emit("server.status", statusFor(socket));
    }
  };
  const beat = async (): Promise<void> => {
    round += 1;
    if (nsp.sockets.size === 0) return;
    const before = pace;
    await adjust();
    pace = await readPace();
    if (pace.fps !== before.fps || round % REPEAT === 0) await tell(pace.fps < before.fps);
    if (round % COMPARE === 0) await compare(nsp);
  };
  const schedule = (): void => {
    timer = setTimeout(() => {
      running = beat()
        .catch((error: unknown) => log("emotion").warn({ err: error }, "upkeep interrupted"))
        .then(() => {
          if (!closed) schedule();
        });
    }, EVERY_MS);
  };
  schedule();
  return {
    welcome: (socket) => socket.emit("server.status", statusFor(socket)),
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await running;
    },
  };
}

const rounded = (fps: number): number => Math.round(fps * 100) / 100;

async function readPace(): Promise<Pace> {
  const text = await redis().get(RATE_KEY);
  return (text && stored.safeParse(JSON.parse(text)).data) || START;
}

/** One copy a second decides for all. */
async function adjust(): Promise<void> {
  const waiting = await queueOf(readEmotion).getWaitingCount();
  backlogged = waiting > BACKLOG + 2 * (await activePeople());
  if ((await redis().set(RATE_TURN_KEY, "1", "PX", EVERY_MS * 0.9, "NX")) !== "OK") return;
  const waits = backlogged ? [Number.POSITIVE_INFINITY] : await recentWaits(EVERY_MS);
  const next = nextPace(await readPace(), waits, nowMs());
  await redis().set(RATE_KEY, JSON.stringify(next), "PX", 10 * 60_000);
}

/** Whoever left the room, or is no host any more, hears and sends nothing here any longer. */
async function compare(nsp: Namespace): Promise<void> {
  const sockets = [...nsp.sockets.values()];
  const seats = await seatsNow(sockets.map((socket) => seatOf(socket).participantId));
  await Promise.all(
    sockets.map(async (socket) => {
      const { participantId, meetingId } = seatOf(socket);
      const seat = seats.get(participantId);
      const present = seat && !seat.removedAt && (await hasSeat(meetingId, participantId));
      if (!present) return socket.disconnect(true);
      const room = hostsRoom(meetingId);
      if (isModerator(roleOf(seat))) await socket.join(room);
      else await socket.leave(room);
    }),
  );
}

const seatOf = (socket: Socket): EmotionSeat => socket.data.emotion as EmotionSeat;
