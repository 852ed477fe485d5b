import type { Socket } from "socket.io";
import { z } from "zod";
import { grantOf } from "@/lib/emotion/grants";
import { readEmotion } from "@/lib/emotion/jobs";
import { captureEvents, type Modality, type ReadingEventData } from "@/lib/emotion/schema";
import { putIntoSlot, switchDevices } from "@/lib/emotion/slots";
import { TokenBucket } from "@/lib/emotion/token-bucket";
import { isBacklogged } from "@/lib/emotion/upkeep";
import { nowMs } from "@/lib/platform/clock";
import { AppError, type ErrorBody, forbidden } from "@/lib/platform/errors";
import { enqueue } from "@/lib/platform/jobs";
import { event, type SocketAccess } from "@/lib/platform/sockets";

/** What a socket's handshake proved, and what its person said of their devices since. */
export interface EmotionSeat {
  participantId: string;
  meetingId: string;
  /** The answer this connection was made for; null for somebody who only looks. */
  stamp: string | null;
  isHost: boolean;
  accepts: Record<Modality, boolean>;
  devices: Record<Modality, boolean>;
}

/** What was captured longer ago than this is not worth reading, milliseconds. */
const TOO_OLD_MS = 3_000;
/** The fastest anybody is asked to send is twice a second each; a burst after a stall is forgiven. */
const RATE = { perSecond: 6, burst: 12 };
/** Who is told of refusals is told at most this often, milliseconds. */
const TELL_EVERY_MS = 1_000;

const buckets = new WeakMap<Socket, TokenBucket>();
const toldAt = new WeakMap<Socket, number>();

/**
 * Somebody who agreed, on the connection made for that answer. A flood is cut off here, in memory,
 * before anything is parsed or any other service is asked.
 */
const capturer: SocketAccess<EmotionSeat & { stamp: string }> = {
  name: "emotion-capturer",
  check: (socket) => {
    const seat = socket.data.emotion as EmotionSeat;
    const bucket = buckets.get(socket) ?? new TokenBucket(RATE);
    buckets.set(socket, bucket);
    if (!bucket.take(nowMs()))
      throw new AppError("too-many", "That is faster than asked for.", { retryAfterSeconds: 1 });
    const { stamp } = seat;
    if (stamp === null) throw forbidden("You have not agreed to this, so nothing was taken.");
    return Object.assign(seat, { stamp });
  },
  key: ({ participantId }) => participantId,
};

function refused(socket: Socket, error: ErrorBody): void {
  if (nowMs() - (toldAt.get(socket) ?? 0) < TELL_EVERY_MS) return;
  toldAt.set(socket, nowMs());
  const told: ReadingEventData<"emotion.error"> = { code: error.code, message: error.message };
  socket.emit("emotion.error", told);
}

/** Whoever states an identity must be that person: it comes from the ticket alone. */
function mustBe(seat: EmotionSeat, stated: string | undefined): void {
  if (stated !== undefined && stated !== seat.participantId)
    throw forbidden("That is not who this connection belongs to.");
}

async function take(
  seat: EmotionSeat & { stamp: string },
  input: { modality: Modality; bytes: Uint8Array; capturedAtMs: number },
): Promise<void> {
  const { participantId, meetingId, stamp } = seat;
  const { modality, bytes } = input;
  const capturedAtMs = Math.min(input.capturedAtMs, nowMs());
  if (nowMs() - capturedAtMs > TOO_OLD_MS) throw new AppError("gone", "That came too late.");
  const off = forbidden("You have not agreed to this, or your device is off: nothing was taken.");
  if (!seat.accepts[modality] || !seat.devices[modality]) throw off;
  const slot = { participantId, stamp, modality, bytes, capturedAtMs };
  let answer = await putIntoSlot(slot);
  // Redis has lost what they allow; Postgres knows.
  if (answer === "unknown" && (await grantOf(participantId))) answer = await putIntoSlot(slot);
  if (answer === "refused" || answer === "unknown") throw off;
  if (answer === "waiting" || isBacklogged()) return;
  await enqueue(readEmotion, { participantId, meetingId, delivery: String(nowMs()) });
}

/** Twice a second and modality, with room for catching up. */
const limit = { points: 60, seconds: 10 };

const frame = event({
  name: "emotion.frame",
  in: captureEvents["emotion.frame"],
  out: z.object({}),
  access: capturer,
  limit,
  refused,
  handler: async ({ data, principal }) => {
    mustBe(principal, data.participantId);
    const { jpeg, capturedAtMs } = data;
    await take(principal, { modality: "face", bytes: jpeg, capturedAtMs });
    return {};
  },
});

const audio = event({
  name: "audio_chunk",
  in: captureEvents.audio_chunk,
  out: z.object({}),
  access: capturer,
  limit,
  refused,
  handler: async ({ data, principal }) => {
    mustBe(principal, data.participantId);
    const { pcm, capturedAtMs } = data;
    await take(principal, { modality: "voice", bytes: pcm, capturedAtMs });
    return {};
  },
});

const mediaState = event({
  name: "participant.media_state",
  in: captureEvents["participant.media_state"],
  out: z.object({}),
  access: capturer,
  limit,
  refused,
  handler: async ({ data, principal, socket }) => {
    mustBe(principal, data.participantId);
    const devices = { face: data.cameraEnabled, voice: data.micEnabled };
    (socket.data.emotion as EmotionSeat).devices = devices;
    const { participantId, stamp } = principal;
    await switchDevices({ participantId, stamp, ...devices });
    return {};
  },
});

export const emotionDoors = [frame, audio, mediaState] as const;
