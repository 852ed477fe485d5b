import { type SeatRow, seatsNow } from "@/lib/meetings/hosting";
import { roleOf } from "@/lib/meetings/role";
import { markLeft } from "@/lib/meetings/service";
import { log } from "@/lib/platform/log";
import type { RoomContext } from "@/lib/room/context";
import type { Adjustment } from "@/lib/room/copy-bus";
import { moderatorsRoom } from "@/lib/room/keys";
import type { Member } from "@/lib/room/room-copy";
import { isModerator, type RoomPerson } from "@/lib/room/schema";
import { readSeats, removeSeat, swapSeat } from "@/lib/room/state";

/** A person after an adjustment that needs nothing but them; the same object when nothing changes. */
export function adjusted(person: RoomPerson, change: Adjustment): RoomPerson {
  if (change.what === "mute" && person.media.microphone)
    return { ...person, media: { ...person.media, microphone: false } };
  if (change.what === "lower-hand" && (person.handRaisedAtMs ?? Infinity) <= change.untilMs)
    return { ...person, handRaisedAtMs: null };
  if (change.what === "stop-share" && person.screen?.sinceMs === change.sinceMs)
    return { ...person, screen: null };
  return person;
}

/**
 * Changes somebody in a room wherever they are connected: the copy that holds them does it to its
 * own record. The record in Redis is changed too, for those whose copy died.
 */
export async function adjust(
  context: RoomContext,
  meetingId: string,
  participantId: string,
  change: Adjustment,
): Promise<void> {
  const member = context.copy.find(meetingId, participantId);
  if (member) return adjustHere(context, member, change);
  const stored = (await readSeats(meetingId)).get(participantId);
  if (stored) {
    const person = adjusted(stored.record.person, change);
    if (person !== stored.record.person)
      await swapSeat(meetingId, stored, { ...stored.record, person });
  }
  context.bus.send({ about: "member", meetingId, participantId, change });
}

/** Does what other copies ask of this one's people. */
export function listenForAdjustments(context: RoomContext): void {
  context.bus.on((message) => {
    if (message.about !== "member") return;
    const member = context.copy.find(message.meetingId, message.participantId);
    if (!member) return;
    adjustHere(context, member, message.change).catch((error: unknown) =>
      log("room").warn({ err: error }, "change of a person not made yet"),
    );
  });
}

async function adjustHere(context: RoomContext, member: Member, change: Adjustment): Promise<void> {
  if (change.what === "remove") return expel(context, member);
  if (change.what === "role") {
    const id = member.record.person.id;
    return refresh(context, member, (await seatsNow([id])).get(id));
  }
  const person = adjusted(member.record.person, change);
  if (person === member.record.person) return;
  member.record.person = person;
  await context.copy.saveOrLater(member);
  context.feed.changed(member.meetingId);
}

/** Compares this copy's people with their seats in Postgres: roles that changed, people removed. */
export async function refreshOwn(context: RoomContext): Promise<void> {
  const members = context.copy.meetingIds().flatMap((id) => context.copy.membersIn(id));
  if (members.length === 0) return;
  const seats = await seatsNow(members.map((member) => member.record.person.id));
  for (const member of members) await refresh(context, member, seats.get(member.record.person.id));
}

/** Gives a member the role of their seat; somebody without one, or removed, is sent out. */
async function refresh(
  context: RoomContext,
  member: Member,
  seat: SeatRow | undefined,
): Promise<void> {
  const { copy, lobby, feed } = context;
  const { meetingId, socket, record } = member;
  if (copy.find(meetingId, record.person.id) !== member) return;
  if (!seat || seat.removedAt) return expel(context, member);
  const before = record.person.role;
  const role = roleOf(seat);
  if (role === before) return;
  record.person = { ...record.person, role };
  if (!isModerator(role)) await socket.leave(moderatorsRoom(meetingId));
  else if (!isModerator(before)) {
    await socket.join(moderatorsRoom(meetingId));
    socket.emit("room:lobby", { waiting: await lobby.list(meetingId) });
  }
  await copy.saveOrLater(member);
  feed.changed(meetingId);
}

/** Sends a removed person out, without the grace of a lost connection. */
async function expel({ copy, feed }: RoomContext, member: Member): Promise<void> {
  const { meetingId, socket, record } = member;
  const participantId = record.person.id;
  if (!copy.drop(member)) return;
  socket.emit("room:ended", { reason: "removed" });
  socket.disconnect(true);
  const held = { socket: record.socket };
  const endAtMs = copy.emptyEndMs();
  if ((await removeSeat({ meetingId, participantId, held, endAtMs })) === "removed")
    await markLeft({ meetingId, participantId });
  feed.changed(meetingId, { left: participantId });
}
