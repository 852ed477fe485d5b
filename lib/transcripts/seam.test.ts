import { describe, expect, it } from "vitest";
import { isSameSpeech, joinAtSeam } from "@/lib/transcripts/seam";

describe("the seam between two clips", () => {
  it("keeps words both clips hold once", () => {
    expect(joinAtSeam("We ship the new player on", "player on Friday morning.")).toEqual({
      before: "We ship the new player on",
      after: "Friday morning.",
    });
  });

  it("puts a word that was cut in two together", () => {
    expect(joinAtSeam("We meet again tomor", "Tomorrow at nine.")).toEqual({
      before: "We meet again",
      after: "Tomorrow at nine.",
    });
  });

  it("forgives one odd word at the edge when the words around it agree", () => {
    const joined = { before: "please send the final", after: "report to Ana." };
    const before = "please send the final repo.";
    expect(joinAtSeam(before, "send the final report to Ana.")).toEqual(joined);
    expect(joinAtSeam(before, "end the final report to Ana.")).toEqual(joined);
    expect(joinAtSeam("please send the repo.", "and the report to Ana.")).toBeNull();
  });

  it("leaves texts alone that share nothing", () => {
    expect(joinAtSeam("That is all.", "Next point.")).toBeNull();
    expect(joinAtSeam("", "Next point.")).toBeNull();
  });
});

describe("the same speech in two recordings", () => {
  const at = (startMs: number, endMs: number, text: string) => ({ startMs, endMs, text });

  it("is found although single words differ", () => {
    const first = at(0, 3000, "We should launch the new website on Friday");
    const second = at(100, 3100, "We should lunch the new web site on Friday");
    expect(isSameSpeech(first, second)).toBe(true);
  });

  it("is not assumed of sentences that only overlap for a moment", () => {
    const first = at(0, 3000, "We should launch on Friday");
    const second = at(2800, 6000, "We should launch on Friday");
    expect(isSameSpeech(first, second)).toBe(false);
  });

  it("is not assumed of different words at one time", () => {
    expect(isSameSpeech(at(0, 3000, "Yes of course"), at(0, 3000, "Not before Monday"))).toBe(
      false,
    );
  });
});
