import {
  findForHosting,
  findMeeting,
  findSeats,
  type MeetingRow,
  passRole,
  type SeatRow,
  setActingHost,
  updateMeeting,
  updateSeats,
} from "@/lib/meetings/repo";
import { roleOf } from "@/lib/meetings/role";
import { now } from "@/lib/platform/clock";
import { notFound } from "@/lib/platform/errors";
import type { LobbyMode, RoomRole } from "@/lib/room/schema";

export type { MeetingRow, SeatRow } from "@/lib/meetings/repo";

/** What the room's rules change in Postgres; who may is decided by the doors that call them. */

/** A seat of this meeting, removed or not. Throws `not-found`. */
export async function seatIn(meetingId: string, participantId: string): Promise<SeatRow> {
  const [seat] = await findSeats([participantId]);
  if (seat?.meetingId !== meetingId) throw notFound("That person is not in this room.");
  return seat;
}

/** Seats as they stand now, by id; those gone are missing. */
export async function seatsNow(ids: readonly string[]): Promise<Map<string, SeatRow>> {
  return new Map((await findSeats(ids)).map((seat) => [seat.id, seat]));
}

/** A seat's role at this moment; null for nobody of this meeting and for those removed from it. */
export async function roleNow(meetingId: string, participantId: string): Promise<RoomRole | null> {
  const [seat] = await findSeats([participantId]);
  return seat?.meetingId === meetingId && !seat.removedAt ? roleOf(seat) : null;
}

/** Stores what the hosts decided; what is left out stays as it is. */
export const changeSettings = (
  meetingId: string,
  change: { lobby?: LobbyMode | undefined; locked?: boolean | undefined },
) =>
  updateMeeting(meetingId, {
    ...(change.lobby && { lobby: change.lobby }),
    ...(change.locked !== undefined && { lockedAt: change.locked ? now() : null }),
  });

/** These people need not wait any more. Yields how many of them are of this meeting. */
export const admitSeats = (meetingId: string, ids: readonly string[]): Promise<number> =>
  updateSeats(meetingId, ids, { admittedAt: now(), deniedAt: null });

export const denySeat = (meetingId: string, id: string): Promise<number> =>
  updateSeats(meetingId, [id], { deniedAt: now(), admittedAt: null });

/** Closes the room to somebody, who loses every say in it. */
export const closeTo = (meetingId: string, id: string): Promise<number> =>
  updateSeats(meetingId, [id], {
    removedAt: now(),
    admittedAt: null,
    actingHostSince: null,
    role: "participant",
  });

export const changeRole = (meetingId: string, id: string, role: RoomRole): Promise<number> =>
  updateSeats(meetingId, [id], { role });

/**
 * Makes somebody the host in place of another. A stand-in passes on the standing in and no more, so
 * that the host who comes back finds the room as they left it.
 */
export async function passHost(meetingId: string, from: SeatRow, to: string): Promise<void> {
  if (from.role === "host") await passRole(meetingId, from.id, to);
  else await setActingHost(meetingId, to, now());
}

/** Somebody stands in for the absent host, or nobody does (null). */
export const standIn = (meetingId: string, id: string | null): Promise<void> =>
  setActingHost(meetingId, id, now());

/** Who decides on the host: those present, former hosts, and stand-ins. */
export const seatsForHosting = findForHosting;

/** A meeting as it stands now. Throws `not-found`. */
export async function meetingNow(meetingId: string): Promise<MeetingRow> {
  const meeting = await findMeeting(meetingId);
  if (!meeting) throw notFound("There is no such meeting.");
  return meeting;
}
