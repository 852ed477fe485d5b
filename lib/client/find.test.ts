import { describe, expect, it } from "vitest";
import { byItem, cutAt, findPlaces } from "./find";

const TEXTS = ["The supplier is late.", "Which Supplier? The supplier.", "Nothing (a+b) here."];

describe("search within a transcript", () => {
  it("finds every place in reading order, whatever the case", () => {
    expect(findPlaces(TEXTS, "supplier").map(({ item, start }) => [item, start])).toEqual([
      [0, 4],
      [1, 6],
      [1, 20],
    ]);
  });

  it("takes signs literally and any white space for a space", () => {
    expect(findPlaces(TEXTS, "(a+b)")).toEqual([{ item: 2, start: 8, end: 13 }]);
    expect(findPlaces(["two\n words"], "two words")).toEqual([{ item: 0, start: 0, end: 10 }]);
  });

  it("finds nothing for nothing", () => {
    expect(findPlaces(TEXTS, "  ")).toEqual([]);
  });

  it("finds letters beyond the first plane and other scripts", () => {
    expect(findPlaces(["Привет 👋 мир"], "МИР")).toEqual([{ item: 0, start: 10, end: 13 }]);
  });

  it("cuts a text so that putting it together again gives the same", () => {
    const places = byItem(findPlaces(TEXTS, "supplier")).get(1) ?? [];
    const pieces = cutAt(TEXTS[1] ?? "", places);
    expect(pieces.map((piece) => piece.text).join("")).toBe(TEXTS[1]);
    expect(pieces.filter((piece) => piece.place !== null).map((piece) => piece.text)).toEqual([
      "Supplier",
      "supplier",
    ]);
    expect(cutAt("", [])).toEqual([{ text: "", place: null }]);
  });
});
