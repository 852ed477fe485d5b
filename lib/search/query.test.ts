import { describe, expect, it } from "vitest";
import { planQuery, type QueryWord, queryWords, quoteLexeme } from "@/lib/search/query";

const STOP_WORDS = new Set(["what", "did", "the", "about", "is", "it", "of"]);

/** What Postgres says of plain lower-case words; stems cut a final s. */
const read = (q: string): QueryWord[] =>
  queryWords(q).map((word) => {
    const form = word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
    const forms = form ? [form] : [];
    const stems = STOP_WORDS.has(form) ? [] : forms.map((each) => each.replace(/s$/u, ""));
    return { word, forms, stems };
  });
const plan = (q: string) => planQuery(q, read(q));

describe("reading a query", () => {
  it("splits at spaces and drops what Postgres cannot store", () => {
    expect(queryWords("  launch\u0000date\ud800 \n now ")).toEqual(["launch", "date", "now"]);
    expect(queryWords("   ")).toEqual([]);
  });

  it("looks at 400 characters at most", () => {
    expect(queryWords("x".repeat(5000))[0]).toHaveLength(400);
  });

  it("takes a few words as keywords and keeps all of them", () => {
    expect(plan("team meeting")).toMatchObject({ kind: "keywords", terms: ["team", "meeting"] });
  });

  it("takes a sentence as a question and drops what only wraps it", () => {
    const question = plan("What did the team think about the supplier costs?");
    expect(question).toMatchObject({ kind: "question", terms: ["supplier", "cost"], prefix: null });
    expect(plan("Summarize the discussion about batteries").terms).toEqual(["batterie"]);
  });

  it("keeps the wrapping when there is nothing else", () => {
    expect(plan("Summarize the whole meeting").terms).toEqual(["summarize", "whole", "meeting"]);
  });

  it("looks up each word as written or by its stem", () => {
    expect(plan("launch dates ").allWords).toBe("('launch') & ('dates' | 'date')");
  });

  it("lets the last word go on while it is typed, and not after a space", () => {
    expect(plan("launch da").allWordsTyping).toBe("('launch') & 'da':*");
    expect(plan("launch da ").allWordsTyping).toBeNull();
    expect(plan("launch d").allWordsTyping).toBeNull();
  });

  it("looks up stop words only when there is nothing else", () => {
    expect(plan("the launch ").allWords).toBe("('launch')");
    expect(plan("what is it ").allWords).toBe("('what') & ('is') & ('it')");
  });

  it("has nothing to look up in signs alone", () => {
    expect(plan("!!! 🎉 ---")).toMatchObject({ allWords: null, allWordsTyping: null, terms: [] });
  });

  it("makes no operator of what somebody typed", () => {
    expect(quoteLexeme("it's")).toBe("'it''s'");
    expect(quoteLexeme("a\\b")).toBe("'a\\\\b'");
  });
});
