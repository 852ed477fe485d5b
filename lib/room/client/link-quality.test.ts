import { describe, expect, it } from "vitest";
import {
  type LinkQuality,
  markOf,
  medianQuality,
  nextQuality,
  type PathReading,
  type QualityState,
} from "./link-quality";

const fine: PathReading = { rttMs: 20, lossPercent: 0, jitterMs: 2 };
const lossy: PathReading = { ...fine, lossPercent: 5 };
const broken: PathReading = { ...fine, lossPercent: 40 };

const shownAfter = (readings: PathReading[]): LinkQuality[] => {
  let state: QualityState | null = null;
  return readings.map((reading) => {
    state = nextQuality(state, reading);
    return state.shown;
  });
};

describe("the mark of a path", () => {
  it("follows delay, loss and jitter, each by itself", () => {
    expect(markOf(fine)).toBe("good");
    for (const worse of [{ rttMs: 400 }, { lossPercent: 4 }, { jitterMs: 50 }]) {
      expect(markOf({ ...fine, ...worse })).toBe("fair");
    }
    for (const worst of [{ rttMs: 900 }, { lossPercent: 15 }, { jitterMs: 120 }]) {
      expect(markOf({ ...fine, ...worst })).toBe("poor");
    }
  });

  it("does not punish what the browser does not tell", () => {
    expect(markOf({ rttMs: null, lossPercent: null, jitterMs: null })).toBe("good");
  });
});

describe("the badge", () => {
  it("shows the first reading at once", () => {
    expect(shownAfter([broken])).toEqual(["poor"]);
  });

  it("ignores a single bad moment", () => {
    expect(shownAfter([fine, broken, fine, broken, fine])).toEqual(Array(5).fill("good"));
  });

  it("falls after two readings and rises after three", () => {
    expect(shownAfter([fine, lossy, lossy, fine, fine, fine])).toEqual([
      "good",
      "good",
      "fair",
      "fair",
      "fair",
      "good",
    ]);
  });

  it("falls also when two bad readings differ in how bad they are", () => {
    expect(shownAfter([fine, lossy, broken])).toEqual(["good", "good", "poor"]);
  });
});

describe("one's own line", () => {
  it("is the median of one's links, so that one bad partner says nothing about oneself", () => {
    expect(medianQuality([])).toBeNull();
    expect(medianQuality(["poor"])).toBe("poor");
    expect(medianQuality(["poor", "good"])).toBe("good");
    expect(medianQuality(["poor", "good", "poor"])).toBe("poor");
    expect(medianQuality(["good", "fair", "poor", "good"])).toBe("good");
  });
});
