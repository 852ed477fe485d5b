import { describe, expect, it } from "vitest";
import { nextPace, PACE, type Pace } from "@/lib/emotion/pace";

const START: Pace = { fps: PACE.start, loweredAtMs: 0 };
const NOW = 1_000_000;

/** The pace after so many seconds that all wait as long. */
function paceAfter(seconds: number, waitMs: number, from: Pace = START): Pace {
  let pace = from;
  for (let second = 1; second <= seconds; second += 1)
    pace = nextPace(pace, [waitMs], NOW + second * 1_000);
  return pace;
}

describe("the pace asked of everybody", () => {
  it("rises to its most while nobody waits, and no further", () => {
    expect(nextPace(START, [], NOW).fps).toBeCloseTo(PACE.start * 1.05);
    expect(paceAfter(60, 10).fps).toBe(PACE.max);
  });

  it("falls at once when deliveries wait, and never below its least", () => {
    const lowered = nextPace(START, [200], NOW);
    expect(lowered).toEqual({ fps: PACE.start * 0.7, loweredAtMs: NOW });
    expect(paceAfter(60, 200).fps).toBe(PACE.min);
  });

  it("stays while deliveries wait a little", () => {
    expect(nextPace(START, [35], NOW)).toEqual(START);
  });

  it("does not fall because one of many waits", () => {
    expect(nextPace(START, [5, 5, 5, 5_000], NOW).fps).toBeGreaterThan(PACE.start);
    expect(nextPace(START, [5, 5_000, 5_000, 5_000], NOW).fps).toBeLessThan(PACE.start);
  });

  it("rests for some seconds before it rises again", () => {
    const lowered: Pace = { fps: 1, loweredAtMs: NOW };
    expect(nextPace(lowered, [5], NOW + 7_999)).toEqual(lowered);
    expect(nextPace(lowered, [5], NOW + 8_000).fps).toBeGreaterThan(1);
  });

  it("falls as low as for any load when nobody reads at all", () => {
    expect(nextPace(START, [Number.POSITIVE_INFINITY], NOW).fps).toBeCloseTo(PACE.start * 0.7);
  });
});
