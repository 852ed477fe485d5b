import { z } from "zod";

export const QUERY_MAX = 400;

/** GET /api/search?q&meetingId&limit — over all I may read, or one meeting. */
export const searchQuery = z.object({
  q: z
    .string()
    .trim()
    .min(1, "Type what you are looking for.")
    .max(QUERY_MAX, "That is too long to search for."),
  meetingId: z.uuid().optional(),
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
