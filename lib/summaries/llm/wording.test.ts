import { describe, expect, it } from "vitest";
import { contentOf, numbersOf } from "@/lib/summaries/llm/wording";

const numbers = (text: string, loose = true) => [...numbersOf(text, { loose })].sort();

describe("the numbers of a text", () => {
  it.each([
    ["We need 45 chairs.", ["45"]],
    ["It costs $1,000 or 12.5%.", ["1000", "12.5"]],
    ["On the 12th at 14:30.", ["12", "14:30"]],
    ["Ten thousand euros", ["10", "10000"]],
    ["two hundred and fifty", ["2", "250", "50"]],
    ["No numbers here.", []],
  ])("are found: %s", (text, found) => {
    expect(numbers(text)).toEqual(found.sort());
  });

  it("are the same written out and in digits", () => {
    expect(numbers("forty five chairs")).toContain("45");
    expect(numbers("forty-five chairs")).toContain("45");
    expect(numbers("five six seven")).toEqual(["5", "6", "7"]);
  });

  it("are not every small word that could be one", () => {
    expect(numbers("One thing: the first two are fine.", false)).toEqual([]);
    expect(numbers("We have 2 of them.", false)).toEqual(["2"]);
  });
});

describe("what a text is about", () => {
  it("is its content words as stems, without those of reporting", () => {
    expect(contentOf("The team discussed the designs of the boxes.")).toEqual(["design", "box"]);
  });

  it("is pairs of signs where words are not set apart", () => {
    expect(contentOf("会議室 budget")).toEqual(["budget", "会議", "議室"]);
  });
});
