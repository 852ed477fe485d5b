import { describe, expect, it } from "vitest";
import { textPieces } from "./links";

const links = (text: string) =>
  textPieces(text).flatMap(({ text: shown, href }) => (href ? [shown] : []));

describe("addresses in a message", () => {
  it("become links, and the text around them stays as written", () => {
    const text = "See https://example.org/notes?a=1 and http://example.org.";
    expect(textPieces(text).map((piece) => piece.text)).toEqual([
      "See ",
      "https://example.org/notes?a=1",
      " and ",
      "http://example.org",
      ".",
    ]);
  });

  it("end before the punctuation of the sentence, with brackets in pairs", () => {
    expect(links("(https://example.org/a_(b)), right?")).toEqual(["https://example.org/a_(b)"]);
    expect(links("Really https://example.org/x?!")).toEqual(["https://example.org/x"]);
  });

  it("are of the web alone: script and data never become links", () => {
    expect(links("javascript:alert(1) data:text/html,x ftp://example.org file:///etc")).toEqual([]);
    expect(links('<a href="https://example.org">x</a>')).toEqual(["https://example.org"]);
    expect(links("https://")).toEqual([]);
  });

  it("lose nothing of the message", () => {
    const text = "a https://example.org/ü, <b>b</b>\nhttps://example.org/c) d";
    expect(
      textPieces(text)
        .map((piece) => piece.text)
        .join(""),
    ).toBe(text);
  });
});
