import { z } from "zod";
import { llmAvailability } from "@/lib/llm/schema";

export const QUESTION_MAX = 1_000;

/** POST /api/ask; answered with a stream of `answerEvent`, a JSON object a line. */
export const askRequest = z.object({
  question: z
    .string()
    .trim()
    .min(1, "Type a question.")
    .max(QUESTION_MAX, `Please use at most ${QUESTION_MAX} characters.`),
  /** To go on with an earlier conversation; without it a new one begins. */
  sessionId: z.uuid().optional(),
  /** One meeting, or all the person may read. A session keeps what it began with. */
  meetingId: z.uuid().optional(),
});
export type AskRequest = z.infer<typeof askRequest>;

/** A line of a transcript an answer points at: `/meetings/<meetingId>#s<position>`. */
export const source = z.object({
  segmentId: z.uuid(),
  meetingId: z.uuid(),
  meetingTitle: z.string(),
  meetingStartedAt: z.iso.datetime().nullable(),
  position: z.number().int(),
  startMs: z.number().int(),
  endMs: z.number().int(),
  speaker: z.string(),
  colour: z.number().int(),
  text: z.string(),
});
export type Source = z.infer<typeof source>;

export const answerSentence = z.object({
  text: z.string(),
  /** Never empty: what nothing supports is dropped and counted. */
  sources: z.array(source),
});
export type AnswerSentence = z.infer<typeof answerSentence>;

/** `llm`: written by a model; `extractive`: the best passages, quoted. */
export const answerMode = z.enum(["llm", "extractive"]);
export const turnState = z.enum(["running", "done", "stopped", "failed"]);

export const turn = z.object({
  id: z.uuid(),
  question: z.string(),
  /** How a follow-up was understood, when that differs from the question. */
  standalone: z.string().nullable(),
  state: turnState,
  mode: answerMode.nullable(),
  /** In an extractive answer each is a passage quoted word for word. */
  sentences: z.array(answerSentence),
  /** `not-found`: the meetings say nothing of it. */
  outcome: z.enum(["answered", "not-found"]).nullable(),
  /** Sentences left out because nothing said supports them. */
  dropped: z.number().int(),
  /** Sentences not shown because the reader may not, or no longer, read what they cite. */
  withheld: z.number().int(),
  /** What went wrong or why the mode is what it is, a sentence; null when there is nothing to say. */
  notice: z.string().nullable(),
  model: z.string().nullable(),
  createdAt: z.iso.datetime(),
});
export type Turn = z.infer<typeof turn>;

/** What POST /api/ask streams, in this order: begun, sources, (draft|sentence)*, done or failed. */
export const answerEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("begun"), sessionId: z.uuid(), turnId: z.uuid() }),
  /** The passages the answer is written from, best first. */
  z.object({ type: z.literal("sources"), sources: z.array(source) }),
  /** The sentence being written, as far as it is there; replaces the draft before. */
  z.object({ type: z.literal("draft"), text: z.string() }),
  /** A sentence that was checked; the draft is gone. */
  z.object({ type: z.literal("sentence"), sentence: answerSentence }),
  /** The turn as it was stored. Also after a stop and after a failure half-way (`state`). */
  z.object({ type: z.literal("done"), turn }),
]);
export type AnswerEvent = z.infer<typeof answerEvent>;

/** GET /api/ask/sessions?meetingId&cursor; newest first. */
export const listSessions = z.object({
  meetingId: z.uuid().optional(),
  cursor: z.string().max(100).optional(),
});
export const sessionItem = z.object({
  id: z.uuid(),
  /** The first question. */
  title: z.string(),
  meetingId: z.uuid().nullable(),
  meetingTitle: z.string().nullable(),
  turns: z.number().int(),
  updatedAt: z.iso.datetime(),
});
export type SessionItem = z.infer<typeof sessionItem>;
export const sessionList = z.object({
  sessions: z.array(sessionItem),
  nextCursor: z.string().nullable(),
  llm: llmAvailability,
});

/** GET /api/ask/sessions/[id]; DELETE removes it. */
export const session = sessionItem.omit({ turns: true }).extend({ turns: z.array(turn) });
export type Session = z.infer<typeof session>;
