import { mustWait } from "@/lib/meetings/entry";
import { admitSeats, changeSettings, denySeat, meetingNow, seatIn } from "@/lib/meetings/hosting";
import { notFound } from "@/lib/platform/errors";
import type { RoomContext } from "@/lib/room/context";
import { lobbyRoom, lobbySeatRoom } from "@/lib/room/keys";
import { findWaiting, readWaiting, removeWaiting } from "@/lib/room/lobby-state";
import { withRoomLock } from "@/lib/room/lock";
import type { LobbyMode, RoomSettings } from "@/lib/room/schema";
import { tellSettings } from "@/lib/room/settings";
import { tell } from "@/lib/room/tell";

/** Changes the lobby or the lock; whoever need not wait any more is let in at once. */
export const changeRoomSettings = (
  context: RoomContext,
  meetingId: string,
  change: { lobby?: LobbyMode | undefined; locked?: boolean | undefined },
): Promise<RoomSettings> =>
  withRoomLock(meetingId, async () => {
    const meeting = await changeSettings(meetingId, change);
    if (change.lobby) {
      const free = (await readWaiting(meetingId))
        .filter(({ person }) => !mustWait(meeting.lobby, person.isGuest))
        .map(({ person }) => person.id);
      const seats = free.map((id) => lobbySeatRoom(meetingId, id));
      // With the lobby off also those whom Redis has forgotten may ask again.
      const rooms = meeting.lobby === "off" ? [lobbyRoom(meetingId)] : seats;
      await letIn(context, { meetingId, ids: free, rooms });
    }
    return tellSettings(context, meetingId);
  });

/** Lets one person in, or everybody who waits (null). Throws `not-found` for a stranger. */
export const admitWaiting = (
  context: RoomContext,
  meetingId: string,
  id: string | null,
): Promise<void> =>
  withRoomLock(meetingId, async () => {
    if (id) {
      // Somebody whose connection is just down may come in when they are back.
      const seat = await seatIn(meetingId, id);
      if (seat.removedAt) throw notFound("That person does not wait any more.");
    }
    const ids = id ? [id] : (await readWaiting(meetingId)).map(({ person }) => person.id);
    const rooms = ids.map((one) => lobbySeatRoom(meetingId, one));
    await letIn(context, { meetingId, ids, rooms });
  });

/** Sends somebody who waits away; they may ask again later. Throws `not-found`. */
export const denyWaiting = (context: RoomContext, meetingId: string, id: string): Promise<void> =>
  withRoomLock(meetingId, async () => {
    const waiting = await findWaiting(meetingId, id);
    if (!waiting) throw notFound("That person does not wait any more.");
    await denySeat(meetingId, id);
    await removeWaiting(meetingId, waiting);
    const room = lobbySeatRoom(meetingId, id);
    tell(context.copy, room, "room:ended", { reason: "denied" });
    context.copy.nsp.in(room).disconnectSockets(true);
    context.lobby.changed(meetingId);
  });

/** Opens the door for these people; they ask again and are then in. */
async function letIn(
  { copy }: RoomContext,
  { meetingId, ids, rooms }: { meetingId: string; ids: readonly string[]; rooms: string[] },
): Promise<void> {
  if (ids.length > 0) await admitSeats(meetingId, ids);
  // To no room in particular would be to everybody.
  if (rooms.length > 0) tell(copy, rooms, "room:admitted", {});
}

/** After a removal a fresh cookie must not be a way back: guests wait from now on. */
export async function guardDoor(context: RoomContext, meetingId: string): Promise<void> {
  if ((await meetingNow(meetingId)).lobby !== "off") return;
  await changeSettings(meetingId, { lobby: "guests" });
  await tellSettings(context, meetingId);
}
