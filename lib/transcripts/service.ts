import { randomUUID } from "node:crypto";
import type { AuthorizedMeeting } from "@/lib/meetings/access";
import { roleOf } from "@/lib/meetings/role";
import { notFound } from "@/lib/platform/errors";
import {
  type AssembledSegment,
  assembleSegments,
  type HeardUtterance,
} from "@/lib/transcripts/assemble";
import { gapSentences } from "@/lib/transcripts/gaps";
import {
  findFailedClips,
  findHeard,
  findPeople,
  findSegments,
  findStart,
  replaceSegments,
  type SegmentRow,
  saveEmotions,
} from "@/lib/transcripts/repo";
import type { Segment, Transcript } from "@/lib/transcripts/schema";
import { speakerStatistics } from "@/lib/transcripts/statistics";

/**
 * Builds a meeting's transcript out of what was heard in its clips and stores it, in one
 * transaction. Running it again changes nothing unless something else was heard; lines whose words
 * are unchanged keep their ids, so links and citations stay good. Only people who agreed to be
 * recorded, and still do, are in it.
 * @throws AppError `not-found`
 */
export async function assembleTranscript(meetingId: string): Promise<{ segments: Segment[] }> {
  const meeting = await findStart(meetingId);
  if (!meeting) throw notFound();
  const clips = await findHeard(meetingId);
  const firstMs = Math.min(...clips.map((clip) => Number(clip.startedAtMs)));
  const zeroMs = meeting.startedAt?.getTime() ?? firstMs;
  const heard: HeardUtterance[] = clips.flatMap((clip) => {
    const clipMs = Number(clip.startedAtMs) - zeroMs;
    return clip.utterances.map((utterance) => ({
      participantId: clip.track.participantId,
      clipId: clip.id,
      startMs: Math.max(0, clipMs + utterance.startMs),
      endMs: Math.max(0, clipMs + utterance.endMs),
      text: utterance.text,
      confidence: utterance.confidence,
    }));
  });
  const assembled = assembleSegments(heard);
  const segments = await replaceSegments(meetingId, (present) => withIds(assembled, present));
  return { segments };
}

/** Gives lines their ids: an unchanged line keeps its own. Null when all are unchanged. */
function withIds(assembled: AssembledSegment[], present: SegmentRow[]): SegmentRow[] | null {
  const unused = [...present];
  const rows = assembled.map((line) => {
    const at = unused.findIndex(
      (row) => row.participantId === line.participantId && row.text === line.text,
    );
    const known = at < 0 ? undefined : unused.splice(at, 1)[0];
    return {
      ...line,
      id: known?.id ?? randomUUID(),
      emotion: known?.emotion ?? null,
      emotionScore: known?.emotionScore ?? null,
    };
  });
  const same =
    rows.length === present.length &&
    rows.every((row, i) => {
      const old = present[i] as SegmentRow;
      return row.id === old.id && row.startMs === old.startMs && row.endMs === old.endMs;
    });
  return same ? null : rows;
}

/** What words say by themselves, in order; see lib/emotion/text. */
export type ReadWords = (texts: string[]) => Promise<{ emotion: string; emotionScore: number }[]>;

/** Reads the emotion of lines that were not read yet. Running it again reads only what is new. */
export async function labelWords(meetingId: string, read: ReadWords): Promise<void> {
  const due = (await findSegments(meetingId)).filter(({ emotion }) => emotion === null);
  if (due.length === 0) return;
  const readings = await read(due.map(({ text }) => text));
  await saveEmotions(
    due.flatMap(({ id }, index) => {
      const reading = readings[index];
      return reading ? [{ id, ...reading }] : [];
    }),
  );
}

/** A meeting's transcript for somebody who may read it. Empty while nothing was recognised yet. */
export async function getTranscript(meeting: AuthorizedMeeting): Promise<Transcript> {
  const [segments, people, failed] = await Promise.all([
    findSegments(meeting.id),
    findPeople(meeting.id),
    findFailedClips(meeting.id),
  ]);
  const speakers = people.map(({ userId, role, actingHostSince, ...person }) => ({
    ...person,
    isHost: roleOf({ role, actingHostSince }) === "host",
    isGuest: userId === null,
  }));
  const clockMs =
    meeting.startedAt && meeting.endedAt
      ? meeting.endedAt.getTime() - meeting.startedAt.getTime()
      : 0;
  return {
    meetingId: meeting.id,
    segments,
    speakers,
    statistics: speakerStatistics({ segments, speakers }),
    durationMs: segments.reduce((latest, segment) => Math.max(latest, segment.endMs), clockMs),
    gaps: gapSentences(
      failed.map((clip) => ({
        name: clip.track.participant.name,
        participantId: clip.track.participant.id,
        lengthMs: clip.endedAtMs === null ? null : Number(clip.endedAtMs - clip.startedAtMs),
      })),
    ),
  };
}
