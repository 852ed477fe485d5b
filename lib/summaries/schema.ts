import { z } from "zod";

/** A sentence that points at what was said. */
export const citedSentence = z.object({
  text: z.string(),
  citations: z
    .array(z.object({ segmentId: z.uuid(), position: z.number().int(), startMs: z.number().int() }))
    .min(1),
});
export type CitedSentence = z.infer<typeof citedSentence>;

export const summaryBody = z.object({
  overview: z.array(citedSentence),
  keyPoints: z.array(citedSentence),
  decisions: z.array(citedSentence),
  actionItems: z.array(citedSentence.extend({ who: z.string().nullable() })),
  topics: z.array(z.object({ label: z.string(), startMs: z.number().int() })),
});
export type SummaryBody = z.infer<typeof summaryBody>;

/** GET /api/meetings/[id]/summary */
export const summary = z.object({
  meetingId: z.uuid(),
  kind: z.enum(["extractive"]),
  createdAt: z.iso.datetime(),
  body: summaryBody,
});
export type Summary = z.infer<typeof summary>;
