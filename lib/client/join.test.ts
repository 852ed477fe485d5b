import { describe, expect, it } from "vitest";
import { joinTarget } from "./join";

describe("joining by code", () => {
  it.each([
    "abcd-efgh-jkmn",
    " ABCD EFGH JKMN ",
    "abcdefghjkmn",
    "https://meet.example/room/abcd-efgh-jkmn",
    "http://localhost:3000/room/abcd-efgh-jkmn?from=mail",
  ])("understands %j", (typed) => {
    expect(joinTarget(typed)).toEqual({ ok: true, code: "abcd-efgh-jkmn" });
  });

  it.each(["", "hello", "abcd-efgh-jkm", "abcd-efgh-jkl1", "x".repeat(300)])(
    "says what a code looks like when given %j",
    (typed) => {
      expect(joinTarget(typed)).toEqual({
        ok: false,
        message: "That is not a meeting code. It looks like abcd-efgh-jkmn.",
      });
    },
  );
});
