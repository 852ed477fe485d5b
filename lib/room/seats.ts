import type { Socket } from "socket.io";
import { roleOf } from "@/lib/meetings/role";
import { formatCode } from "@/lib/meetings/schema";
import { loadSeat, markEntered, markLeft } from "@/lib/meetings/service";
import { nowMs } from "@/lib/platform/clock";
import { canSimulate, env } from "@/lib/platform/env";
import { AppError, conflict, unauthenticated } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import { recordingStateOf } from "@/lib/recordings/service";
import { meetingRoom, seatRoom } from "@/lib/room/keys";
import { withRoomLock } from "@/lib/room/lock";
import type { PeopleFeed } from "@/lib/room/people-feed";
import type { Member, RoomCopy, SocketSeat } from "@/lib/room/room-copy";
import type { MediaState, RoomWelcome } from "@/lib/room/schema";
import {
  nextJoinOrder,
  peopleOf,
  readSeats,
  removeSeat,
  type SeatRecord,
  type StoredSeat,
} from "@/lib/room/state";

/** What every room function works with: this copy's people and the news about all people. */
export interface RoomContext {
  copy: RoomCopy;
  feed: PeopleFeed;
}

/**
 * Takes the seat of a socket's ticket: for the first time, after a reconnect, or again from another
 * tab, whose older one is told `replaced`. Throws `gone` when the meeting has ended and `conflict`
 * when the room is full; a seat that is held already counts once.
 */
export async function joinRoom(
  { copy, feed }: RoomContext,
  socket: Socket,
  media: MediaState,
): Promise<RoomWelcome> {
  const { meetingId, participantId } = socket.data.seat as SocketSeat;
  await copy.reassert(meetingId);
  const { meeting, member, held } = await withRoomLock(meetingId, async () => {
    const found = await loadSeat(participantId);
    if (!found) throw unauthenticated("Your seat in this meeting is gone. Please join again.");
    if (found.meeting.endedAt) throw new AppError("gone", "This meeting has ended.");
    const seats = await readSeats(meetingId);
    const held = seats.get(participantId)?.record ?? null;
    if (!held && seats.size >= env().MESH_CAPACITY)
      throw conflict(`This room is full: at most ${env().MESH_CAPACITY} people can be in it.`);
    const record: SeatRecord = {
      person: {
        id: participantId,
        name: found.participant.name,
        role: roleOf(found.participant),
        isGuest: found.participant.userId === null,
        colour: found.participant.colour,
        joinOrder: held?.person.joinOrder ?? (await nextJoinOrder(meetingId)),
        media,
        connection: "connected",
        recording: found.participant.recording,
        handRaisedAtMs: held?.person.handRaisedAtMs ?? null,
        // A page that was loaded anew shares nothing any more.
        screen: null,
        chatSeen: held?.person.chatSeen ?? 0,
      },
      copy: copy.id,
      socket: socket.id,
      since: Math.max(nowMs(), (held?.since ?? 0) + 1),
      goneAt: null,
    };
    const member: Member = { meetingId, socket, record };
    copy.put(member);
    await copy.save(member).catch((error: unknown) => {
      copy.drop(member);
      throw error;
    });
    if (held && held.socket !== socket.id) dismiss(copy, held.socket);
    await socket.join([meetingRoom(meetingId), seatRoom(meetingId, participantId)]);
    return { meeting: found.meeting, member, held };
  });
  // The socket may have dropped while it waited for the lock, before it was anybody's.
  if (!socket.connected) await seatDropped({ copy, feed }, member);
  const [startedAt, recording, seats] = await Promise.all([
    held && meeting.startedAt
      ? meeting.startedAt
      : markEntered({ meetingId, participantId }).then((entered) => entered.startedAt),
    recordingStateOf(meetingId),
    readSeats(meetingId),
  ]);
  feed.changed(meetingId);
  return {
    state: "in",
    self: member.record.person,
    people: peopleOf(withOwn(seats, copy.membersIn(meetingId))),
    meeting: {
      id: meetingId,
      code: formatCode(meeting.code),
      title: meeting.title,
      startedAtMs: startedAt.getTime(),
    },
    recording,
    settings: {
      lobby: meeting.lobby,
      locked: meeting.lockedAt !== null,
      hostlessUntilMs: null,
    },
    lobby: [],
    iceServers: env().ICE_SERVERS,
    capacity: env().MESH_CAPACITY,
    comfortable: Math.min(env().MESH_COMFORTABLE, env().MESH_CAPACITY),
    canSimulate: canSimulate(),
    serverTimeMs: nowMs(),
  };
}

/** What this copy knows first-hand counts, whatever Redis still has of it. */
function withOwn(seats: Map<string, StoredSeat>, own: Member[]): Iterable<{ record: SeatRecord }> {
  const all = new Map<string, { record: SeatRecord }>(seats);
  for (const member of own) all.set(member.record.person.id, member);
  return all.values();
}

/** Ends the older socket of a seat, on whichever copy it is. */
function dismiss(copy: RoomCopy, socketId: string): void {
  copy.nsp.to(socketId).emit("room:ended", { reason: "replaced" });
  copy.nsp.in(socketId).disconnectSockets(true);
}

/** Leaves for good; the seat may be taken up again later. */
export async function leaveRoom({ copy, feed }: RoomContext, member: Member): Promise<void> {
  const { meetingId, socket, record } = member;
  const participantId = record.person.id;
  if (!copy.drop(member)) return;
  await Promise.all([
    socket.leave(meetingRoom(meetingId)),
    socket.leave(seatRoom(meetingId, participantId)),
  ]);
  await withRoomLock(meetingId, async () => {
    const endAtMs = nowMs() + copy.timings.emptyMs;
    const held = { socket: record.socket };
    const result = await removeSeat({ meetingId, participantId, held, endAtMs });
    if (result !== "held") await markLeft({ meetingId, participantId });
  });
  feed.changed(meetingId, { left: participantId });
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
export async function seatEnded({ copy, feed }: RoomContext, member: Member): Promise<void> {
  const { meetingId, record } = member;
  const participantId = record.person.id;
  if (!copy.drop(member)) return;
  const endAtMs = nowMs() + copy.timings.emptyMs;
  const held = { socket: record.socket };
  if ((await removeSeat({ meetingId, participantId, held, endAtMs })) !== "removed") return;
  await markLeft({ meetingId, participantId });
  feed.changed(meetingId, { left: participantId });
}
