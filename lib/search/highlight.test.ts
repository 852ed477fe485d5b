import { describe, expect, it } from "vitest";
import { distinctWords, excerpt } from "@/lib/search/highlight";

const joined = (pieces: { text: string }[]) => pieces.map((piece) => piece.text).join("");

describe("an excerpt", () => {
  it("sets the words that were looked for apart from the rest", () => {
    const pieces = excerpt("Suppliers, and one supplier.", (word) => /^suppl/iu.test(word));
    expect(pieces).toEqual([
      { text: "Suppliers", hit: true },
      { text: ", and one ", hit: false },
      { text: "supplier", hit: true },
      { text: ".", hit: false },
    ]);
  });

  it("gives the text back unchanged, markup and emoji included", () => {
    const text = "<script>alert('launch')</script> 🚀 don't & \"won't\"";
    const pieces = excerpt(text, (word) => word === "launch");
    expect(joined(pieces)).toBe(text);
    expect(pieces.filter((piece) => piece.hit)).toEqual([{ text: "launch", hit: true }]);
  });

  it("is one piece when nothing is to be highlighted, and none of nothing", () => {
    expect(excerpt("All quiet.", () => false)).toEqual([{ text: "All quiet.", hit: false }]);
    expect(excerpt("", () => true)).toEqual([]);
  });

  it("shows the part around the first hit of a very long line", () => {
    const filler = "and so on ".repeat(100);
    const pieces = excerpt(
      `${filler}then the supplier came ${filler}`,
      (word) => word === "supplier",
    );
    expect(pieces.some((piece) => piece.hit && piece.text === "supplier")).toBe(true);
    expect(joined(pieces).length).toBeLessThan(450);
    expect(joined(pieces)).toMatch(/^… .* …$/su);
  });

  it("cuts a very long line without a hit at its end alone", () => {
    const pieces = excerpt("and so on ".repeat(100), () => false);
    expect(joined(pieces)).toMatch(/^and so on .* …$/su);
    expect(joined(pieces).length).toBeLessThan(450);
  });
});

describe("the words of excerpts", () => {
  it("are named once, with what stands inside them", () => {
    expect(distinctWords(["Don't e-mail 3.5 times.", "don't: e-mail!"])).toEqual([
      "Don't",
      "e-mail",
      "3.5",
      "times",
      "don't",
    ]);
  });
});
