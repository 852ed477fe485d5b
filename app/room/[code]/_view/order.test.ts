import { describe, expect, it } from "vitest";
import { handNumbers, hasOtherHost, listed, rightsOver, successorOf } from "./order";

const person = (
  id: string,
  more: Partial<{
    handRaisedAtMs: number | null;
    joinOrder: number;
    role: "host" | "cohost" | "participant";
    isGuest: boolean;
    isSelf: boolean;
  }> = {},
) => ({
  id,
  handRaisedAtMs: null,
  joinOrder: 0,
  role: "participant" as const,
  isGuest: false,
  isSelf: false,
  ...more,
});

describe("raised hands", () => {
  const people = [
    person("ada"),
    person("ben", { handRaisedAtMs: 300 }),
    person("cleo", { handRaisedAtMs: 100 }),
  ];

  it("are numbered in the order they went up", () => {
    expect([...handNumbers(people)]).toEqual([
      ["cleo", 1],
      ["ben", 2],
    ]);
  });

  it("that went up at once are taken in the order people came", () => {
    const both = [
      person("late", { handRaisedAtMs: 100, joinOrder: 2 }),
      person("early", { handRaisedAtMs: 100, joinOrder: 1 }),
    ];
    expect(handNumbers(both).get("early")).toBe(1);
  });

  it("come first in the list of people", () => {
    expect(listed(people).map(({ id }) => id)).toEqual(["cleo", "ben", "ada"]);
  });
});

describe("the host's successor", () => {
  const host = person("host", { role: "host", isSelf: true });

  it("is the first co-host, though others were there before", () => {
    const people = [host, person("ada"), person("ben", { role: "cohost" })];
    expect(successorOf(people)?.id).toBe("ben");
  });

  it("is otherwise the first one who signed in", () => {
    const people = [host, person("guest", { isGuest: true }), person("ada"), person("ben")];
    expect(successorOf(people)?.id).toBe("ada");
  });

  it("is nobody among guests", () => {
    expect(successorOf([host, person("guest", { isGuest: true })])).toBeNull();
  });

  it("is not needed while another host is there", () => {
    expect(hasOtherHost([host, person("ada", { role: "host" })])).toBe(true);
    expect(hasOtherHost([host, person("ada", { role: "cohost" })])).toBe(false);
  });
});

describe("what one may do about others", () => {
  it("is nothing for participants", () => {
    const rights = rightsOver({ role: "participant" }, person("ada"));
    expect(rights).toEqual({ keepsOrder: false, remove: false, assign: false });
  });

  it("is for a co-host everything but roles, and not the removal of a host", () => {
    const cohost = { role: "cohost" as const };
    expect(rightsOver(cohost, person("ada"))).toEqual({
      keepsOrder: true,
      remove: true,
      assign: false,
    });
    expect(rightsOver(cohost, person("ada", { role: "host" })).remove).toBe(false);
  });

  it("is nothing about oneself", () => {
    const self = person("me", { role: "host", isSelf: true });
    expect(rightsOver(self, self)).toEqual({ keepsOrder: false, remove: false, assign: false });
  });
});
