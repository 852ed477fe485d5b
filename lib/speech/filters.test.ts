import { describe, expect, it } from "vitest";
import { collapseRepeats, confidenceOf, filterSegments } from "@/lib/speech/filters";

const heard = (text: string, avgLogprob = -0.2, seconds = 3) => ({
  startMs: 0,
  endMs: seconds * 1000,
  text,
  avgLogprob,
});
const kept = (...args: Parameters<typeof heard>) =>
  filterSegments([heard(...args)]).map(({ text }) => text);

describe("what was heard", () => {
  it("is kept with its confidence between 0 and 1", () => {
    expect(filterSegments([heard("Let us begin.", Math.log(0.8))])).toEqual([
      { startMs: 0, endMs: 3000, text: "Let us begin.", confidence: 0.8 },
    ]);
    expect(confidenceOf(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(confidenceOf(0.3)).toBe(1);
  });

  it("is dropped when it has no words", () => {
    expect([...kept(""), ...kept("..."), ...kept("[MUSIC]"), ...kept("(laughs)")]).toEqual([]);
  });

  it("is dropped when the recogniser is far from sure", () => {
    expect(kept("Perhaps something else entirely.", -1.5)).toEqual([]);
  });

  it("needs more certainty for a word or two", () => {
    expect(kept("Now then.", -1)).toEqual([]);
    expect(kept("Now then we go.", -1)).toEqual(["Now then we go."]);
  });

  it("is dropped when it is the phrase models make of noise, unless they are sure", () => {
    expect(kept("Thank you for watching!", -0.6)).toEqual([]);
    expect(kept("Thank you.", -0.1)).toEqual(["Thank you."]);
  });

  it("is dropped when nobody can talk that fast", () => {
    expect(kept("one two three four five six seven eight nine ten", -0.2, 0.5)).toEqual([]);
  });

  it("is said once when the decoder went in circles", () => {
    expect(collapseRepeats("we go on and on and on and on and on and on.")).toBe(
      "we go on and on.",
    );
    expect(collapseRepeats("no no no no no no")).toBe("no");
  });

  it("keeps what people do repeat", () => {
    expect(collapseRepeats("No, no, no, that is fine.")).toBe("No, no, no, that is fine.");
    expect(collapseRepeats("It was very, very good.")).toBe("It was very, very good.");
  });

  it("loses a doubtful slur and keeps the rest", () => {
    const word = Buffer.from("ZmFnZ290", "base64").toString();
    expect(kept(`That ${word}, I said, was early.`, -0.5)).toEqual(["That I said, was early."]);
    expect(kept(`That ${word}, I said, was early.`, -0.05)).toEqual([
      `That ${word}, I said, was early.`,
    ]);
  });
});
