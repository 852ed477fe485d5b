import { describe, expect, it } from "vitest";
import { DENIED_MS, type Entrant, entryOf, refusalOf } from "@/lib/meetings/entry";

const at = new Date(1_700_000_000_000);
const atMs = at.getTime();
const newcomer: Entrant = {
  userId: null,
  role: "participant",
  actingHostSince: null,
  joinedAt: null,
  admittedAt: null,
  deniedAt: null,
  removedAt: null,
};
const member: Entrant = { ...newcomer, userId: "someone" };
const open = { lobby: "off" as const, lockedAt: null };
const kindOf = (meeting: Parameters<typeof entryOf>[0]["meeting"], seat: Entrant) =>
  entryOf({ meeting, seat, atMs }).kind;

describe("the door of a room", () => {
  it("is open to everybody while there is neither lock nor lobby", () => {
    expect(kindOf(open, newcomer)).toBe("in");
    expect(kindOf(open, member)).toBe("in");
  });

  it("lets guests wait, or everybody, as the hosts decided", () => {
    expect(kindOf({ ...open, lobby: "guests" }, newcomer)).toBe("wait");
    expect(kindOf({ ...open, lobby: "guests" }, member)).toBe("in");
    expect(kindOf({ ...open, lobby: "everyone" }, member)).toBe("wait");
  });

  it.each([
    ["a host", { role: "host" as const }],
    ["a co-host", { role: "cohost" as const }],
    ["somebody standing in for the host", { actingHostSince: at }],
    ["somebody who was in before", { joinedAt: at }],
    ["somebody whom a host let in", { admittedAt: at, deniedAt: at }],
  ])("is open to %s whatever its lobby and lock", (_who, seat) => {
    const meeting = { lobby: "everyone" as const, lockedAt: at };
    expect(kindOf(meeting, { ...newcomer, ...seat })).toBe("in");
  });

  it("is closed to newcomers while locked, before any lobby", () => {
    const entry = entryOf({
      meeting: { lobby: "everyone", lockedAt: at },
      seat: newcomer,
      atMs,
    });
    expect(refusalOf(entry, atMs)).toMatchObject({
      code: "locked",
      status: 423,
      message: "The host has locked this meeting.",
    });
  });

  it("stays closed to somebody removed, whoever they are", () => {
    const seat = { ...member, role: "host" as const, joinedAt: at, admittedAt: at, removedAt: at };
    const entry = entryOf({ meeting: open, seat, atMs });
    expect(refusalOf(entry, atMs)).toMatchObject({
      code: "forbidden",
      message: "A host removed you from this meeting.",
    });
  });

  it("refuses somebody who was denied for a minute, with the time to wait, then lets them ask", () => {
    const meeting = { lobby: "guests" as const, lockedAt: null };
    const seat = { ...newcomer, deniedAt: at };
    const soon = atMs + 20_500;
    expect(refusalOf(entryOf({ meeting, seat, atMs: soon }), soon)).toMatchObject({
      code: "forbidden",
      retryAfterSeconds: 40,
    });
    expect(entryOf({ meeting, seat, atMs: atMs + DENIED_MS }).kind).toBe("wait");
    expect(kindOf(open, seat)).toBe("in");
  });
});
