import { describe, expect, it } from "vitest";
import { readLexemes } from "@/lib/search/ranker/lexemes";
import { MeetingWords } from "@/lib/search/ranker/words";

describe("the words of a chunk", () => {
  it("are read in order from what Postgres keeps", () => {
    expect(readLexemes("'batteri':4,9 'case':2 'o''neill':7")).toEqual({
      stems: ["case", "batteri", "o'neill", "batteri"],
      positions: [2, 4, 7, 9],
    });
    expect(readLexemes("")).toEqual({ stems: [], positions: [] });
    expect(readLexemes(String.raw`'a\\b':1`).stems).toEqual([String.raw`a\b`]);
  });
});

describe("searching a meeting by words", () => {
  const chunk = (text: string) => {
    const stems = text.split(" ");
    return { stems, positions: stems.map((_, index) => index + 1) };
  };
  const words = new MeetingWords(
    [
      "budget market money spend",
      "batteri thick cell batteri",
      "case grow cell millimetr",
      "lunch soup bread soup",
    ].map(chunk),
  );
  const best = (scores: Float32Array) => scores.indexOf(Math.max(...scores));

  it("counts rare words and repeated ones more", () => {
    const scores = words.scores(new Map([["batteri", 1]]));
    expect(best(scores)).toBe(1);
    expect(scores[0]).toBe(0);
    expect(words.idf("batteri")).toBeGreaterThan(words.idf("cell"));
    const saturation = words.saturation("batteri")[1] ?? 0;
    expect(saturation).toBeGreaterThan(words.saturation("cell")[1] ?? 0);
    expect(saturation).toBeLessThan(2.2);
  });

  it("looks at pairs, at neighbours, and at parts of words", () => {
    expect(best(words.pairScores([["thick", "cell"]]))).toBe(1);
    expect([...words.pairScores([["cell", "thick"]])]).toEqual([0, 0, 0, 0]);
    const around = words.scoresAround(new Map([["lunch", 1]]), 1);
    expect(around[2]).toBeGreaterThan(0);
    expect(around[1]).toBe(0);
    expect(best(words.gramScores(["batter"]))).toBe(1);
  });

  it("finds nothing for a word nobody said", () => {
    const nothing = [0, 0, 0, 0];
    expect([...words.scores(new Map([["volcano", 1]]))]).toEqual(nothing);
    expect([...words.bestSpanScores(new Map([["volcano", 1]]))]).toEqual(nothing);
    expect([...words.scoresAround(new Map([["volcano", 1]]), 4)]).toEqual(nothing);
  });

  it("names the stems that mark some chunks out", () => {
    const telling = words.tellingStems([3], 2);
    expect([...telling.keys()][0]).toBe("soup");
    expect(telling.get("soup")).toBe(1);
  });

  it("prefers a span that has the words together", () => {
    const apart = Array.from({ length: 80 }, (_, index) => `filler${index % 7}`);
    const together = [...apart];
    apart[0] = "cell";
    apart[79] = "glass";
    together[0] = "cell";
    together[1] = "glass";
    const spread = new MeetingWords([apart.join(" "), together.join(" ")].map(chunk));
    const scores = spread.bestSpanScores(
      new Map([
        ["cell", 1],
        ["glass", 1],
      ]),
    );
    expect(scores[1]).toBeGreaterThan(scores[0] ?? 0);
  });
});
