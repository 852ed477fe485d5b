/** What is measured of one link, for the curious and for whoever helps them. */
export type LinkReport = {
  rttMs: number | null;
  /** Lost packets since the reading before, either way, percent. */
  lossPercent: number | null;
  /** Of the arriving sound. */
  jitterMs: number | null;
  kbpsIn: number | null;
  kbpsOut: number | null;
  /** Of the arriving camera picture; null while none arrives. */
  fps: number | null;
  width: number | null;
  height: number | null;
  /** `relay`: through a TURN server. */
  path: "direct" | "relay" | null;
  protocol: "udp" | "tcp" | null;
};

/** One entry of an `RTCStatsReport`, as far as it is known before looking. */
export type StatsEntry = { id: string; type: string; timestamp: number } & Record<string, unknown>;

/** Running totals, which only mean something next to those of another moment. */
type Totals = {
  atMs: number;
  bytesIn: number;
  bytesOut: number;
  received: number;
  lost: number;
  /** Lost on their way out, as the other side reports. */
  lostOut: number;
  sent: number;
};

export type LinkReading = {
  report: LinkReport;
  /** Why the browser sends our picture smaller than it could: `none`, `cpu`, `bandwidth`, `other`. */
  limitedBy: string | null;
  /** What the browser thinks the line carries outwards, bits per second. */
  availableBps: number | null;
  totals: Totals;
};

const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null);
const sumOf = (entries: readonly StatsEntry[], name: string): number =>
  entries.reduce((sum, entry) => sum + (numberOf(entry[name]) ?? 0), 0);
const rounded = (value: number): number => Math.round(value * 10) / 10;
const inMs = (seconds: unknown): number | null =>
  typeof seconds === "number" ? rounded(seconds * 1000) : null;

/** Reads what `getStats()` told; `before` is the reading before, of the same connection. */
export const readStats = (
  entries: readonly StatsEntry[],
  before: LinkReading | null,
): LinkReading => {
  const ofType = (type: string): StatsEntry[] => entries.filter((entry) => entry.type === type);
  const pair = selectedPair(entries);
  const inbound = ofType("inbound-rtp");
  const remoteInbound = ofType("remote-inbound-rtp");
  const outbound = ofType("outbound-rtp");
  const totals: Totals = {
    atMs: Math.max(0, ...entries.map(({ timestamp }) => timestamp)),
    bytesIn: sumOf(inbound, "bytesReceived"),
    bytesOut: sumOf(outbound, "bytesSent"),
    received: sumOf(inbound, "packetsReceived"),
    lost: sumOf(inbound, "packetsLost"),
    lostOut: sumOf(remoteInbound, "packetsLost"),
    sent: sumOf(outbound, "packetsSent"),
  };
  const picture = camera(inbound);
  const sound = inbound.find(({ kind }) => kind === "audio");
  const local = entries.find(({ id }) => id === pair?.localCandidateId);
  return {
    report: {
      rttMs: inMs(pair?.currentRoundTripTime),
      lossPercent: lossBetween(before?.totals, totals),
      jitterMs: inMs(sound?.jitter),
      kbpsIn: rateBetween(before?.totals, totals, "bytesIn"),
      kbpsOut: rateBetween(before?.totals, totals, "bytesOut"),
      fps: numberOf(picture?.framesPerSecond),
      width: numberOf(picture?.frameWidth),
      height: numberOf(picture?.frameHeight),
      path: !local ? null : local.candidateType === "relay" ? "relay" : "direct",
      protocol: protocolOf(local),
    },
    limitedBy:
      typeof camera(outbound)?.qualityLimitationReason === "string"
        ? String(camera(outbound)?.qualityLimitationReason)
        : null,
    availableBps: numberOf(pair?.availableOutgoingBitrate),
    totals,
  };
};

/** The pair the transport names; browsers that name none mark it. */
const selectedPair = (entries: readonly StatsEntry[]): StatsEntry | undefined => {
  const named = entries.find(({ type }) => type === "transport")?.selectedCandidatePairId;
  return entries.find(
    ({ id, type, selected }) => type === "candidate-pair" && (id === named || selected === true),
  );
};

/** The camera's is the first video line of a description, a shared screen's comes later. */
const camera = (entries: readonly StatsEntry[]): StatsEntry | undefined =>
  entries
    .filter(({ kind }) => kind === "video")
    .sort((a, b) => Number(a.mid ?? 0) - Number(b.mid ?? 0))[0];

/** The way to a relay counts as the path's protocol: that leg is what networks block. */
const protocolOf = (local: StatsEntry | undefined): "udp" | "tcp" | null => {
  if (!local) return null;
  const name = local.relayProtocol ?? local.protocol;
  return name === "udp" ? "udp" : name === "tcp" || name === "tls" ? "tcp" : null;
};

const lossBetween = (before: Totals | undefined, now: Totals): number | null => {
  if (!before) return null;
  const share = (lost: number, of: number): number => (of > 0 ? Math.max(0, lost) / of : 0);
  const lostIn = now.lost - before.lost;
  const lossIn = share(lostIn, lostIn + now.received - before.received);
  const lossOut = share(now.lostOut - before.lostOut, now.sent - before.sent);
  return rounded(100 * Math.min(1, Math.max(lossIn, lossOut)));
};

const rateBetween = (
  before: Totals | undefined,
  now: Totals,
  name: "bytesIn" | "bytesOut",
): number | null => {
  if (!before || now.atMs <= before.atMs) return null;
  return Math.round(Math.max(0, (8 * (now[name] - before[name])) / (now.atMs - before.atMs)));
};
