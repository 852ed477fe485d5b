import { endEmotionOf } from "@/lib/emotion/service";
import { closeTo, meetingNow, seatIn } from "@/lib/meetings/hosting";
import { roleOf } from "@/lib/meetings/role";
import { markLeft } from "@/lib/meetings/service";
import { nowMs } from "@/lib/platform/clock";
import { forbidden, invalid, notFound } from "@/lib/platform/errors";
import { adjust } from "@/lib/room/adjust";
import type { RoomContext } from "@/lib/room/context";
import { guardDoor } from "@/lib/room/doorkeeping";
import { settleHost } from "@/lib/room/hosts";
import { seatRoom } from "@/lib/room/keys";
import { withRoomLock } from "@/lib/room/lock";
import { isModerator, type RoomPerson, type RoomRole } from "@/lib/room/schema";
import { hasSeat, peopleHere, removeSeat } from "@/lib/room/state";
import { tell } from "@/lib/room/tell";

/** A moderator at work. */
interface Order {
  meetingId: string;
  by: { id: string; name: string };
}

/** One person in the room, or everybody in it (null). Throws `not-found`. */
async function targets(meetingId: string, id: string | null): Promise<RoomPerson[]> {
  const people = await peopleHere(meetingId);
  if (id === null) return people;
  const person = people.find((one) => one.id === id);
  if (!person) throw notFound("That person is not in this room.");
  return [person];
}

const seatsOf = (meetingId: string, people: readonly RoomPerson[]): string[] =>
  people.map((person) => seatRoom(meetingId, person.id));

/** Asks a browser to mute, or (null) those of everybody who is no moderator and not muted yet. */
export async function mute(
  context: RoomContext,
  { meetingId, by, id }: Order & { id: string | null },
): Promise<void> {
  const people = (await targets(meetingId, id)).filter(
    (person) => id !== null || (!isModerator(person.role) && person.media.microphone),
  );
  if (people.length === 0) return;
  tell(context.copy, seatsOf(meetingId, people), "room:command", { what: "mute", by: by.name });
  for (const person of people) await adjust(context, meetingId, person.id, { what: "mute" });
}

/** Lowers a hand, or all (null). */
export async function lowerHand(
  context: RoomContext,
  { meetingId, by, id }: Order & { id: string | null },
): Promise<void> {
  const people = (await targets(meetingId, id)).filter((person) => person.handRaisedAtMs !== null);
  if (people.length === 0) return;
  const told = people.filter((person) => person.id !== by.id);
  if (told.length > 0)
    tell(context.copy, seatsOf(meetingId, told), "room:command", {
      what: "lower-hand",
      by: by.name,
    });
  const change = { what: "lower-hand" as const, untilMs: nowMs() };
  for (const person of people) await adjust(context, meetingId, person.id, change);
}

/** Ends somebody's screen share. Throws `not-found` when they share none. */
export async function stopShare(
  context: RoomContext,
  { meetingId, by, id }: Order & { id: string },
): Promise<void> {
  const [person] = await targets(meetingId, id);
  if (!person?.screen) throw notFound("That person does not share a screen.");
  await endShare(context, { meetingId, by, person });
}

/** Asks the browser of somebody who shares to stop, and forgets the share. */
export async function endShare(
  context: RoomContext,
  { meetingId, by, person }: Order & { person: RoomPerson },
): Promise<void> {
  if (!person.screen) return;
  const { sinceMs } = person.screen;
  const room = seatRoom(meetingId, person.id);
  tell(context.copy, room, "room:command", { what: "stop-share", by: by.name });
  await adjust(context, meetingId, person.id, { what: "stop-share", sinceMs });
}

/**
 * Sends somebody out and keeps them out; their seat is free at once. Throws `forbidden` for who made
 * the meeting, for oneself, and for a host when a co-host asks; `not-found` for who never was in.
 */
export async function removePerson(
  context: RoomContext,
  { meetingId, by, role, id }: Order & { role: RoomRole; id: string },
): Promise<void> {
  if (id === by.id) throw invalid("You cannot remove yourself. Leave the meeting instead.");
  await withRoomLock(meetingId, async () => {
    const [seat, meeting] = [await seatIn(meetingId, id), await meetingNow(meetingId)];
    if (seat.removedAt) return;
    if (!seat.joinedAt && !(await hasSeat(meetingId, id)))
      throw notFound("That person is not in this room.");
    if (roleOf(seat) === "host" && role !== "host")
      throw forbidden("A co-host cannot remove a host.");
    if (seat.userId === meeting.hostId)
      throw forbidden("Whoever made this meeting cannot be removed from it.");
    await closeTo(meetingId, id);
    await endEmotionOf(id);
    await adjust(context, meetingId, id, { what: "remove" });
    const endAtMs = context.copy.emptyEndMs();
    const free = { meetingId, participantId: id, held: "any" as const, endAtMs };
    if ((await removeSeat(free)) === "removed") await markLeft({ meetingId, participantId: id });
    context.feed.changed(meetingId, { left: id });
    await guardDoor(context, meetingId);
    await settleHost(context, meetingId);
  });
}
