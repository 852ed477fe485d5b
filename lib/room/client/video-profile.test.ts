import { describe, expect, it } from "vitest";
import { NO_RELIEF, nextRelief, planCamera, planScreen, type Relief } from "./video-profile";

const well = { limitedBy: "none", availableBps: 2_000_000, allowedBps: 500_000 };
const reliefAfter = (start: Relief, readings: (typeof well)[]): Relief =>
  readings.reduce(nextRelief, start);

describe("what a picture may take", () => {
  const open = { active: true, watched: true, relief: 0, ceiling: null };

  it("gets less the more people there are", () => {
    const rates = [2, 5, 8].map((people) => planCamera({ people, ...open }).maxBitrate);
    expect(rates).toEqual([...rates].sort((a, b) => b - a));
    expect(new Set(rates).size).toBe(3);
  });

  it("is two frames a second while nobody looks", () => {
    const hidden = planCamera({ people: 2, ...open, watched: false });
    expect(hidden.maxFramerate).toBe(2);
    expect(hidden.maxBitrate).toBeLessThan(50_000);
  });

  it("rests while nothing can arrive", () => {
    expect(planCamera({ people: 2, ...open, active: false }).active).toBe(false);
    expect(planScreen({ active: false, people: 2, ceiling: null }).active).toBe(false);
  });

  it("never exceeds a narrow line, nor does a shared screen", () => {
    expect(planCamera({ people: 2, ...open, ceiling: 30_000 }).maxBitrate).toBe(30_000);
    expect(planScreen({ active: true, people: 2, ceiling: 30_000 }).maxBitrate).toBe(30_000);
  });

  it("shrinks at every step of relief, while a screen keeps its size", () => {
    const scales = [0, 1, 2, 3, 9].map(
      (relief) => planCamera({ people: 2, ...open, relief }).scale,
    );
    expect(scales).toEqual([1, 1.5, 2, 3, 3]);
    expect(planScreen({ active: true, people: 8, ceiling: null }).scale).toBe(1);
  });
});

describe("relief for a sender in trouble", () => {
  const busy = { ...well, limitedBy: "cpu" };

  it("comes after the trouble lasted, not at its first sign", () => {
    expect(reliefAfter(NO_RELIEF, [busy]).step).toBe(0);
    expect(reliefAfter(NO_RELIEF, [busy, busy]).step).toBe(1);
    expect(reliefAfter(NO_RELIEF, [busy, well, busy]).step).toBe(0);
  });

  it("goes as far as the last step and no further", () => {
    expect(reliefAfter(NO_RELIEF, Array(20).fill(busy)).step).toBe(3);
  });

  it("is taken back one step at a time when things stay well", () => {
    const relieved = reliefAfter(NO_RELIEF, [busy, busy, busy, busy]);
    expect(relieved.step).toBe(2);
    expect(reliefAfter(relieved, Array(5).fill(well)).step).toBe(2);
    expect(reliefAfter(relieved, Array(6).fill(well)).step).toBe(1);
    expect(reliefAfter(relieved, Array(60).fill(well)).step).toBe(0);
  });

  it("is tried less often the more tries have failed", () => {
    let relief = reliefAfter(NO_RELIEF, [busy, busy]);
    const waits = [1, 2, 3].map(() => {
      let readings = 0;
      for (; relief.step > 0; readings += 1) relief = nextRelief(relief, well);
      relief = reliefAfter(relief, [busy, busy]);
      return readings;
    });
    expect(waits).toEqual([6, 12, 24]);
    expect(reliefAfter(relief, Array(200).fill(well))).toMatchObject({ step: 0, patience: 6 });
  });

  it("counts the line only while it carries less than is allowed", () => {
    const ours = { ...well, limitedBy: "bandwidth" };
    const narrow = { ...ours, availableBps: 100_000 };
    expect(reliefAfter(NO_RELIEF, [ours, ours, ours]).step).toBe(0);
    expect(reliefAfter(NO_RELIEF, [narrow, narrow]).step).toBe(1);
  });
});
