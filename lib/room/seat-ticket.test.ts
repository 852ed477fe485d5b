import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const seat = {
  participantId: "0198c6a0-0000-7000-8000-000000000001",
  meetingId: "0198c6a0-0000-7000-8000-000000000002",
};
const code = "abcdefghjkmn";

/** Settings are read once per process, so each test reads them anew. */
async function load(settings: Record<string, string> = {}) {
  vi.resetModules();
  const all = {
    DATABASE_URL: "postgres://parley@localhost/parley",
    REDIS_URL: "redis://localhost",
    PARLEY_SECRET: "a secret of more than thirty-two characters",
    PARLEY_URL: "http://localhost:3000",
    ...settings,
  };
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value);
  return import("@/lib/room/seat-ticket");
}

describe("a seat ticket", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  });

  it("proves its seat in the meeting it was made for, and in no other", async () => {
    const { readSeatTicket, seatCookie } = await load();
    const header = `theme=dark; ${seatCookie({ ...seat, code }).split(";")[0]}; other=1`;
    expect(readSeatTicket(header, code)).toEqual(seat);
    expect(readSeatTicket(header, "zzzzzzzzzzzz")).toBeNull();
    expect(readSeatTicket(undefined, code)).toBeNull();
  });

  it("is refused when any part of it was changed", async () => {
    const { signSeatTicket, verifySeatTicket } = await load();
    const value = signSeatTicket(seat);
    expect(verifySeatTicket(value)).toEqual(seat);
    const [body = "", signature = ""] = value.split(".");
    const claims = { ...seat, participantId: seat.meetingId, iat: Math.floor(Date.now() / 1000) };
    const others = Buffer.from(JSON.stringify(claims)).toString("base64url");
    for (const wrong of [
      "",
      body,
      `${body}.`,
      `.${signature}`,
      `${others}.${signature}`,
      `${body}.${signature.slice(0, -2)}`,
      `${body}.${signature}.${signature}`,
      `${body}.${"A".repeat(43)}`,
    ])
      expect(verifySeatTicket(wrong), wrong).toBeNull();
  });

  it("is refused by an instance with another secret", async () => {
    const value = (await load()).signSeatTicket(seat);
    const other = await load({
      PARLEY_SECRET: "another secret of more than thirty-two characters",
    });
    expect(other.verifySeatTicket(value)).toBeNull();
  });

  it("lasts a day", async () => {
    const { signSeatTicket, verifySeatTicket, SEAT_TICKET_SECONDS } = await load();
    vi.setSystemTime(1_000_000_000_000);
    const value = signSeatTicket(seat);
    vi.setSystemTime(1_000_000_000_000 + (SEAT_TICKET_SECONDS - 1) * 1000);
    expect(verifySeatTicket(value)).toEqual(seat);
    vi.setSystemTime(1_000_000_000_000 + SEAT_TICKET_SECONDS * 1000);
    expect(verifySeatTicket(value)).toBeNull();
    vi.setSystemTime(1_000_000_000_000 - 3600_000);
    expect(verifySeatTicket(value)).toBeNull();
  });

  it("sits in a cookie that scripts and other sites' posts cannot use", async () => {
    const plain = (await load()).seatCookie({ ...seat, code });
    expect(plain.startsWith(`parley.seat.${code}=`)).toBe(true);
    expect(plain.split("; ").slice(1)).toEqual([
      "Path=/",
      "Max-Age=86400",
      "HttpOnly",
      "SameSite=Lax",
    ]);
    const secure = (await load({ PARLEY_URL: "https://meet.example.org" })).seatCookie({
      ...seat,
      code,
    });
    expect(secure.split("; ")).toContain("Secure");
  });
});
