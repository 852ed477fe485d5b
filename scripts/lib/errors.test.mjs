import { describe, expect, test } from "vitest";
import { explain, PlainError } from "./errors.mjs";

describe("a failure of the launch scripts", () => {
  test("is told in the sentence it was thrown with", () => {
    expect(explain(new PlainError("Do this.")).sentence).toBe("Do this.");
  });

  test("is called a full disk whether the system or a program said so", () => {
    const fromSystem = Object.assign(new Error("write"), { code: "ENOSPC", path: "/data/x" });
    const fromProgram = new PlainError("It failed.", { details: "tar: No space left on device" });
    expect(explain(fromSystem).sentence).toBe(
      "The disk is full (writing /data/x): free some space and start again.",
    );
    expect(explain(fromProgram).sentence).toContain("The disk is full");
  });

  test("names the file a user may not write", () => {
    const error = Object.assign(new Error("open"), { code: "EACCES", path: "/data/x" });
    expect(explain(error).sentence).toContain("may not write /data/x");
  });

  test("is a sentence without a stack trace even when nobody foresaw it", () => {
    const { sentence, details } = explain(new TypeError("x is undefined"));
    expect(sentence).toBe("Parley could not go on: x is undefined");
    expect(details).toBeUndefined();
  });
});
