import { expect, it } from "vitest";
import { LinkMonitor } from "./link-monitor";

/** A path with a round trip of 40 ms, as the browser tells it. */
const stats: RTCStatsReport = new Map<string, unknown>([
  ["T", { id: "T", type: "transport", timestamp: 0, selectedCandidatePairId: "P" }],
  ["P", { id: "P", type: "candidate-pair", timestamp: 0, currentRoundTripTime: 0.04 }],
]);

const observe = (monitor: LinkMonitor, delayMs: number, times: number): void => {
  for (let time = 0; time < times; time += 1) monitor.observe(stats, { allowedBps: 1, delayMs });
};

it("marks a line that is late on purpose, and takes the mark away after it", () => {
  const monitor = new LinkMonitor();
  observe(monitor, 0, 1);
  expect(monitor.quality).toBe("good");
  observe(monitor, 400, 2);
  expect(monitor.quality).toBe("poor");
  expect(monitor.report?.rttMs).toBe(840);
  observe(monitor, 0, 3);
  expect(monitor.quality).toBe("good");
});
