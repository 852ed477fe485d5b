import { describe, expect, it } from "vitest";
import { foreignNumbers, numbersIn } from "@/lib/answers/numbers";

const values = (text: string) => numbersIn(text).map(({ value }) => value);

describe("numbers", () => {
  it.each([
    ["ten thousand five hundred euros", ["10500"]],
    ["10,500 euros", ["10500"]],
    ["10k and 3M", ["10000", "3000000"]],
    ["two hundred and fifty people", ["250"]],
    ["twenty-five percent", ["25"]],
    ["3.5 tonnes, 12.5 euros", ["3.5", "12.5"]],
    ["at 14:30 on 2026-05-12", ["14", "30", "2026", "05", "12"].map((n) => String(Number(n)))],
    ["nineteen ninety nine, twenty twenty four", ["1999", "2024"]],
    ["one of them and the first", []],
    ["two million and three", ["2000003"]],
  ])("of %j", (text, expected) => expect(values(text)).toEqual(expected));

  it("are foreign when nobody said them, in whatever form", () => {
    expect(foreignNumbers("It costs 10,500.", ["ten thousand five hundred"])).toEqual([]);
    expect(foreignNumbers("It costs 12.5 euros.", ["twelve point five"])).toEqual([]);
    expect(foreignNumbers("It costs 900 euros.", ["ten thousand", "90"])).toEqual(["900"]);
  });
});
