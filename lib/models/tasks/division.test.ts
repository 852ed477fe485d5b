import { describe, expect, it } from "vitest";
import { likeliestDivision } from "@/lib/models/tasks/division";

const anywhere = () => 0;

describe("dividing words over pieces of audio", () => {
  it("puts every word where it is likely", () => {
    const likelihoods = [
      [-0.1, -0.1, -9, -9, -9],
      [-9, -9, -0.1, -9, -9],
      [-9, -9, -9, -0.1, -0.1],
    ];
    expect(likeliestDivision({ likelihoods, startScore: anywhere })).toEqual([0, 2, 3]);
  });

  it("leaves a piece empty when nothing in it was understood", () => {
    const likelihoods = [
      [-1, -1],
      [-8, -8],
      [-7, -0.5],
    ];
    const starts = likeliestDivision({ likelihoods, startScore: anywhere });
    expect(starts[0]).toBe(0);
    expect(starts[1]).toBe(starts[2]);
    expect(starts[2]).toBe(1);
  });

  it("never cuts inside a word", () => {
    const likelihoods = [
      [-0.1, -4, -5],
      [-5, -0.1, -0.1],
    ];
    expect(
      likeliestDivision({ likelihoods, startScore: (index) => (index === 1 ? null : 0) }),
    ).toEqual([0, 2]);
  });

  it("prefers to begin a piece where a sentence ended", () => {
    const likelihoods = [
      [-0.1, -0.1, -3],
      [-9, -1, -0.1],
    ];
    const afterFirst = (index: number) => (index === 1 ? 2 : 0);
    expect(likeliestDivision({ likelihoods, startScore: anywhere })).toEqual([0, 2]);
    expect(likeliestDivision({ likelihoods, startScore: afterFirst })).toEqual([0, 1]);
  });

  it("gives everything to the only piece", () => {
    expect(likeliestDivision({ likelihoods: [[-3, -3]], startScore: anywhere })).toEqual([0]);
  });
});
