import type { Server, Socket } from "socket.io";
import { type EmotionSeat, emotionDoors } from "@/lib/emotion/doors";
import { grantOf } from "@/lib/emotion/grants";
import { everybodyRoom, hostsRoom, personRoom } from "@/lib/emotion/keys";
import { isOffForGood } from "@/lib/emotion/policy";
import { EMOTION_NAMESPACE, emotionHandshake } from "@/lib/emotion/schema";
import { emotionStatusOf } from "@/lib/emotion/service";
import { verifyTicket } from "@/lib/emotion/ticket";
import { startUpkeep } from "@/lib/emotion/upkeep";
import { roleNow } from "@/lib/meetings/hosting";
import { forbidden, notFound, toAppError, unauthenticated } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import { metrics } from "@/lib/platform/metrics";
import { isOwnOrigin } from "@/lib/platform/origin";
import { consume } from "@/lib/platform/rate-limit";
import { isModerator } from "@/lib/room/schema";
import { hasSeat } from "@/lib/room/state";

/** A connection that is lost comes back a few times a minute at most. */
const LIMIT = { points: 30, seconds: 60, by: "principal" } as const;

/**
 * Wires the `/emotion` namespace. Where emotion is off for good there is no such namespace: the
 * server answers as for any other it does not know.
 */
export function attachEmotion(io: Server): { close(): Promise<void> } {
  if (isOffForGood()) return { close: async () => undefined };
  const nsp = io.of(EMOTION_NAMESPACE);
  nsp.use((socket, next) => {
    seatOf(socket).then(
      (seat) => {
        socket.data.emotion = seat;
        next();
      },
      (error: unknown) => {
        const known = toAppError(error);
        metrics().refused.inc({ name: "emotion:handshake", code: known.code });
        if (known.code === "internal") log("emotion").error({ err: error }, "handshake failed");
        next(Object.assign(new Error(known.message), { data: known.toBody() }));
      },
    );
  });
  nsp.on("connection", (socket) => {
    const gauge = metrics().sockets;
    gauge.inc({ namespace: EMOTION_NAMESPACE });
    socket.on("disconnect", () => gauge.dec({ namespace: EMOTION_NAMESPACE }));
    const { participantId, meetingId, isHost } = socket.data.emotion as EmotionSeat;
    const rooms = [personRoom(participantId), everybodyRoom(meetingId)];
    void socket.join(isHost ? [...rooms, hostsRoom(meetingId)] : rooms);
    for (const door of emotionDoors) door.attach(socket);
    upkeep.welcome(socket);
  });
  const upkeep = startUpkeep(nsp);
  return { close: upkeep.close };
}

/** What a handshake proves: a ticket for this instance, fresh, of somebody who is in the room. */
async function seatOf(socket: Socket): Promise<EmotionSeat> {
  const { auth, headers } = socket.handshake;
  if (!isOwnOrigin(headers)) throw forbidden("This page belongs to another website.");
  const parsed = emotionHandshake.safeParse(auth);
  const ticket = parsed.success ? verifyTicket(parsed.data.ticket) : null;
  if (!ticket) throw unauthenticated("This needs a fresh ticket of somebody in the room.");
  const { participantId, meetingId, stamp } = ticket;
  await consume("emotion:handshake", LIMIT, participantId);
  const [status, present, grant, role] = await Promise.all([
    emotionStatusOf(meetingId),
    hasSeat(meetingId, participantId),
    grantOf(participantId),
    roleNow(meetingId, participantId),
  ]);
  if (!status.active) throw notFound("Emotion is not offered here.");
  if (!present) throw forbidden("You are not in this meeting’s room.");
  const mayCapture = stamp !== null && grant?.stamp === stamp;
  if (stamp !== null && !mayCapture) throw forbidden("Your answer has changed since.");
  return {
    participantId,
    meetingId,
    stamp,
    isHost: role !== null && isModerator(role),
    accepts: {
      face: mayCapture && (grant?.face ?? false),
      voice: mayCapture && (grant?.voice ?? false),
    },
    devices: { face: true, voice: true },
  };
}
