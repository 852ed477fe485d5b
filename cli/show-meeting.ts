import { authorizeForOperator } from "@/lib/meetings/access";
import { getMeeting } from "@/lib/meetings/service";
import { findSummaryBody } from "@/lib/summaries/service";
import { getTranscript } from "@/lib/transcripts/service";

const seconds = (ms: number): number => Math.round(ms) / 1000;

/** A meeting as `parley meeting show` prints it; times in seconds from the meeting's start. */
export async function showMeeting(meetingId: string) {
  const meeting = await authorizeForOperator(meetingId);
  const [{ state }, transcript, summary] = await Promise.all([
    getMeeting(meeting, { id: meeting.hostId }),
    getTranscript(meeting),
    findSummaryBody(meeting),
  ]);
  const nameOf = new Map(transcript.speakers.map((person) => [person.id, person.name]));
  const labels = transcript.segments.flatMap(({ emotion }) => (emotion === null ? [] : [emotion]));
  return {
    meetingId,
    title: meeting.title,
    state,
    segments: transcript.segments.map((segment) => ({
      id: segment.id,
      start: seconds(segment.startMs),
      end: seconds(segment.endMs),
      speaker: nameOf.get(segment.participantId) ?? "",
      text: segment.text,
      confidence: segment.confidence,
      emotion: segment.emotion,
    })),
    summary,
    speakers: transcript.statistics.map((row) => ({
      name: row.name,
      turns: row.turns,
      words: row.words,
      speakingSeconds: seconds(row.speakingMs),
      wordsPerMinute: row.wordsPerMinute,
      share: row.share,
    })),
    /** Share of the lines that have a label, by label. */
    emotions: Object.fromEntries(
      [...new Set(labels)].map((label) => [
        label,
        labels.filter((other) => other === label).length / labels.length,
      ]),
    ),
    /** What could not be read, in words; for stderr. */
    gaps: transcript.gaps,
  };
}
