import { z } from "zod";

export const QUERY_MAX = 400;

/** A day is from its beginning (UTC), or until its end; a moment is itself. */
const DAY_MS = 24 * 3600 * 1000;
const moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
  error: "Give a date such as 2026-03-02.",
});
const isDay = (text: string) => !text.includes("T");
const since = moment.transform((text) => new Date(text));
const until = moment.transform(
  (text) => new Date(new Date(text).getTime() + (isDay(text) ? DAY_MS : 0)),
);

/**
 * GET /api/search?q&meetingId&speaker&from&to&limit — over all I may read, or a part of it:
 * one meeting, what one person said (a name, or the id of an account), meetings of some time.
 */
export const searchQuery = z.object({
  q: z
    .string()
    .trim()
    .min(1, "Type what you are looking for.")
    .max(QUERY_MAX, "That is too long to search for."),
  meetingId: z.uuid().optional(),
  speaker: z.string().trim().min(1).max(200).optional(),
  from: since.optional(),
  to: until.optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
});

export const searchHit = z.object({
  meetingId: z.uuid(),
  meetingTitle: z.string(),
  meetingStartedAt: z.iso.datetime().nullable(),
  /** The segment to open: `/meetings/<id>#s<position>`. */
  segmentId: z.uuid(),
  position: z.number().int(),
  startMs: z.number().int(),
  speaker: z.string(),
  colour: z.number().int(),
  /** The segment's text, in pieces; `hit` pieces are to be highlighted. */
  excerpt: z.array(z.object({ text: z.string(), hit: z.boolean() })),
  score: z.number(),
});
export type SearchHit = z.infer<typeof searchHit>;
export const searchAnswer = z.object({
  query: z.string(),
  hits: z.array(searchHit),
  tookMs: z.number(),
});
export type SearchAnswer = z.infer<typeof searchAnswer>;

/** GET /api/search/explain, for admins: how the ranking came about, over what they may read themselves. */
export const searchExplanation = z.object({
  query: z.string(),
  kind: z.enum(["keywords", "question"]).nullable(),
  /** Stems that rank. */
  terms: z.array(z.string()),
  /** Models that read the query. */
  models: z.array(z.string()),
  way: z.enum(["exact", "candidates"]).nullable(),
  /** tsquery that was looked up for candidates. */
  probe: z.string().nullable(),
  /** Chunks in reach, and of the whole instance, about. */
  readable: z.number().int(),
  total: z.number().int(),
  milliseconds: z.object({ understand: z.number(), rank: z.number(), retrieve: z.number() }),
  chunks: z.array(
    z.object({
      chunkId: z.uuid(),
      meetingId: z.uuid(),
      position: z.number().int(),
      firstSegment: z.number().int(),
      lastSegment: z.number().int(),
      modelId: z.string(),
      /** Sum of idf times saturated frequency. */
      lexical: z.number(),
      /** Dot product with the query. */
      semantic: z.number().nullable(),
      /** Both summed over the neighbours. */
      nearLexical: z.number(),
      nearSemantic: z.number(),
      /** Both as z-scores. */
      lexicalZ: z.number(),
      semanticZ: z.number(),
      /** Both z-scores, weighted and added. */
      fused: z.number(),
      /** Place and score among the passages an answer would get; null when it is not among them. */
      answer: z.object({ place: z.number().int(), score: z.number() }).nullable(),
    }),
  ),
});
export type SearchExplanation = z.infer<typeof searchExplanation>;
