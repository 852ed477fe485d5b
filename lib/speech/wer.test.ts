import { describe, expect, it } from "vitest";
import { countWordErrors, normaliseWords, sumWordErrors, wordErrorRate } from "@/lib/speech/wer";

const words = (text: string) => normaliseWords(text).join(" ");

describe("comparing texts by words", () => {
  it.each([
    ["It's 5 o'clock.", "it's five o'clock"],
    ["Twenty-one", "twenty one"],
    ["21", "twenty one"],
    ["in 1905 and 1984", "in nineteen oh five and nineteen eighty four"],
    ["2,500 people", "two thousand five hundred people"],
    ["3.14", "three point one four"],
    ["the 2nd and 30th", "the second and thirtieth"],
    ["$40 or 5%", "forty dollars or five percent"],
    ["Mr. Smith's colour & honour", "mister smith's color and honor"],
    ["'Tis “quoted”, [NOISE] okay?", "tis quoted ok"],
    ["1,000,000", "one million"],
  ])("reads %s as it is said", (text, said) => {
    expect(words(text)).toBe(said);
  });

  it("counts each kind of error", () => {
    expect(countWordErrors("a b c d", "a x c d e")).toEqual({
      substitutions: 1,
      deletions: 0,
      insertions: 1,
      words: 4,
    });
    expect(countWordErrors("a b c", "a c").deletions).toBe(1);
  });

  it("is zero for equal texts and counts invented words against nothing", () => {
    expect(wordErrorRate(countWordErrors("Yes, indeed.", "yes indeed"))).toBe(0);
    expect(wordErrorRate(countWordErrors("", ""))).toBe(0);
    expect(wordErrorRate(countWordErrors("", "boo"))).toBe(Number.POSITIVE_INFINITY);
  });

  it("weighs texts by their length when adding up", () => {
    const sum = sumWordErrors([countWordErrors("a", "b"), countWordErrors("a b c", "a b c")]);
    expect(wordErrorRate(sum)).toBe(0.25);
  });
});
