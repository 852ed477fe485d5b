import { z } from "zod";

/** Letters and digits that cannot be mistaken for one another when read aloud or copied: 31 of them. */
export const CODE_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";
/** 12 characters of 31 are 59.4 bits. */
export const CODE_LENGTH = 12;
export const TITLE_MAX = 200;

/** Accepts a code with or without dashes and spaces, in any case; yields the 12 bare characters. */
export const meetingCode = z
  .string()
  .max(40)
  .transform((raw) => raw.toLowerCase().replace(/[\s-]/g, ""))
  .refine(
    (code) => code.length === CODE_LENGTH && [...code].every((c) => CODE_ALPHABET.includes(c)),
    "That is not a meeting code. It looks like abcd-efgh-jkmn.",
  );

/** `abcdefghjkmn` → `abcd-efgh-jkmn`, as links and people use it. */
export const formatCode = (code: string): string =>
  code.replace(/^(.{4})(.{4})(.{4})$/, "$1-$2-$3");

export const createMeeting = z.object({
  title: z
    .string()
    .trim()
    .min(1, "Please give the meeting a title.")
    .max(TITLE_MAX, `Please use at most ${TITLE_MAX} characters for the title.`),
});
export const createdMeeting = z.object({
  id: z.uuid(),
  code: z.string(),
  title: z.string(),
  url: z.string(),
  /** Shown once; only its hash is stored. */
  hostSecret: z.string(),
});

export const workState = z.enum(["queued", "running", "done", "failed"]);
export type WorkState = z.infer<typeof workState>;

/** The steps of the pipeline in order, as people see them. */
export const PIPELINE_STEPS = ["collect", "transcribe", "merge", "index", "summarise"] as const;
export const pipelineStepName = z.enum(PIPELINE_STEPS);
export type PipelineStepName = z.infer<typeof pipelineStepName>;

export const pipelineStep = z.object({
  step: pipelineStepName,
  state: workState,
  /** 0..1 */
  progress: z.number(),
  message: z.string().nullable(),
  /** About how long it still takes, seconds, when that can be told. */
  secondsLeft: z.number().nullable(),
});
export type PipelineStep = z.infer<typeof pipelineStep>;

/**
 * `open`: nobody was in yet; `live`: people are in or may come back; `processing`: ended, pipeline
 * runs; `ready`: transcript there; `failed`: a step failed and waits for a retry; `empty`: ended
 * and nothing was recorded.
 */
export const meetingState = z.enum(["open", "live", "processing", "ready", "failed", "empty"]);
export type MeetingState = z.infer<typeof meetingState>;

export const meetingPerson = z.object({
  id: z.uuid(),
  name: z.string(),
  colour: z.number().int(),
  isHost: z.boolean(),
  isGuest: z.boolean(),
  recording: z.enum(["unasked", "granted", "declined", "withdrawn"]),
});
export type MeetingPerson = z.infer<typeof meetingPerson>;

/** A row of the dashboard. */
export const meetingListItem = z.object({
  id: z.uuid(),
  code: z.string(),
  title: z.string(),
  state: meetingState,
  role: z.enum(["host", "attendee"]),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  people: z.array(meetingPerson),
  /** The running step while `processing`, the failed one when `failed`. */
  step: pipelineStep.nullable(),
  /** First sentence of the summary. */
  excerpt: z.string().nullable(),
  /** How many people are in the room now; 0 unless live. */
  peopleHere: z.number().int(),
  recordingNow: z.boolean(),
});
export type MeetingListItem = z.infer<typeof meetingListItem>;

/** GET /api/meetings?cursor&limit */
export const listMeetings = z.object({
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
});
export const meetingList = z.object({
  meetings: z.array(meetingListItem),
  nextCursor: z.string().nullable(),
});

/** GET /api/meetings/[id] */
export const meetingDetail = meetingListItem.extend({
  url: z.string(),
  steps: z.array(pipelineStep),
  /** The Channels channel with live progress: `private-meeting-<id>`. */
  channel: z.string(),
  /** How many of those present agreed to be recorded. */
  consented: z.number().int(),
});
export type MeetingDetail = z.infer<typeof meetingDetail>;

/**
 * A meeting's channel: `pipeline` carries a step that moved, `summary` how the writing of its summary
 * goes, `changed` says to fetch again.
 */
export const meetingChannel = (meetingId: string): string => `private-meeting-${meetingId}`;
/** One's own dashboard: `changed` when any of my meetings moved. */
export const userChannel = (userId: string): string => `private-user-${userId}`;
