import { describe, expect, it } from "vitest";
import { countWords, normaliseText } from "@/lib/emotion/text/normalise";

describe("the text a reader of emotions sees", () => {
  it("has no fillers and no marks of sounds", () => {
    expect(normaliseText("Um, I mean {vocalsound} that's, uh,  great. Mm-hmm. Uh-huh.")).toBe(
      "I mean that's, great.",
    );
    expect(normaliseText("The umbrella is under a mummy.")).toBe("The umbrella is under a mummy.");
  });

  it("stays as it is where there is nothing else", () => {
    expect(normaliseText(" Mm-hmm. ")).toBe("Mm-hmm.");
    expect(normaliseText("")).toBe("");
  });

  it("has as many words as stand between spaces", () => {
    expect(countWords("")).toBe(0);
    expect(countWords("Wait, what?")).toBe(2);
  });
});
