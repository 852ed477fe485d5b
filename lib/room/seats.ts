import type { Socket } from "socket.io";
import { entryOf, refusalOf } from "@/lib/meetings/entry";
import { roleOf } from "@/lib/meetings/role";
import { loadSeat, markEntered, markLeft } from "@/lib/meetings/service";
import { nowMs } from "@/lib/platform/clock";
import { env } from "@/lib/platform/env";
import { AppError, conflict, unauthenticated } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import type { RoomContext } from "@/lib/room/context";
import { settleHost } from "@/lib/room/hosts";
import { meetingRoom, moderatorsRoom, seatRoom } from "@/lib/room/keys";
import { withRoomLock } from "@/lib/room/lock";
import type { Member, SocketSeat } from "@/lib/room/room-copy";
import { isModerator, type MediaState, type RoomJoined } from "@/lib/room/schema";
import { nextJoinOrder, readSeats, removeSeat, type SeatRecord } from "@/lib/room/state";
import { welcomeOf } from "@/lib/room/welcome";

export type { RoomContext } from "@/lib/room/context";

type LoadedSeat = NonNullable<Awaited<ReturnType<typeof loadSeat>>>;

/**
 * Takes the seat of a socket's ticket: for the first time, after a reconnect, or again from another
 * tab, whose older one is told `replaced`. Somebody who has to wait for a host is put in front of
 * the door instead. Throws `gone` when the meeting has ended, `locked`, `forbidden` for who was
 * removed or just denied, and `conflict` when the room is full; a seat that is held already counts
 * once.
 */
export async function joinRoom(
  context: RoomContext,
  socket: Socket,
  media: MediaState,
): Promise<RoomJoined> {
  const { meetingId, participantId } = socket.data.seat as SocketSeat;
  await context.copy.reassert(meetingId);
  const { meeting, member, held } = await withRoomLock(meetingId, async () => {
    const found = await loadSeat(participantId);
    if (!found) throw unauthenticated("Your seat in this meeting is gone. Please join again.");
    const { participant, meeting } = found;
    if (meeting.endedAt) throw new AppError("gone", "This meeting has ended.");
    const seats = await readSeats(meetingId);
    const held = seats.get(participantId)?.record ?? null;
    const entry = entryOf({ meeting, seat: participant, atMs: nowMs() });
    if (entry.kind === "removed" || !held) {
      const refusal = refusalOf(entry, nowMs());
      if (refusal) throw refusal;
      if (entry.kind === "wait") {
        const who = { name: participant.name, isGuest: participant.userId === null };
        await context.lobby.wait(socket, who);
        return { meeting, member: null, held };
      }
      if (seats.size >= env().MESH_CAPACITY)
        throw conflict(`This room is full: at most ${env().MESH_CAPACITY} people can be in it.`);
    }
    const member = await sitDown(context, { socket, found, held, media });
    await settleHost(context, meetingId);
    return { meeting, member, held };
  });
  if (!member) return { state: "waiting", title: meeting.title, serverTimeMs: nowMs() };
  // The socket may have dropped while it waited for the lock, before it was anybody's.
  if (!socket.connected) await seatDropped(context, member);
  const { startedAt } =
    held && meeting.startedAt ? meeting : await markEntered({ meetingId, participantId });
  context.feed.changed(meetingId);
  return welcomeOf(context, { member, meeting, startedAt: startedAt ?? new Date(nowMs()) });
}

/** Registers a seat for a socket and lets it hear the room. */
async function sitDown(
  { copy, lobby }: RoomContext,
  input: { socket: Socket; found: LoadedSeat; held: SeatRecord | null; media: MediaState },
): Promise<Member> {
  const { socket, held, media } = input;
  const { participant, meeting } = input.found;
  const role = roleOf(participant);
  const record: SeatRecord = {
    person: {
      id: participant.id,
      name: participant.name,
      role,
      isGuest: participant.userId === null,
      colour: participant.colour,
      joinOrder: held?.person.joinOrder ?? (await nextJoinOrder(meeting.id)),
      media,
      connection: "connected",
      recording: participant.recording,
      handRaisedAtMs: held?.person.handRaisedAtMs ?? null,
      // A page that was loaded anew shares nothing any more; one that came back says so again.
      screen: null,
      chatSeen: held?.person.chatSeen ?? 0,
    },
    copy: copy.id,
    socket: socket.id,
    since: Math.max(nowMs(), (held?.since ?? 0) + 1),
    goneAt: null,
  };
  const member: Member = { meetingId: meeting.id, socket, record };
  copy.put(member);
  await copy.save(member).catch((error: unknown) => {
    copy.drop(member);
    throw error;
  });
  if (held && held.socket !== socket.id) copy.dismiss(held.socket);
  await lobby.wentIn(socket);
  const rooms = roomsOf(member);
  await socket.join(isModerator(role) ? rooms : rooms.slice(0, 2));
  return member;
}

/** The Socket.IO rooms of somebody in the room; the last one is for moderators. */
const roomsOf = ({ meetingId, record }: Member): string[] => [
  meetingRoom(meetingId),
  seatRoom(meetingId, record.person.id),
  moderatorsRoom(meetingId),
];

/** Leaves for good; the seat may be taken up again later. */
export async function leaveRoom(context: RoomContext, member: Member): Promise<void> {
  const { copy } = context;
  if (!copy.drop(member)) return;
  await Promise.all(roomsOf(member).map((room) => member.socket.leave(room)));
  const { meetingId, record } = member;
  const participantId = record.person.id;
  await withRoomLock(meetingId, async () => {
    const held = { socket: record.socket };
    const endAtMs = copy.emptyEndMs();
    const result = await removeSeat({ meetingId, participantId, held, endAtMs });
    if (result === "held") return context.feed.changed(meetingId);
    context.feed.changed(meetingId, { left: participantId });
    await markLeft({ meetingId, participantId });
    await settleHost(context, meetingId);
  });
}

/** A socket dropped: the seat is kept for a while, and everybody sees that its holder is coming back. */
export async function seatDropped(context: RoomContext, member: Member): Promise<void> {
  const { copy, feed } = context;
  if (copy.find(member.meetingId, member.record.person.id) !== member) return;
  const { graceMs } = copy.timings;
  member.record.goneAt = nowMs() + graceMs;
  member.record.person.connection = "reconnecting";
  setTimeout(() => {
    giveUpSeat(context, member).catch((error: unknown) =>
      log("room").warn({ err: error }, "seat not given up; the sweep will"),
    );
  }, graceMs).unref();
  await copy.saveOrLater(member);
  feed.changed(member.meetingId);
}

/** The grace is over: unless the seat was taken up again, its holder is gone. */
async function giveUpSeat(context: RoomContext, member: Member): Promise<void> {
  if (context.copy.find(member.meetingId, member.record.person.id) !== member) return;
  await leaveRoom(context, member);
}

/** The server hung up on a socket (replaced, or the meeting ended): no grace. */
export async function seatEnded(context: RoomContext, member: Member): Promise<void> {
  const { copy, feed } = context;
  const { meetingId, record } = member;
  const participantId = record.person.id;
  if (!copy.drop(member)) return;
  const endAtMs = copy.emptyEndMs();
  const held = { socket: record.socket };
  if ((await removeSeat({ meetingId, participantId, held, endAtMs })) !== "removed") return;
  await markLeft({ meetingId, participantId });
  feed.changed(meetingId, { left: participantId });
  await withRoomLock(meetingId, () => settleHost(context, meetingId));
}
