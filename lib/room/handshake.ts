import type { Socket } from "socket.io";
import { removedError } from "@/lib/meetings/entry";
import { meetingCode } from "@/lib/meetings/schema";
import { loadSeat } from "@/lib/meetings/service";
import { AppError, forbidden, toAppError, unauthenticated } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import { metrics } from "@/lib/platform/metrics";
import { isOwnOrigin } from "@/lib/platform/origin";
import { consume } from "@/lib/platform/rate-limit";
import type { SocketSeat } from "@/lib/room/room-copy";
import { handshake } from "@/lib/room/schema";
import { readSeatTicket } from "@/lib/room/seat-ticket";

/** A browser that loses its socket comes back at most a few times a minute. */
const LIMIT = { points: 60, seconds: 60, by: "principal" } as const;

const NO_SEAT = "Please enter the meeting through its link: this browser has no seat in it.";

/**
 * Socket.IO middleware: lets a socket in when its browser holds a seat in the meeting that
 * `auth.code` names. Refusals carry `data: { code, message }`.
 */
export function admit(socket: Socket, next: (error?: Error) => void): void {
  seatOf(socket).then(
    (seat) => {
      socket.data.seat = seat;
      next();
    },
    (error: unknown) => {
      const known = toAppError(error);
      metrics().refused.inc({ name: "room:handshake", code: known.code });
      if (known.code === "internal") log("room").error({ err: error }, "handshake failed");
      next(Object.assign(new Error(known.message), { data: known.toBody() }));
    },
  );
}

async function seatOf(socket: Socket): Promise<SocketSeat> {
  const { auth, headers } = socket.handshake;
  if (!isOwnOrigin(headers)) throw forbidden("This page belongs to another website.");
  const code = meetingCode.safeParse(handshake.safeParse(auth).data?.code);
  const ticket = code.success ? readSeatTicket(headers.cookie, code.data) : null;
  if (!ticket) throw unauthenticated(NO_SEAT);
  await consume("room:handshake", LIMIT, ticket.participantId);
  const found = await loadSeat(ticket.participantId);
  if (found?.meeting.id !== ticket.meetingId || found.meeting.code !== code.data)
    throw unauthenticated(NO_SEAT);
  if (found.meeting.endedAt) throw new AppError("gone", "This meeting has ended.");
  if (found.participant.removedAt) throw removedError();
  return { participantId: ticket.participantId, meetingId: ticket.meetingId };
}
