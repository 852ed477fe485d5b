import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Faults } from "./faults";

let told: unknown[][];
let faults: Faults;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  faults = new Faults({
    signaling: { dropSocket: (ms) => told.push(["socket", ms]) },
    mesh: {
      setCut: (cut) => told.push(["cut", cut]),
      setCeiling: (bits) => told.push(["ceiling", bits]),
      setDelay: (ms) => told.push(["delay", ms]),
    },
  });
});
afterEach(() => {
  faults.close();
  vi.useRealTimers();
});

it("holds the socket down for as long as the fault says", () => {
  faults.play({ what: "drop-socket", forMs: 5_000 });
  expect(told).toEqual([["socket", 5_000]]);
});

it("mends the media path when the time is over", () => {
  faults.play({ what: "drop-media", forMs: 3_000 });
  vi.advanceTimersByTime(2_999);
  expect(told).toEqual([["cut", true]]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual([
    ["cut", true],
    ["cut", false],
  ]);
});

it("delivers signals late and in order while the network is slow, also those after it", () => {
  const arrived: string[] = [];
  faults.play({ what: "slow-network", forMs: 1_000, delayMs: 400, kbps: 50 });
  faults.carry(() => arrived.push("first"));
  vi.advanceTimersByTime(399);
  expect(arrived).toEqual([]);
  vi.advanceTimersByTime(500);
  faults.carry(() => arrived.push("second"));
  vi.advanceTimersByTime(101);
  expect(told).toEqual([
    ["delay", 400],
    ["ceiling", 50_000],
    ["delay", 0],
    ["ceiling", null],
  ]);
  faults.carry(() => arrived.push("third"));
  expect(arrived).toEqual(["first"]);
  vi.advanceTimersByTime(400);
  expect(arrived).toEqual(["first", "second", "third"]);
  faults.carry(() => arrived.push("at once"));
  expect(arrived.at(-1)).toBe("at once");
});
