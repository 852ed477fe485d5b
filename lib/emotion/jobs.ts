import { z } from "zod";
import { job } from "@/lib/platform/jobs";

/**
 * Reads what waits in one person's slot. The slot keeps only the newest, and asks for one delivery
 * at a time (lib/emotion/slots.ts), so every delivery has an id of its own: a worker that died in
 * the middle holds nobody up.
 */
export const readEmotion = job({
  name: "read-emotion",
  payload: z.object({ participantId: z.uuid(), meetingId: z.uuid(), delivery: z.string().max(60) }),
  concurrency: 8,
  // What is late is worthless: the next frame asks again.
  attempts: 1,
  dedupeId: ({ participantId, delivery }) => `${participantId}-${delivery}`,
});
