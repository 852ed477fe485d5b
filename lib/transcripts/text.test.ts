import { describe, expect, it } from "vitest";
import { countWords, endsSentence, isNoiseLine } from "@/lib/transcripts/text";

describe("noise lines", () => {
  it.each([
    ["Yes, Friday.", 0.9],
    ["No.", 0.8],
    ["3.5%?", 0.7],
    ["$1,000.", 0.8],
    ["No, no, no, no, no.", 0.9],
    ["Okay.", 0.6],
    ["はい、わかりました。", 0.9],
    ["نعم، الجمعة.", 0.9],
    ["I said that that was that, and that it was what it was.", 0.9],
  ])("keeps speech however short: %s", (text, confidence) => {
    expect(isNoiseLine({ text, confidence })).toBe(false);
  });

  it.each([
    ["", 1],
    ["...", 1],
    ["♪ ♪ ♪ la", 0.9],
    ["Um.", 0.99],
    ["Uh, um, hmm.", 0.99],
    ["Aaaaaaah no", 0.9],
    ["Thank you.", 0.3],
    ["the the the the the the the", 0.95],
    ["Thank you. Thank you. Thank you. Thank you.", 0.95],
    ["-- ?? !! a", 0.9],
  ])("drops what nobody said: %s", (text, confidence) => {
    expect(isNoiseLine({ text, confidence })).toBe(true);
  });

  it("judges a long line by its stretches, because any long text repeats its small words", () => {
    const words = Array.from({ length: 300 }, (_, i) => (i % 2 ? "the" : `word${i % 60}`));
    expect(isNoiseLine({ text: words.join(" "), confidence: 0.9 })).toBe(false);
  });
});

describe("words and sentences", () => {
  it("counts words as people do", () => {
    expect(countWords("Don't e-mail Mr. O'Neil at 10:30 — please!")).toBe(8);
    expect(countWords(" ... ")).toBe(0);
  });

  it("sees the end of a sentence behind a closing quote", () => {
    expect(endsSentence("He said “go.”")).toBe(true);
    expect(endsSentence("and then")).toBe(false);
  });
});
