import type { MeetingPerson } from "@/lib/meetings/schema";
import type { Segment, SpeakerStatistics } from "@/lib/transcripts/schema";
import { countWords } from "@/lib/transcripts/text";

type Spoken = Pick<Segment, "participantId" | "startMs" | "endMs" | "text">;

/**
 * Who spoke how much. A turn is a run of lines of one person; speaking time counts every
 * millisecond once; words per minute are over speaking time.
 * @param segments in the transcript's order
 * @returns a row per person who spoke, the most talkative first
 */
export function speakerStatistics({
  segments,
  speakers,
}: {
  segments: readonly Spoken[];
  speakers: readonly Pick<MeetingPerson, "id" | "name" | "colour">[];
}): SpeakerStatistics[] {
  const rows = speakers
    .map((speaker) => {
      const own = segments.filter((segment) => segment.participantId === speaker.id);
      const words = own.reduce((sum, segment) => sum + countWords(segment.text), 0);
      const speakingMs = unionMs(own);
      return {
        participantId: speaker.id,
        name: speaker.name,
        colour: speaker.colour,
        turns: segments.filter(
          (segment, i) =>
            segment.participantId === speaker.id && segments[i - 1]?.participantId !== speaker.id,
        ).length,
        words,
        speakingMs,
        wordsPerMinute: speakingMs > 0 ? Math.round(words / (speakingMs / 60_000)) : 0,
      };
    })
    .filter((row) => row.turns > 0);
  const totalMs = rows.reduce((sum, row) => sum + row.speakingMs, 0);
  return rows
    .map((row) => ({ ...row, share: totalMs > 0 ? row.speakingMs / totalMs : 0 }))
    .sort((a, b) => b.speakingMs - a.speakingMs || a.name.localeCompare(b.name));
}

/** Length of the union of intervals, milliseconds. */
function unionMs(intervals: readonly { startMs: number; endMs: number }[]): number {
  let sum = 0;
  let reached = Number.NEGATIVE_INFINITY;
  for (const { startMs, endMs } of [...intervals].sort((a, b) => a.startMs - b.startMs)) {
    sum += Math.max(0, endMs - Math.max(startMs, reached));
    reached = Math.max(reached, endMs);
  }
  return sum;
}
