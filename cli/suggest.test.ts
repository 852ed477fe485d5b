import { describe, expect, it } from "vitest";
import { closest } from "@/cli/suggest";

describe("a mistyped command", () => {
  const commands = ["transcribe", "meeting", "user", "doctor"];

  it.each([
    ["metting", "meeting"],
    ["trans", "transcribe"],
    ["users", "user"],
    ["docotr", "doctor"],
  ])("%s means %s", (typed, meant) => expect(closest(typed, commands)).toBe(meant));

  it("that is like none of them means none of them", () => {
    expect(closest("frobnicate", commands)).toBeNull();
    expect(closest("x", [])).toBeNull();
  });
});
