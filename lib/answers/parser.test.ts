import { describe, expect, it } from "vitest";
import { AnswerParser, type WrittenSentence } from "@/lib/answers/parser";

function read(pieces: readonly string[]): WrittenSentence[] {
  const parser = new AnswerParser();
  return [...pieces.flatMap((piece) => parser.feed(piece)), ...parser.end()];
}

/** The same text in pieces of other sizes, always the same for one seed. */
function pieces(text: string, seed: number): string[] {
  const cut: string[] = [];
  let state = seed;
  for (let at = 0; at < text.length; ) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    const size = 1 + (state % 7);
    cut.push(text.slice(at, at + size));
    at += size;
  }
  return cut;
}

describe("an answer that is being written", () => {
  it.each([
    [
      "behind the words",
      "The budget is ten thousand [1]. Anna will check it [2][3].",
      [[1], [2, 3]],
    ],
    [
      "behind the full stop",
      "The budget is 3.5 million. [1] Anna will check it.[2, 3]",
      [[1], [2, 3]],
    ],
    [
      "as ranges",
      "The budget is fixed [1-3]. Anna will check it [5–6, 9].",
      [
        [1, 2, 3],
        [5, 6, 9],
      ],
    ],
    ["in the middle", "The budget [4] is ten thousand [1]! Who knows [2]?", [[4, 1], [2]]],
    ["in other brackets", "Es kostet viel【3†source】. Anna prüft es [^4].", [[3], [4]]],
    ["on lines of their own", "The budget is fixed.\n[1]\nAnna will check it.\n[2]", [[1], [2]]],
    ["in lists", "- The budget is fixed [1]\n- Anna will check it [2]", [[1], [2]]],
    ["nowhere", "The budget is fixed. Anna will check it.", [[], []]],
  ])("carries its markers %s", (_where, text, numbers) => {
    const sentences = read([text]);
    expect(sentences.map((sentence) => sentence.numbers)).toEqual(numbers);
    for (const sentence of sentences) expect(sentence.text).not.toMatch(/[[\]【】]/u);
  });

  it("does not end at an abbreviation, a number or an initial", () => {
    const text =
      "Dr. Smith met J. Lee at 3.30 p.m. about approx. 4.5 million [1]. They agreed [2].";
    expect(read([text])).toHaveLength(2);
  });

  it("is the same however it comes in pieces", () => {
    const text = [
      "Mr. Müller said the budget is 3.5 million (i.e. a lot). [1] **Anna** will “check it.” [2, and 3]",
      "1. The date is May 4. [4]\n2. 日本語の文です。[5] 次の文です。[6]",
      "![x](http://evil.example/a.png) [A link](http://evil.example) is here [7].",
      "[8] Nobody [noted] it. An open [bracket that never ends, and goes on and on, is a bracket. Yes.",
      "Decisions:\nThey will ship on Friday [9]. Really… [10] Then [11",
    ].join(" ");
    const whole = read([text]);
    expect(whole.length).toBeGreaterThan(8);
    for (let seed = 1; seed <= 60; seed += 1) expect(read(pieces(text, seed))).toEqual(whole);
    expect(read([...text])).toEqual(whole);
  });

  it("shows its draft without markers, whole or half", () => {
    const parser = new AnswerParser();
    parser.feed("The **budget** is fixed [1, ");
    expect(parser.draft()).toBe("The budget is fixed");
    parser.feed("2]. Next");
    expect(parser.draft()).toBe("Next");
  });

  it("does not take an image for an end", () => {
    const text =
      "Anna checks it [1]. ![The heating](https://evil.example/a.png) is old [2]. Really! [3]";
    expect(read([text])).toEqual([
      { text: "Anna checks it.", numbers: [1] },
      { text: "The heating is old.", numbers: [2] },
      { text: "Really!", numbers: [3] },
    ]);
  });

  it("has headings and numbers of lists for nothing", () => {
    const text = "Decisions:\n1. The budget is fixed [1].\n2. Anna checks it [2].";
    expect(read([text]).map(({ text }) => text)).toEqual([
      "The budget is fixed.",
      "Anna checks it.",
    ]);
  });
});
