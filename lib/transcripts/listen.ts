import type { AuthorizedMeeting } from "@/lib/meetings/access";
import { notFound } from "@/lib/platform/errors";
import { speechBetween } from "@/lib/recordings/listen";
import { SAMPLE_RATE } from "@/lib/speech/decode";
import { encodeWav } from "@/lib/speech/wav";
import { findSegment } from "@/lib/transcripts/repo";

/** Heard around a line, milliseconds: recognisers set its edges close to the words. */
const LEAD_MS = 150;
const TAIL_MS = 250;
/** Of a line without end as much as somebody listens to. */
const LONGEST_MS = 120_000;

/**
 * What a line of the transcript sounds like: its speaker's own recording, from its first word.
 *
 * @returns a WAV file, 16 kHz mono
 * @throws AppError `not-found` when there is no such line, or no sound of it is kept
 */
export async function segmentAudio(
  meeting: AuthorizedMeeting,
  segmentId: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const line = await findSegment(meeting.id, segmentId);
  if (!line) throw notFound("There is no such line in this meeting.");
  const zeroMs = meeting.startedAt?.getTime();
  const startMs = Math.max(0, line.startMs - LEAD_MS);
  const endMs = Math.min(line.endMs + TAIL_MS, startMs + LONGEST_MS);
  const pcm =
    zeroMs === undefined
      ? null
      : await speechBetween({
          participantId: line.participantId,
          fromMs: zeroMs + startMs,
          toMs: zeroMs + endMs,
        });
  if (!pcm) throw notFound("No sound of this line is kept.");
  return encodeWav(pcm, SAMPLE_RATE);
}
