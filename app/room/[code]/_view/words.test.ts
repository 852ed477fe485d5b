import { describe, expect, it } from "vitest";
import { reportRows, shortName, sizeLine, tileLabel, troubleOf, waitingFor } from "./words";

const lena = {
  name: "Lena Novak",
  isSelf: false,
  media: { microphone: true, camera: true },
  quality: "good" as const,
  connection: "connected" as const,
  path: "connected" as const,
};
const calm = { isSpeaking: false, hand: null, isPinned: false };

describe("a tile read out", () => {
  it("is the name alone when all is well", () => {
    expect(tileLabel(lena, calm)).toBe("Lena Novak");
  });

  it("starts with the name and tells every mark", () => {
    const weak = { ...lena, media: { microphone: false, camera: false }, quality: "poor" as const };
    expect(tileLabel(weak, { isSpeaking: true, hand: 2, isPinned: true })).toBe(
      "Lena Novak, muted, camera off, speaking, hand raised, number 2, pinned, weak connection",
    );
  });

  it("says that oneself is oneself, and nothing of one's own line", () => {
    const self = { ...lena, isSelf: true, quality: "poor" as const };
    expect(tileLabel(self, calm)).toBe("Lena Novak (you)");
  });
});

describe("trouble with a connection", () => {
  it("names a lost seat before a lost path", () => {
    const lost = { isSelf: false, connection: "reconnecting" as const };
    expect(troubleOf({ ...lost, path: "recovering" })).toBe("Coming back…");
    expect(troubleOf({ ...lena, path: "recovering" })).toBe("Reconnecting…");
    expect(troubleOf(lena)).toBeNull();
  });
});

describe("short words", () => {
  it("use the first name where there is little room", () => {
    expect(shortName(lena)).toBe("Lena");
    expect(shortName({ ...lena, isSelf: true })).toBe("You");
  });

  it("tell how long somebody waits", () => {
    expect(waitingFor(1_000, 30_000)).toBe("since just now");
    expect(waitingFor(0, 125_000)).toBe("for 2 min");
  });

  it("never call a room comfortable beyond its capacity", () => {
    expect(sizeLine(3, 4, 6)).toBe("3 of 4 here · comfortable up to 4");
  });
});

describe("a connection's numbers", () => {
  const unknown = {
    rttMs: null,
    lossPercent: null,
    jitterMs: null,
    kbpsIn: null,
    kbpsOut: null,
    fps: null,
    width: null,
    height: null,
    path: null,
    protocol: null,
  };

  it("leave out what is not known", () => {
    expect(reportRows(unknown)).toEqual([]);
  });

  it("are told with their units", () => {
    const rows = reportRows({
      ...unknown,
      rttMs: 41.6,
      lossPercent: 0.4,
      width: 640,
      height: 360,
      fps: 24.2,
      path: "relay",
      protocol: "udp",
    });
    expect(rows).toEqual([
      { name: "Round trip", value: "42 ms" },
      { name: "Lost packets", value: "0.4 %" },
      { name: "Picture", value: "640 × 360, 24 a second" },
      { name: "Way", value: "through a relay, UDP" },
    ]);
  });
});
