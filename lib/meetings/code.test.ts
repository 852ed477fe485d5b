import { describe, expect, it } from "vitest";
import { hashHostSecret, isHostSecret, newCode, newHostSecret } from "@/lib/meetings/code";
import { CODE_ALPHABET, CODE_LENGTH, formatCode, meetingCode } from "@/lib/meetings/schema";

describe("a meeting code", () => {
  it("carries at least 50 random bits", () => {
    expect(CODE_LENGTH * Math.log2(CODE_ALPHABET.length)).toBeGreaterThanOrEqual(50);
  });

  it("has no letters or digits that look alike", () => {
    for (const lookalike of ["i", "l", "1", "o", "0"])
      expect(CODE_ALPHABET).not.toContain(lookalike);
    expect(new Set(CODE_ALPHABET).size).toBe(CODE_ALPHABET.length);
  });

  it("reads in three groups and is understood however it is typed", () => {
    const code = newCode();
    const shown = formatCode(code);
    expect(shown).toMatch(/^.{4}-.{4}-.{4}$/);
    for (const typed of [shown, code, ` ${shown.toUpperCase()} `, shown.replaceAll("-", " ")])
      expect(meetingCode.parse(typed)).toBe(code);
  });

  it("refuses what is not one with a sentence", () => {
    for (const typed of ["", "abc", "abcd-efgh-jkm0", "abcd-efgh-jkmn-p", "'; drop table"]) {
      const parsed = meetingCode.safeParse(typed);
      expect(parsed.success).toBe(false);
      expect(parsed.error?.issues[0]?.message).toContain("abcd-efgh-jkmn");
    }
  });

  it("differs from call to call", () => {
    expect(new Set(Array.from({ length: 1000 }, newCode)).size).toBe(1000);
  });
});

describe("a host secret", () => {
  it("is known by its hash alone", () => {
    const secret = newHostSecret();
    const stored = hashHostSecret(secret);
    expect(stored).not.toContain(secret);
    expect(isHostSecret(stored, secret)).toBe(true);
    expect(isHostSecret(stored, newHostSecret())).toBe(false);
  });
});
