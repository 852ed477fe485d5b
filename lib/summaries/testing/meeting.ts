import type { Account } from "@/lib/auth/schema";
import { authorizeMeeting, type MeetingAccess } from "@/lib/meetings/access";
import { addImportedSpeaker, createImportedMeeting } from "@/lib/meetings/service";
import { db } from "@/lib/platform/db";
import type { Said } from "@/lib/summaries/testing/transcripts";

/** A meeting with a transcript in the database. */
export interface SaidMeeting {
  id: string;
  host: Account;
  /** Participants by name. */
  people: Map<string, string>;
  /** Replaces what was said. */
  say(said: readonly Said[]): Promise<void>;
  as<A extends MeetingAccess>(user: Account, access: A): ReturnType<typeof authorizeMeeting<A>>;
}

/** An imported meeting in which this was said. */
export async function saidMeeting(host: Account, said: readonly Said[]): Promise<SaidMeeting> {
  const meeting = await createImportedMeeting({ host, title: "Planning", durationMs: 600_000 });
  const people = new Map<string, string>();
  const say = async (lines: readonly Said[]) => {
    for (const { who } of lines) {
      if (people.has(who)) continue;
      const seat = await addImportedSpeaker({
        meetingId: meeting.id,
        name: who,
        joinedAt: meeting.startedAt,
      });
      people.set(who, seat.id);
    }
    await db().segment.deleteMany({ where: { meetingId: meeting.id } });
    await db().segment.createMany({
      data: lines.map(({ who, text, at, until, emotion, score }, position) => {
        const startMs = (at ?? position * 5) * 1000;
        return {
          meetingId: meeting.id,
          participantId: people.get(who) ?? "",
          position,
          startMs,
          endMs: until === undefined ? startMs + 4_000 : until * 1000,
          text,
          confidence: 0.9,
          emotion: emotion ?? null,
          emotionScore: score ?? null,
        };
      }),
    });
  };
  await say(said);
  return {
    id: meeting.id,
    host,
    people,
    say,
    as: (user, access) => authorizeMeeting(meeting.id, user, access),
  };
}

/** Gives somebody's seat in a meeting to an account, which may read it from then on. */
export async function seatFor(meetingId: string, account: Account, name: string): Promise<string> {
  const seat = await db().participant.findFirstOrThrow({ where: { meetingId, name } });
  await db().participant.update({ where: { id: seat.id }, data: { userId: account.id } });
  return seat.id;
}
