import { PeerLink } from "@/lib/room/client/peer-link";
import type { SignalPayload } from "@/lib/room/schema";

type End = { link: PeerLink; tracks: MediaStreamTrack[]; lost: string | null };
export type GlareReport = {
  rounds: number;
  collisions: number;
  /** Rounds after which the two ends did not agree, or a link was lost. */
  stuck: string[];
  birthOffers: [number, number];
  medianMs: number;
};

const SETTLE_LIMIT_MS = 6_000;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Delivers in order, each message a few random milliseconds late, as a relay does. */
class Wire {
  inFlight = 0;
  #chain: Promise<void> = Promise.resolve();

  send(deliver: () => void, random: () => number): void {
    this.inFlight += 1;
    this.#chain = this.#chain
      .then(() => wait(random() * 12))
      .then(() => {
        this.inFlight -= 1;
        deliver();
      });
  }
}

/** mulberry32: the rounds are the same at every run. */
const seeded = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const paintedTrack = (): MediaStreamTrack => {
  const canvas = document.createElement("canvas");
  canvas.width = 16;
  canvas.height = 16;
  canvas.getContext("2d");
  const [track] = canvas.captureStream(1).getVideoTracks();
  if (!track) throw new Error("no track");
  return track;
};

/** The connections links make, in order: what was agreed on is written only there. */
const observeConnections = (): RTCPeerConnection[] => {
  const made: RTCPeerConnection[] = [];
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(config?: RTCConfiguration) {
      super(config);
      made.push(this);
    }
  };
  return made;
};

const sending = (connection: RTCPeerConnection | undefined): number =>
  connection
    ?.getTransceivers()
    .filter(({ currentDirection }) => /^send/.test(currentDirection ?? "")).length ?? 0;

/**
 * Two links in one page over a wire with random delay: in every round both ends change something
 * (a track more, one less, an ICE restart) within the same few milliseconds.
 */
export const glareRounds = async (rounds: number, seed: number): Promise<GlareReport> => {
  const connections = observeConnections();
  const random = seeded(seed);
  const stream = new MediaStream();
  const wires = [new Wire(), new Wire()] as const;
  const make = (leads: boolean): End => {
    const first = paintedTrack();
    const link = new PeerLink({ id: "life", leads, iceServers: [], tracks: [first], stream });
    return { link, tracks: [first], lost: null };
  };
  const leader = make(true);
  let follower: End | null = null;
  const ends = (): End[] => (follower ? [leader, follower] : [leader]);
  const connect = (from: End, to: () => End, wire: Wire): void => {
    from.link.on("signal", (payload) => {
      const copy = structuredClone(payload) as SignalPayload;
      wire.send(() => to().link.receive(copy), random);
    });
    from.link.on("lost", ({ reason }) => {
      from.lost = reason;
    });
  };
  const getFollower = (): End => {
    if (follower) return follower;
    follower = make(false);
    connect(follower, () => leader, wires[1]);
    return follower;
  };
  connect(leader, getFollower, wires[0]);

  const isQuiet = (): boolean =>
    wires.every((wire) => wire.inFlight === 0) &&
    ends().every(({ link }) => link.isSettled && link.state === "connected");
  const settle = async (): Promise<number | null> => {
    const startedAt = performance.now();
    let quiet = 0;
    while (performance.now() - startedAt < SETTLE_LIMIT_MS) {
      await wait(8);
      if (ends().some(({ lost }) => lost)) return null;
      quiet = isQuiet() && follower ? quiet + 1 : 0;
      if (quiet === 3) return performance.now() - startedAt;
    }
    return null;
  };
  const act = (end: End): string => {
    const choice = end.tracks.length > 3 ? 0 : end.tracks.length < 2 ? 1 : random() * 3;
    if (choice < 1 && end.tracks.length > 1) {
      const track = end.tracks.pop();
      if (track) end.link.removeTrack(track);
      track?.stop();
      return "less";
    }
    if (choice < 2) {
      const track = paintedTrack();
      end.tracks.push(track);
      end.link.addTrack(track, stream);
      return "more";
    }
    end.link.restartIce();
    return "restart";
  };

  const report: GlareReport = {
    rounds: 0,
    collisions: 0,
    stuck: [],
    birthOffers: [0, 0],
    medianMs: 0,
  };
  if ((await settle()) === null) report.stuck.push("birth");
  const other = getFollower();
  report.birthOffers = [leader.link.counters.offers, other.link.counters.offers];
  const times: number[] = [];
  for (let round = 0; round < rounds && report.stuck.length === 0; round += 1) {
    const [first, second] = round % 2 === 0 ? [leader, other] : [other, leader];
    const did = [act(first as End)];
    if (round % 3 !== 0) await wait(random() * 6);
    did.push(act(second as End));
    const took = await settle();
    report.rounds += 1;
    if (took === null) report.stuck.push(`${round}: ${did.join(" against ")}`);
    else times.push(took);
    const agreed = [sending(connections[0]), sending(connections[1])];
    if (agreed[0] !== leader.tracks.length || agreed[1] !== other.tracks.length) {
      report.stuck.push(`${round}: ${agreed} of ${leader.tracks.length}, ${other.tracks.length}`);
    }
  }
  report.collisions = leader.link.counters.collisions + other.link.counters.collisions;
  report.medianMs = times.sort((a, b) => a - b)[times.length >> 1] ?? 0;
  for (const end of ends()) {
    end.link.close();
    for (const track of end.tracks) track.stop();
  }
  return report;
};
