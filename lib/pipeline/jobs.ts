import { z } from "zod";
import { readEmotion } from "@/lib/emotion/jobs";
import { job } from "@/lib/platform/jobs";

// Payloads are ids: a job that was enqueued by an older version still finds its row.
const ofMeeting = z.object({ meetingId: z.uuid() });
const ofClip = z.object({ clipId: z.uuid() });

/** Recognises the speech of one clip. */
export const transcribeClip = job({
  name: "transcribe-clip",
  payload: ofClip,
  dedupeId: ({ clipId }) => clipId,
});

/** Waits for recordings still on their way, then closes what is left open. */
export const collectRecordings = job({
  name: "collect-recordings",
  payload: ofMeeting,
  concurrency: 4,
  dedupeId: ({ meetingId }) => meetingId,
});

/** Puts the conversation together once every clip has settled. */
export const mergeTranscript = job({
  name: "merge-transcript",
  payload: ofMeeting,
  concurrency: 4,
  dedupeId: ({ meetingId }) => meetingId,
});

/** Makes the transcript searchable. */
export const indexTranscript = job({
  name: "index-transcript",
  payload: ofMeeting,
  dedupeId: ({ meetingId }) => meetingId,
});

/** Makes a meeting's index again, by the model that is set now. */
export const renewIndex = job({
  name: "renew-index",
  payload: ofMeeting,
  attempts: 1,
  dedupeId: ({ meetingId }) => meetingId,
});

/** Writes the summary. */
export const summariseMeeting = job({
  name: "summarise-meeting",
  payload: ofMeeting,
  dedupeId: ({ meetingId }) => meetingId,
});

/** Every job of the product. */
export const JOBS = [
  transcribeClip,
  collectRecordings,
  mergeTranscript,
  indexTranscript,
  renewIndex,
  summariseMeeting,
  readEmotion,
] as const;
