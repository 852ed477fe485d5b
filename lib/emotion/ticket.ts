import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { nowMs } from "@/lib/platform/clock";
import { secretFor } from "@/lib/platform/env";

/** A ticket is used at once; a lost connection asks for a new one. */
const TICKET_SECONDS = 60;

const claims = z.object({
  participantId: z.uuid(),
  meetingId: z.uuid(),
  /** The stamp of the answer it was given for; null for somebody who only looks. */
  stamp: z.string().nullable(),
  /** Ends at, epoch milliseconds. */
  endsAtMs: z.number(),
});
export type EmotionTicket = Omit<z.infer<typeof claims>, "endsAtMs">;

/** HMAC-SHA256 (RFC 2104) over the encoded claims. */
const signatureOf = (body: string): Buffer =>
  createHmac("sha256", secretFor("emotion-ticket")).update(body).digest();

/** `base64url(claims).base64url(signature)`. */
export function signTicket(ticket: EmotionTicket): string {
  const all = { ...ticket, endsAtMs: nowMs() + TICKET_SECONDS * 1000 };
  const body = Buffer.from(JSON.stringify(all)).toString("base64url");
  return `${body}.${signatureOf(body).toString("base64url")}`;
}

/** Null when it is forged, too old or not a ticket. */
export function verifyTicket(value: string): EmotionTicket | null {
  const [body, signature, ...rest] = value.split(".");
  if (!body || !signature || rest.length > 0) return null;
  const given = Buffer.from(signature, "base64url");
  const wanted = signatureOf(body);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  // Signed by this instance, so the body is what was encoded above.
  const parsed = claims.safeParse(JSON.parse(Buffer.from(body, "base64url").toString("utf8")));
  if (!parsed.success || parsed.data.endsAtMs <= nowMs()) return null;
  const { participantId, meetingId, stamp } = parsed.data;
  return { participantId, meetingId, stamp };
}
