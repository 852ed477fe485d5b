import { describe, expect, it } from "vitest";
import { countTokens } from "@/lib/llm/tokens";

describe("the count of tokens", () => {
  it.each([
    ["", 0],
    ["The budget is ten thousand euros.", 9],
    ["[12] Anna: 10,500 euros", 9],
    ["暖房の予算は一万ユーロです。", 14],
    ["Бюджет отопления", 7],
    ["a\n\nb", 3],
  ])("of %j is about right", (text, tokens) => expect(countTokens(text)).toBe(tokens));

  it("takes a line of hours in a moment", () => {
    expect(countTokens("word ".repeat(200_000))).toBe(200_000);
  });
});
