import { roleOf } from "@/lib/meetings/role";
import { meetingCode } from "@/lib/meetings/schema";
import { loadSeat } from "@/lib/meetings/service";
import type { Access, Caller } from "@/lib/platform/access";
import { notFound } from "@/lib/platform/errors";
import { consume, type Limit } from "@/lib/platform/rate-limit";
import { readSeatTicket } from "@/lib/room/seat-ticket";
import { hasSeat } from "@/lib/room/state";

/** A seat that a request's cookie proves. */
export interface Seat {
  participantId: string;
  meetingId: string;
  name: string;
  isHost: boolean;
  startedAt: Date | null;
  endedAt: Date | null;
}

/** The seat of this browser in the meeting with this code; null without a valid ticket. */
export async function seatOfCookies(
  cookieHeader: string | undefined,
  code: string,
): Promise<Seat | null> {
  const ticket = readSeatTicket(cookieHeader, code);
  if (!ticket) return null;
  const found = await loadSeat(ticket.participantId);
  if (!found || found.meeting.id !== ticket.meetingId || found.meeting.code !== code) return null;
  const { participant, meeting } = found;
  return {
    participantId: participant.id,
    meetingId: meeting.id,
    name: participant.name,
    isHost: roleOf(participant) === "host",
    startedAt: meeting.startedAt,
    endedAt: meeting.endedAt,
  };
}

/** Seats are asked of Postgres; whoever gets no further must not keep it busy. Above all doors' limits. */
const SEATED_LIMIT: Limit = { points: 1_500, seconds: 60, by: "principal" };
const PRESENT_LIMIT: Limit = { points: 40, seconds: 60, by: "principal" };

/** The caller's seat, counted against its holder before it is looked up. Throws `not-found`. */
async function seatBehind({ params, headers }: Caller, door: string, limit: Limit): Promise<Seat> {
  const code = meetingCode.safeParse(params.code ?? "").data ?? "";
  const ticket = readSeatTicket(headers.cookie, code);
  if (ticket) await consume(door, limit, ticket.participantId);
  const seat = ticket && (await seatOfCookies(headers.cookie, code));
  if (!seat) throw notFound("You have no seat in this meeting.");
  return seat;
}

/** Somebody who is in the room at this moment; in front of its door is not in it. */
export const presentHere: Access<Seat> = {
  name: "present",
  check: async (caller) => {
    const seat = await seatBehind(caller, "present", PRESENT_LIMIT);
    if (!(await hasSeat(seat.meetingId, seat.participantId)))
      throw notFound("You are not in this meeting’s room.");
    return seat;
  },
  key: (seat) => seat.participantId,
};

/** Somebody with a seat in the meeting that the path's `code` names; others find nothing there. */
export const seated: Access<Seat> = {
  name: "seated",
  check: (caller) => seatBehind(caller, "seated", SEATED_LIMIT),
  key: (seat) => seat.participantId,
};
