import { describe, expect, it } from "vitest";
import { sentencesOf, splitSentences, stem, tidy } from "@/lib/summaries/sentences";
import { wordsOf } from "@/lib/transcripts/text";

describe("sentences", () => {
  it("are split where they end, and not after titles and times", () => {
    expect(splitSentences("We met Dr. Smith at 3.5 p.m. today. Was it good? Yes!")).toEqual([
      "We met Dr. Smith at 3.5 p.m. today.",
      "Was it good?",
      "Yes!",
    ]);
  });

  it.each([
    ["Um, so, yeah, we we should, uh, ship it", "We should ship it."],
    ["No, we ship on Friday.", "We ship on Friday."],
    ["No one ships on Friday.", "No one ships on Friday."],
    ["So many people came to see us.", "So many people came to see us."],
    ["Right now we need a designer.", "Right now we need a designer."],
    ["That is fine, you know, for me.", "That is fine, for me."],
    ["Call 55 55 12 first.", "Call 55 55 12 first."],
    ["Okay.", "Okay."],
    ["Um.", ""],
  ])("lose fillers, stumbles and lead-ins: %s", (said, tidied) => {
    expect(tidy(said)).toBe(tidied);
  });

  it("never gain a word", () => {
    const said =
      "Well, um, I I mean, the the budget, you know, is, uh, gone, right? And so we, we wait";
    const before = wordsOf(said);
    for (const sentence of splitSentences(said)) {
      let at = 0;
      for (const word of wordsOf(tidy(sentence))) {
        at = before.indexOf(word, at);
        expect(at).toBeGreaterThanOrEqual(0);
        at += 1;
      }
    }
  });

  it("know their line and their place in the meeting", () => {
    const line = { participantId: "a", speaker: "Ana", startMs: 0, endMs: 0 };
    const found = sentencesOf([
      { ...line, id: "1", position: 0, text: "One thing is done. Another is not." },
      { ...line, id: "2", position: 1, text: "That is all." },
    ]);
    expect(found.map((sentence) => [sentence.line.id, sentence.place])).toEqual([
      ["1", 0],
      ["1", 0.5],
      ["2", 1],
    ]);
  });

  it("count a word's forms as one word", () => {
    expect(["design", "designs", "designed", "designing"].map(stem)).toEqual(
      Array(4).fill("design"),
    );
    expect(["city", "cities"].map(stem)).toEqual(["city", "city"]);
    expect(["class", "bus"].map(stem)).toEqual(["class", "bus"]);
  });
});
