import { describe, expect, it } from "vitest";
import { bestOffset, MeetingClock } from "./clock";

describe("the meeting's clock", () => {
  it("believes the quickest answer, whose error is at most half its round trip", () => {
    const offset = bestOffset([
      { sentAt: 0, receivedAt: 400, serverTimeMs: 10_390 },
      { sentAt: 1_000, receivedAt: 1_020, serverTimeMs: 11_012 },
      { sentAt: 2_000, receivedAt: 2_900, serverTimeMs: 12_100 },
    ]);
    expect(offset).toBe(10_002);
  });

  it("knows nothing without an answer", () => {
    expect(bestOffset([])).toBeNull();
  });

  it("carries the server's time on by the monotonic clock alone", () => {
    let monotonic = 5_000;
    const clock = new MeetingClock({ ask: () => Promise.reject(), monotonic: () => monotonic });
    clock.add({ sentAt: 4_980, receivedAt: 5_000, serverTimeMs: 1_700_000_000_000 });
    monotonic = 65_000;
    expect(clock.now()).toBe(1_700_000_060_010);
    expect(clock.at(4_990)).toBe(1_700_000_000_000);
    expect(clock.uncertaintyMs).toBe(10);
  });

  it("forgets samples of long ago, because quartz drifts", () => {
    const clock = new MeetingClock({ ask: () => Promise.reject(), monotonic: () => 0 });
    clock.add({ sentAt: 0, receivedAt: 2, serverTimeMs: 1_000 });
    clock.add({ sentAt: 700_000, receivedAt: 700_100, serverTimeMs: 701_100 });
    expect(clock.at(700_050)).toBe(701_100);
  });

  it("asks several times at the start and keeps the best of the answers", async () => {
    let monotonic = 0;
    const trips = [90, 30, 200, 10, 50];
    let asked = 0;
    const done = new Promise<void>((resolve) => {
      const clock = new MeetingClock({
        monotonic: () => monotonic,
        ask: async () => {
          const trip = trips[asked++] ?? 500;
          const serverTime = 1_000_000 + monotonic + trip / 2;
          monotonic += trip;
          if (asked === trips.length) {
            clock.stop();
            queueMicrotask(resolve);
          }
          return serverTime;
        },
      });
      clock.start();
    });
    await done;
    expect(asked).toBe(trips.length);
  });
});
