import { randomUUID } from "node:crypto";
import { db } from "@/lib/platform/db";
import { indexMeeting } from "@/lib/search/service";

export type SpokenLine = [speaker: string, text: string];

/** A meeting for tests, indexed; `attended` are accounts who were there. */
export async function storeMeeting(input: {
  hostId: string;
  title: string;
  lines: readonly SpokenLine[];
  attended?: string[];
}) {
  const { hostId, title, lines, attended = [] } = input;
  const { id } = await db().meeting.create({
    data: {
      code: randomUUID(),
      title,
      hostId,
      hostSecretHash: "-",
      startedAt: new Date("2026-03-02T09:00:00Z"),
      endedAt: new Date("2026-03-02T10:00:00Z"),
    },
  });
  const names = [...new Set(lines.map(([name]) => name))];
  const people = names.map((name, index) => ({
    id: randomUUID(),
    meetingId: id,
    name,
    colour: (index % 8) + 1,
  }));
  const guests = attended.map((userId) => ({
    id: randomUUID(),
    meetingId: id,
    userId,
    name: "Attendee",
    colour: 8,
    joinedAt: new Date("2026-03-02T09:00:00Z"),
  }));
  await db().participant.createMany({ data: [...people, ...guests] });
  const segments = lines.map(([name, text], position) => ({
    id: randomUUID(),
    meetingId: id,
    participantId: people.find((person) => person.name === name)?.id ?? "",
    position,
    startMs: position * 5_000,
    endMs: position * 5_000 + 4_500,
    text,
    confidence: 0.9,
  }));
  await db().segment.createMany({ data: segments });
  await indexMeeting({ meetingId: id, segments, participants: people });
  return { id, people, segments };
}

/** Takes an account's right to read a meeting away. */
export const revoke = (meetingId: string, userId: string) =>
  db().participant.deleteMany({ where: { meetingId, userId } });
