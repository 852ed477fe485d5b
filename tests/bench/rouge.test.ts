import { describe, expect, it } from "vitest";
import { rouge } from "@/tests/bench/rouge";

describe("ROUGE", () => {
  it("is 1 for the same text and 0 for another", () => {
    expect(rouge("The cat sat.", "the cat sat")).toEqual({ rouge1: 1, rouge2: 1, rougeL: 1 });
    expect(rouge("a b c", "d e f")).toEqual({ rouge1: 0, rouge2: 0, rougeL: 0 });
    expect(rouge("", "d e f")).toEqual({ rouge1: 0, rouge2: 0, rougeL: 0 });
  });

  it("gives Lin's worked example", () => {
    // Lin 2004, section 3: "police killed the gunman" against "police kill the gunman" and
    // "the gunman kill police": ROUGE-L 3/4 and 2/4, ROUGE-2 1/3 both.
    const reference = "police killed the gunman";
    expect(rouge("police kill the gunman", reference)).toMatchObject({ rougeL: 0.75 });
    expect(rouge("the gunman kill police", reference)).toMatchObject({ rougeL: 0.5 });
    expect(rouge("police kill the gunman", reference).rouge2).toBeCloseTo(1 / 3);
    expect(rouge("the gunman kill police", reference).rouge2).toBeCloseTo(1 / 3);
  });

  it("counts a repeated word as often as both have it", () => {
    expect(rouge("the the the", "the cat").rouge1).toBeCloseTo(2 / 5);
  });
});
