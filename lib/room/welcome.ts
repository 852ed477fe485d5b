import { emotionConsentOf, emotionStatusOf } from "@/lib/emotion/service";
import type { MeetingRow } from "@/lib/meetings/hosting";
import { formatCode } from "@/lib/meetings/schema";
import { nowMs } from "@/lib/platform/clock";
import { canSimulate, env } from "@/lib/platform/env";
import { recordingStateOf } from "@/lib/recordings/service";
import type { RoomContext } from "@/lib/room/context";
import { iceConfigFor, ROOM_CREDENTIALS_SECONDS } from "@/lib/room/ice";
import type { Member } from "@/lib/room/room-copy";
import { isModerator, type RoomWelcome } from "@/lib/room/schema";
import { settingsOf } from "@/lib/room/settings";
import { peopleOf, readSeats, type SeatRecord, type StoredSeat } from "@/lib/room/state";

/** Everything somebody who came in has to know. */
export async function welcomeOf(
  { copy, lobby }: RoomContext,
  input: { member: Member; meeting: MeetingRow; startedAt: Date },
): Promise<RoomWelcome> {
  const { member, meeting, startedAt } = input;
  const [recording, emotion, consent, seats, settings, waiting] = await Promise.all([
    recordingStateOf(meeting.id),
    emotionStatusOf(meeting.id),
    emotionConsentOf(member.record.person.id),
    readSeats(meeting.id),
    settingsOf(meeting),
    isModerator(member.record.person.role) ? lobby.list(meeting.id) : [],
  ]);
  return {
    state: "in",
    self: member.record.person,
    people: peopleOf(withOwn(seats, copy.membersIn(meeting.id))),
    meeting: {
      id: meeting.id,
      code: formatCode(meeting.code),
      title: meeting.title,
      startedAtMs: startedAt.getTime(),
    },
    settings,
    lobby: waiting,
    recording,
    emotion: { status: emotion, consent },
    ice: iceConfigFor({
      id: member.record.person.id,
      lifetimeSeconds: ROOM_CREDENTIALS_SECONDS,
    }),
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
