import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { readCookie, secureCookies } from "@/lib/auth/cookie";
import { nowMs } from "@/lib/platform/clock";
import { secretFor } from "@/lib/platform/env";

/** A seat ticket is good for this long, seconds. */
export const SEAT_TICKET_SECONDS = 24 * 3600;

/** Clocks of web copies may differ by this much, seconds. */
const CLOCK_SLACK_SECONDS = 60;

const claims = z.object({
  participantId: z.uuid(),
  meetingId: z.uuid(),
  /** Issued at, epoch seconds. */
  iat: z.number().int().nonnegative(),
});

/** What a valid ticket proves: this browser holds this seat of this meeting. */
export interface SeatTicket {
  participantId: string;
  meetingId: string;
}

/** The seat cookie's name. `code` is the meeting's code without dashes. */
export const seatCookieName = (code: string): string => `parley.seat.${code}`;

/** HMAC-SHA256 (RFC 2104) over the encoded claims. */
const signatureOf = (body: string): Buffer =>
  createHmac("sha256", secretFor("seat")).update(body).digest();

/** Signs a ticket: `base64url(claims).base64url(signature)`. */
export function signSeatTicket(ticket: SeatTicket & { iat?: number }): string {
  const { participantId, meetingId, iat = Math.floor(nowMs() / 1000) } = ticket;
  const body = Buffer.from(JSON.stringify({ participantId, meetingId, iat })).toString("base64url");
  return `${body}.${signatureOf(body).toString("base64url")}`;
}

/** Verifies a ticket in constant time; null when it is forged, expired or not a ticket. */
export function verifySeatTicket(value: string): SeatTicket | null {
  const [body, signature, ...rest] = value.split(".");
  if (!body || !signature || rest.length > 0) return null;
  const given = Buffer.from(signature, "base64url");
  const wanted = signatureOf(body);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  const parsed = claims.safeParse(parseJson(Buffer.from(body, "base64url").toString("utf8")));
  if (!parsed.success) return null;
  const age = nowMs() / 1000 - parsed.data.iat;
  if (age >= SEAT_TICKET_SECONDS || age < -CLOCK_SLACK_SECONDS) return null;
  return { participantId: parsed.data.participantId, meetingId: parsed.data.meetingId };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The ticket for the meeting with this code in a request's Cookie header; null without a valid one. */
export function readSeatTicket(cookieHeader: string | undefined, code: string): SeatTicket | null {
  const value = readCookie(cookieHeader, seatCookieName(code));
  return value ? verifySeatTicket(value) : null;
}

/** The Set-Cookie value that gives this browser a seat. `code` is the code without dashes. */
export function seatCookie(seat: SeatTicket & { code: string }): string {
  return [
    `${seatCookieName(seat.code)}=${signSeatTicket(seat)}`,
    "Path=/",
    `Max-Age=${SEAT_TICKET_SECONDS}`,
    "HttpOnly",
    "SameSite=Lax",
    ...(secureCookies() ? ["Secure"] : []),
  ].join("; ");
}
