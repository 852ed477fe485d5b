import { describe, expect, it } from "vitest";
import type { RoomPerson } from "@/lib/room/schema";
import { leadsPair, planPeople } from "./reconcile";

const person = (id: string, joinOrder: number): RoomPerson => ({
  id,
  joinOrder,
  name: id,
  role: "participant",
  handRaisedAtMs: null,
  screen: null,
  chatSeen: 0,
  isGuest: true,
  colour: 1,
  media: { microphone: true, camera: true },
  connection: "connected",
  recording: "unasked",
});

describe("who connects to whom", () => {
  it("lets the later of a pair offer, and the other never", () => {
    expect(leadsPair(person("b", 2), person("a", 1))).toBe(true);
    expect(leadsPair(person("a", 1), person("b", 2))).toBe(false);
  });

  it("opens paths to newcomers, keeps the others, and ends those of people who left", () => {
    const plan = planPeople({
      self: person("me", 2),
      others: [person("a", 1), person("c", 3)],
      existing: new Map([
        ["a", true],
        ["gone", true],
      ]),
    });
    expect(plan.keep.map(({ id }) => id)).toEqual(["a"]);
    expect(plan.open.map(({ id }) => id)).toEqual(["c"]);
    expect(plan.drop).toEqual(["gone"]);
  });

  it("starts a path anew when somebody came back with a later place in the order", () => {
    const plan = planPeople({
      self: person("me", 2),
      others: [person("a", 5)],
      existing: new Map([["a", true]]),
    });
    expect(plan.drop).toEqual(["a"]);
    expect(plan.open.map(({ id }) => id)).toEqual(["a"]);
  });

  it("never connects a person to themselves", () => {
    const me = person("me", 2);
    expect(planPeople({ self: me, others: [me], existing: new Map() }).open).toEqual([]);
  });
});
