import { roleOf } from "@/lib/meetings/role";
import { meetingCode } from "@/lib/meetings/schema";
import { loadSeat } from "@/lib/meetings/service";
import type { Access } from "@/lib/platform/access";
import { notFound } from "@/lib/platform/errors";
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

/** Somebody who is in the room at this moment; in front of its door is not in it. */
export const presentHere: Access<Seat> = {
  name: "present",
  check: async (caller) => {
    const seat = await seated.check(caller);
    if (!(await hasSeat(seat.meetingId, seat.participantId)))
      throw notFound("You are not in this meeting’s room.");
    return seat;
  },
  key: (seat) => seat.participantId,
};

/** Somebody with a seat in the meeting that the path's `code` names; others find nothing there. */
export const seated: Access<Seat> = {
  name: "seated",
  check: async (caller) => {
    const code = meetingCode.safeParse(caller.params.code ?? "");
    const seat = code.success ? await seatOfCookies(caller.headers.cookie, code.data) : null;
    if (!seat) throw notFound("You have no seat in this meeting.");
    return seat;
  },
  key: (seat) => seat.participantId,
};
