import { z } from "zod";
import { meetingState, workState } from "@/lib/meetings/schema";

/** GET /api/admin/overview */
export const adminOverview = z.object({
  liveMeetings: z.number().int(),
  livePeople: z.number().int(),
  people: z.number().int(),
  meetings: z.number().int(),
  storageBytes: z.number(),
  queues: z.array(
    z.object({
      name: z.string(),
      waiting: z.number().int(),
      running: z.number().int(),
      delayed: z.number().int(),
      failed: z.number().int(),
      paused: z.boolean(),
    }),
  ),
  search: z.object({
    /** The embedding model that is set. */
    model: z.string(),
    /** Meetings and chunks with an index. */
    meetings: z.number().int(),
    chunks: z.number().int(),
    /** Meetings whose index was made by that model; the others follow in the background. */
    meetingsUpToDate: z.number().int(),
    /** Texts to embed whose vector was there already; the rate is null before the first. */
    cache: z.object({
      hits: z.number().int(),
      misses: z.number().int(),
      rate: z.number().nullable(),
    }),
  }),
  failures: z.array(
    z.object({
      /** `clip:<id>` or `step:<meetingId>:<step>`: what POST /api/admin/retry takes. */
      ref: z.string(),
      what: z.string(),
      meetingId: z.uuid(),
      meetingTitle: z.string(),
      message: z.string(),
      attempts: z.number().int(),
      at: z.iso.datetime(),
    }),
  ),
});
export type AdminOverview = z.infer<typeof adminOverview>;

/** Of a list of times in milliseconds; null of an empty one. */
const figures = z
  .object({
    count: z.number().int(),
    p50Ms: z.number(),
    p90Ms: z.number(),
    p95Ms: z.number(),
    minMs: z.number(),
    meanMs: z.number(),
    maxMs: z.number(),
  })
  .nullable();

/** GET /api/stats: live emotion from capture to result, over the last 500 readings of each kind. */
export const adminStatistics = z.object({
  emotion: z.object({
    face: figures,
    voice: figures,
    all: figures,
    activePeople: z.number().int(),
  }),
});
export type AdminStatistics = z.infer<typeof adminStatistics>;

export const adminPage = z.object({
  q: z.string().max(200).optional(),
  cursor: z.string().max(100).optional(),
});

/** GET /api/admin/people */
export const adminPerson = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  role: z.enum(["admin", "member"]),
  disabled: z.boolean(),
  meetings: z.number().int(),
  createdAt: z.iso.datetime(),
});
export const adminPeople = z.object({
  people: z.array(adminPerson),
  nextCursor: z.string().nullable(),
});
/** PATCH /api/admin/people/[id] */
export const adminChangePerson = z.object({
  role: z.enum(["admin", "member"]).optional(),
  disabled: z.boolean().optional(),
});

/** GET /api/admin/meetings: titles and states only; an admin does not read what was said. */
export const adminMeetings = z.object({
  meetings: z.array(
    z.object({
      id: z.uuid(),
      title: z.string(),
      host: z.string(),
      state: meetingState,
      people: z.number().int(),
      createdAt: z.iso.datetime(),
    }),
  ),
  nextCursor: z.string().nullable(),
});

/** POST /api/admin/retry */
export const adminRetry = z.object({ ref: z.string().max(100) });
export const adminRetried = z.object({ state: workState });
