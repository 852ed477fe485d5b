import { describe, expect, it } from "vitest";
import { readStats, type StatsEntry } from "./link-stats";

type Traffic = { packets: number; lost: number; bytes: number; lostOut: number };

/** A link at a moment, in the names of the W3C's WebRTC statistics. */
const link = (timestamp: number, traffic: Traffic, relay = false): StatsEntry[] => [
  { id: "T", type: "transport", timestamp, selectedCandidatePairId: "P" },
  { id: "Q", type: "candidate-pair", timestamp, localCandidateId: "L2", currentRoundTripTime: 9 },
  {
    id: "P",
    type: "candidate-pair",
    timestamp,
    localCandidateId: "L",
    currentRoundTripTime: 0.042,
    availableOutgoingBitrate: 300_000,
  },
  {
    id: "L",
    type: "local-candidate",
    timestamp,
    protocol: "udp",
    candidateType: relay ? "relay" : "host",
    ...(relay ? { relayProtocol: "tls" } : {}),
  },
  {
    id: "S",
    type: "inbound-rtp",
    kind: "video",
    mid: "4",
    timestamp,
    framesPerSecond: 5,
    frameWidth: 1_920,
    frameHeight: 1_080,
  },
  {
    id: "V",
    type: "inbound-rtp",
    kind: "video",
    mid: "1",
    timestamp,
    framesPerSecond: 15,
    frameWidth: 640,
    frameHeight: 360,
    packetsReceived: traffic.packets,
    packetsLost: traffic.lost,
    bytesReceived: traffic.bytes,
  },
  { id: "A", type: "inbound-rtp", kind: "audio", mid: "0", timestamp, jitter: 0.0061 },
  {
    id: "O",
    type: "outbound-rtp",
    kind: "video",
    mid: "1",
    timestamp,
    packetsSent: traffic.packets,
    bytesSent: traffic.bytes / 2,
    qualityLimitationReason: "cpu",
  },
  { id: "R", type: "remote-inbound-rtp", kind: "video", timestamp, packetsLost: traffic.lostOut },
];

const first = { packets: 1_000, lost: 10, bytes: 100_000, lostOut: 0 };

describe("the report of a link", () => {
  it("tells the path that is used, and the camera's picture beside a shared screen", () => {
    const { report, limitedBy, availableBps } = readStats(link(0, first), null);
    expect(report).toMatchObject({
      rttMs: 42,
      jitterMs: 6.1,
      fps: 15,
      width: 640,
      height: 360,
      path: "direct",
      protocol: "udp",
      kbpsIn: null,
      lossPercent: null,
    });
    expect({ limitedBy, availableBps }).toEqual({ limitedBy: "cpu", availableBps: 300_000 });
  });

  it("tells rates and losses of the time between two readings", () => {
    const before = readStats(link(1_000, first), null);
    const later = { packets: 1_180, lost: 30, bytes: 350_000, lostOut: 0 };
    expect(readStats(link(3_000, later), before).report).toMatchObject({
      kbpsIn: 1_000,
      kbpsOut: 500,
      lossPercent: 10,
    });
  });

  it("counts what the other side did not get", () => {
    const before = readStats(link(1_000, first), null);
    const later = { ...first, packets: 1_100, lostOut: 25 };
    expect(readStats(link(3_000, later), before).report.lossPercent).toBe(25);
  });

  it("names a relay, and how it is reached", () => {
    expect(readStats(link(0, first, true), null).report).toMatchObject({
      path: "relay",
      protocol: "tcp",
    });
  });

  it("is empty before anything is connected", () => {
    const { report } = readStats([], null);
    expect(Object.values(report).every((value) => value === null)).toBe(true);
  });
});
