import { describe, expect, it } from "vitest";
import {
  ago,
  bytes,
  clock,
  count,
  dayHeading,
  duration,
  greeting,
  nameList,
  percent,
  secondsLeft,
} from "./format";

describe("times and numbers as people read them", () => {
  it("writes a moment as minutes and seconds, with hours only from an hour on", () => {
    expect(clock(0)).toBe("00:00");
    expect(clock(754_900)).toBe("12:34");
    expect(clock(3_723_000)).toBe("1:02:03");
  });

  it("writes a length in words", () => {
    expect(duration(40_000)).toBe("40 s");
    expect(duration(48 * 60_000)).toBe("48 min");
    expect(duration(3_600_000)).toBe("1 h");
    expect(duration(72 * 60_000)).toBe("1 h 12 min");
    expect(duration(59.6 * 60_000)).toBe("1 h");
  });

  it("never says 100 % of work that still runs", () => {
    expect(percent(0.625)).toBe("62 %");
    expect(percent(1)).toBe("99 %");
    expect(percent(-1)).toBe("0 %");
  });

  it("rounds what is left so that it does not flicker", () => {
    expect(secondsLeft(3)).toBe("a few seconds");
    expect(secondsLeft(18)).toBe("about 20 s");
    expect(secondsLeft(150)).toBe("about 3 min");
  });

  it("counts in the singular and the plural", () => {
    expect(count(1, "person", "people")).toBe("1 person");
    expect(count(1200, "person", "people")).toBe("1,200 people");
  });

  it("writes sizes in decimal units", () => {
    expect(bytes(999)).toBe("999 B");
    expect(bytes(41_200_000_000)).toBe("41.2 GB");
  });

  it("joins names, and says how many others there are", () => {
    expect(nameList([])).toBe("");
    expect(nameList(["Ann", "Ben"])).toBe("Ann and Ben");
    expect(nameList(["Ann", "Ben", "Cid"])).toBe("Ann, Ben and Cid");
    expect(nameList(["Ann", "Ben", "Cid", "Dee"])).toBe("Ann, Ben and 2 others");
  });
});

describe("days", () => {
  const now = new Date(2026, 10, 24, 15, 0);
  const at = (...parts: [number, number, number, number?]) => new Date(...parts).toISOString();

  it("greets by the hour", () => {
    expect(greeting(new Date(2026, 0, 1, 9))).toBe("Good morning");
    expect(greeting(now)).toBe("Good afternoon");
    expect(greeting(new Date(2026, 0, 1, 21))).toBe("Good evening");
    expect(greeting(new Date(2026, 0, 1, 3))).toBe("Good evening");
  });

  it("names near days by word and far ones by date", () => {
    expect(dayHeading(at(2026, 10, 24, 0), now)).toBe("Today");
    expect(dayHeading(at(2026, 10, 23, 23), now)).toBe("Yesterday");
    expect(dayHeading(at(2026, 10, 20, 9), now)).toBe("Friday");
    expect(dayHeading(at(2026, 10, 12, 9), now)).toBe("12 November");
    expect(dayHeading(at(2025, 10, 12, 9), now)).toBe("12 November 2025");
  });

  it("says how long ago something was", () => {
    const since = (seconds: number) => new Date(now.getTime() - seconds * 1000).toISOString();
    expect(ago(since(2), now)).toBe("just now");
    expect(ago(since(40), now)).toBe("40 s ago");
    expect(ago(since(200), now)).toBe("3 min ago");
    expect(ago(since(7300), now)).toBe("2 h ago");
  });
});
