import { z } from "zod";
import { EMOTIONS } from "@/lib/emotion/labels";
import { llmAvailability } from "@/lib/llm/schema";

const emotion = z.enum(EMOTIONS);

export const SENTENCE_MAX = 600;
export const INSTRUCTIONS_MAX = 600;

/** A moment of the meeting: `/meetings/<id>#s<position>`. */
export const citation = z.object({
  segmentId: z.uuid(),
  position: z.number().int(),
  startMs: z.number().int(),
});
export type Citation = z.infer<typeof citation>;

/** A sentence that points at what was said. */
export const citedSentence = z.object({
  /** Unique within the summary. */
  id: z.string().min(1).max(40),
  text: z.string().max(SENTENCE_MAX),
  citations: z.array(citation),
  /** Written or changed by a person; kept when the summary is made again. */
  edited: z.boolean().default(false),
});
export type CitedSentence = z.infer<typeof citedSentence>;

export const actionItem = citedSentence.extend({
  who: z.string().max(200).nullable(),
  /** When it is due, as it was said. */
  when: z.string().max(200).nullable().default(null),
});
export type ActionItem = z.infer<typeof actionItem>;

/** What was written; lists may be empty. */
export const summaryBody = z.object({
  overview: z.array(citedSentence),
  keyPoints: z.array(citedSentence),
  decisions: z.array(citedSentence),
  actionItems: z.array(actionItem),
  openQuestions: z.array(citedSentence).default([]),
  /** What was talked about and when, in order. */
  topics: z.array(
    z.object({ label: z.string(), startMs: z.number().int(), endMs: z.number().int().optional() }),
  ),
  /** What each person brought, by participant. */
  contributions: z
    .array(
      z.object({
        participantId: z.uuid(),
        name: z.string(),
        colour: z.number().int(),
        sentences: z.array(citedSentence),
      }),
    )
    .default([]),
  /** Sections a template asks for beside those above ("Blockers", "Objections"). */
  extra: z
    .array(z.object({ title: z.string().max(80), sentences: z.array(citedSentence) }))
    .default([]),
});
export type SummaryBody = z.infer<typeof summaryBody>;

/** What is counted, not written; from the transcript as it is now. */
export const summaryFigures = z.object({
  durationMs: z.number().int(),
  people: z.array(
    z.object({
      participantId: z.uuid(),
      name: z.string(),
      colour: z.number().int(),
      spokenMs: z.number().int(),
      words: z.number().int(),
      wordsPerMinute: z.number(),
      /** Of all words, 0..1. */
      share: z.number(),
      turns: z.number().int(),
    }),
  ),
  /** Words a minute over equal stretches of the meeting, in order. */
  pace: z.array(z.object({ startMs: z.number().int(), wordsPerMinute: z.number() })),
  /** Of the words, by their share of the lines, 0..1. */
  emotions: z.array(z.object({ emotion, share: z.number() })),
  /** Lines whose words carry a strong emotion, in order. */
  moments: z.array(
    citation.extend({
      emotion,
      /** 0..1 */
      score: z.number(),
      speaker: z.string(),
      colour: z.number().int(),
      text: z.string(),
    }),
  ),
});
export type SummaryFigures = z.infer<typeof summaryFigures>;

export const summaryTemplate = z.enum([
  "general",
  "standup",
  "interview",
  "sales",
  "lecture",
  "own",
]);
export type SummaryTemplate = z.infer<typeof summaryTemplate>;

/** POST /api/meetings/[id]/summary: has it written again; 202 with `summaryState`. Hosts only. */
export const rewriteSummary = z.object({
  template: summaryTemplate.default("general"),
  /** What the `own` template should look for. */
  instructions: z
    .string()
    .trim()
    .max(INSTRUCTIONS_MAX, `Please use at most ${INSTRUCTIONS_MAX} characters.`)
    .default(""),
  /** BCP 47, such as `de`; null for the meeting's own language. Needs a language model. */
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
    .nullable()
    .default(null),
});
export type RewriteSummary = z.infer<typeof rewriteSummary>;

export const summaryState = z.object({
  state: z.enum(["none", "queued", "running", "done", "failed"]),
  /** 0..1 */
  progress: z.number(),
  /** Why it failed or waits, a sentence. */
  message: z.string().nullable(),
  secondsLeft: z.number().nullable(),
});
export type SummaryState = z.infer<typeof summaryState>;

/**
 * PATCH /api/meetings/[id]/summary: a person's change of one sentence; hosts only. `text: null`
 * takes it out; an unknown `id` with a `section` adds one. `version` is what was read: another
 * change in between is a conflict.
 */
export const editSummary = z.object({
  version: z.number().int(),
  section: z.enum([
    "overview",
    "keyPoints",
    "decisions",
    "actionItems",
    "openQuestions",
    "contributions",
    "extra",
  ]),
  id: z.string().min(1).max(40),
  text: z.string().trim().min(1).max(SENTENCE_MAX).nullable(),
  who: z.string().trim().max(200).nullable().optional(),
  when: z.string().trim().max(200).nullable().optional(),
});
export type EditSummary = z.infer<typeof editSummary>;

/** GET /api/meetings/[id]/summary */
export const summary = z.object({
  meetingId: z.uuid(),
  kind: z.enum(["extractive", "llm"]),
  template: summaryTemplate,
  language: z.string(),
  model: z.string().nullable(),
  createdAt: z.iso.datetime(),
  /** Raised by every change. */
  version: z.number().int(),
  body: summaryBody,
  figures: summaryFigures,
  /** Sentences of the model left out because nothing said supports them. */
  dropped: z.number().int(),
  /** Why it is not what was asked for ("The model could not be reached …"), a sentence. */
  notice: z.string().nullable(),
  /** The transcript changed since it was written. */
  stale: z.boolean(),
  /** The rewriting under way or the last one. */
  rewriting: summaryState,
  mayEdit: z.boolean(),
  /** Whether and when this person may have it written again. */
  rewrite: z.object({
    allowed: z.boolean(),
    /** Of the limit of this person. */
    left: z.number().int(),
    retryAfterSeconds: z.number().nullable(),
  }),
  llm: llmAvailability,
});
export type Summary = z.infer<typeof summary>;

/**
 * GET /api/meetings/[id]/discrepancies: where words and what face or voice showed did not match, as
 * far as the reader was promised to see it. Strongest first.
 */
export const discrepancies = z.object({
  /** False when nobody agreed, or the instance has emotion off: then nothing is shown at all. */
  measured: z.boolean(),
  items: z.array(
    citation.extend({
      endMs: z.number().int(),
      participantId: z.uuid(),
      speaker: z.string(),
      colour: z.number().int(),
      text: z.string(),
      words: z.object({ emotion, score: z.number() }),
      shown: z.object({
        emotion,
        score: z.number(),
        by: z.enum(["both", "audio_only", "video_only"]),
      }),
      /** 0..1, how clearly they disagree. */
      strength: z.number(),
      sentence: z.string(),
    }),
  ),
});
export type Discrepancies = z.infer<typeof discrepancies>;
