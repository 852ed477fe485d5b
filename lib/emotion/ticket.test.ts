import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { signTicket, verifyTicket } from "@/lib/emotion/ticket";

process.env.PARLEY_SECRET ??= randomUUID() + randomUUID();
process.env.DATABASE_URL ??= "postgres://nobody@localhost/none";
process.env.REDIS_URL ??= "redis://localhost";

const ticket = { participantId: randomUUID(), meetingId: randomUUID(), stamp: randomUUID() };

describe("the ticket into live emotion", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("says who comes, and for which answer", () => {
    expect(verifyTicket(signTicket(ticket))).toEqual(ticket);
    const onlooker = { ...ticket, stamp: null };
    expect(verifyTicket(signTicket(onlooker))).toEqual(onlooker);
  });

  it("is good for a minute", () => {
    const signed = signTicket(ticket);
    vi.advanceTimersByTime(59_999);
    expect(verifyTicket(signed)).toEqual(ticket);
    vi.advanceTimersByTime(1);
    expect(verifyTicket(signed)).toBeNull();
  });

  it("is worth nothing when one character is another, or it is no ticket", () => {
    const signed = signTicket(ticket);
    const [body = "", signature = ""] = signed.split(".");
    const other = signTicket({ ...ticket, participantId: randomUUID() }).split(".");
    const forged = [
      `${other[0]}.${signature}`,
      `${body}.${other[1]}`,
      `${body}.`,
      `.${signature}`,
      body,
      `${signed}.more`,
      `${body}.${signature.slice(0, -4)}`,
      "",
      "a.b.c",
      "{}.{}",
    ];
    for (const value of forged) expect(verifyTicket(value), value).toBeNull();
    for (let at = 0; at < body.length; at += 7) {
      const character = body[at] === "A" ? "B" : "A";
      expect(
        verifyTicket(`${body.slice(0, at)}${character}${body.slice(at + 1)}.${signature}`),
      ).toBe(null);
    }
  });
});
