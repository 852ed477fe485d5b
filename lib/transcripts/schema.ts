import { z } from "zod";
import { meetingPerson } from "@/lib/meetings/schema";

export const segment = z.object({
  id: z.uuid(),
  participantId: z.uuid(),
  position: z.number().int(),
  /** Milliseconds on the meeting clock. */
  startMs: z.number().int(),
  endMs: z.number().int(),
  text: z.string(),
  /** 0..1, the recogniser's mean token probability. */
  confidence: z.number(),
  /** What the words say by themselves; null before they were read. */
  emotion: z.string().nullable(),
  /** Its probability, 0..1. */
  emotionScore: z.number().nullable(),
});
export type Segment = z.infer<typeof segment>;

export const speakerStatistics = z.object({
  participantId: z.uuid(),
  name: z.string(),
  colour: z.number().int(),
  turns: z.number().int(),
  words: z.number().int(),
  speakingMs: z.number().int(),
  wordsPerMinute: z.number(),
  /** Share of all speaking time, 0..1. */
  share: z.number(),
});
export type SpeakerStatistics = z.infer<typeof speakerStatistics>;

/** GET /api/meetings/[id]/transcript */
export const transcript = z.object({
  meetingId: z.uuid(),
  segments: z.array(segment),
  speakers: z.array(meetingPerson),
  statistics: z.array(speakerStatistics),
  durationMs: z.number().int(),
  /** Clips that could not be read, in words: "12 seconds of Jonas could not be read." */
  gaps: z.array(z.string()),
});
export type Transcript = z.infer<typeof transcript>;
