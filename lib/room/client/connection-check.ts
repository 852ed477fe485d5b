import { io } from "socket.io-client";
import { type ConnectionCheck, ROOM_NAMESPACE } from "@/lib/room/schema";
import {
  type ConnectionReport,
  type Leg,
  type LegName,
  type Outcome,
  reportOf,
} from "./connection-report";
import { fetchCheckServers } from "./rooms-api";

/** A leg that says nothing for this long has failed, milliseconds. */
const LEG_TIMEOUT_MS = 8_000;

/**
 * Tries every way a meeting needs, as it would be used: the web socket to the server, the own
 * address as STUN tells it, and a relay over UDP and over TCP. Never fails: what does not work is
 * in the report, with a sentence on what to do.
 */
export const checkConnection = async (input: {
  code: string;
  signal?: AbortSignal;
  onProgress: (report: ConnectionReport) => void;
}): Promise<ConnectionReport> => {
  const { code, signal, onProgress } = input;
  const legs = new Map<LegName, Outcome>();
  const tell = (): ConnectionReport => {
    const report = reportOf(legs);
    if (!signal?.aborted) onProgress(report);
    return report;
  };
  tell();
  const run = async (name: LegName, probe: () => Promise<Outcome>): Promise<void> => {
    legs.set(name, await probe().catch(() => FAILED));
    tell();
  };
  const servers = fetchCheckServers(code, signal).catch(() => null);
  const ice = (
    filter: (url: string) => boolean,
    policy: RTCIceTransportPolicy,
    type: RTCIceCandidateType,
  ) =>
    servers.then((config) =>
      config ? gather({ config, filter, policy, type, signal }) : UNKNOWN_SERVERS,
    );
  await Promise.all([
    run("socket", measureSocket),
    run("stun", () => ice((url) => /^stuns?:/.test(url), "all", "srflx")),
    run("turn-udp", () => ice((url) => isRelay(url, "udp"), "relay", "relay")),
    run("turn-tcp", () => ice((url) => isRelay(url, "tcp"), "relay", "relay")),
  ]);
  return tell();
};

export type { ConnectionReport, Leg };

const FAILED: Outcome = { state: "failed", ms: null };
const ABSENT: Outcome = { state: "absent", ms: null };
const UNKNOWN_SERVERS: Outcome = { ...FAILED, why: "unknown-servers" };
const UNSUPPORTED: Outcome = { ...FAILED, why: "unsupported" };
/** STUN error codes of a relay that does not take the credentials (RFC 8489 section 14.8). */
const REFUSED_CODES = new Set([401, 403]);

/** A relay's URL says its transport (RFC 7065); without one it is UDP, and over TLS it is TCP. */
const isRelay = (url: string, transport: "udp" | "tcp"): boolean => {
  if (!/^turns?:/.test(url)) return false;
  const said = /[?&]transport=(udp|tcp)/i.exec(url)?.[1]?.toLowerCase();
  return (said ?? (url.startsWith("turns:") ? "tcp" : "udp")) === transport;
};

/**
 * The round trip to the server. No seat is needed: the namespace's answer, which is a refusal, is
 * an answer.
 */
const measureSocket = (): Promise<Outcome> =>
  new Promise((resolve) => {
    const socket = io(ROOM_NAMESPACE, {
      transports: ["websocket"],
      autoConnect: false,
      forceNew: true,
      reconnection: false,
      timeout: LEG_TIMEOUT_MS,
    });
    let openedAt: number | null = null;
    const done = (outcome: Outcome): void => {
      clearTimeout(timer);
      socket.disconnect();
      socket.io.engine?.close();
      resolve(outcome);
    };
    const timer = setTimeout(() => done(FAILED), LEG_TIMEOUT_MS);
    // From the open connection to the namespace's answer is one round trip.
    socket.io.on("open", () => {
      openedAt = performance.now();
    });
    socket.on("connect_error", () =>
      done(
        openedAt === null
          ? FAILED
          : { state: "ok", ms: Math.max(1, Math.round(performance.now() - openedAt)) },
      ),
    );
    socket.on("connect", () => done({ state: "ok", ms: null }));
    socket.connect();
  });

/** Looks for a candidate of a kind through the matching servers; `absent` when there are none. */
const gather = async (input: {
  config: ConnectionCheck;
  filter: (url: string) => boolean;
  policy: RTCIceTransportPolicy;
  type: RTCIceCandidateType;
  signal: AbortSignal | undefined;
}): Promise<Outcome> => {
  const { config, filter, policy, type, signal } = input;
  if (typeof RTCPeerConnection === "undefined") return UNSUPPORTED;
  const iceServers = config.iceServers.flatMap(({ urls, username, credential }) => {
    const wanted = [urls].flat().filter(filter);
    if (wanted.length === 0) return [];
    return [{ urls: wanted, ...(username && { username }), ...(credential && { credential }) }];
  });
  if (iceServers.length === 0) {
    return policy === "relay" && config.relayInRoomOnly ? { ...ABSENT, why: "in-room" } : ABSENT;
  }
  const startedAt = performance.now();
  const connection = new RTCPeerConnection({ iceServers, iceTransportPolicy: policy });
  try {
    return await new Promise<Outcome>((resolve) => {
      let wasRefused = false;
      const fail = (): void => resolve(wasRefused ? { ...FAILED, why: "refused" } : FAILED);
      setTimeout(fail, LEG_TIMEOUT_MS);
      signal?.addEventListener("abort", fail, { once: true });
      connection.addEventListener("icecandidateerror", ({ errorCode }) => {
        wasRefused ||= policy === "relay" && REFUSED_CODES.has(errorCode);
      });
      connection.addEventListener("icecandidate", ({ candidate }) => {
        // The end of the candidates without the wanted one: this way is closed.
        if (!candidate) return fail();
        if (candidate.type !== type) return;
        resolve({ state: "ok", ms: Math.round(performance.now() - startedAt) });
      });
      connection.createDataChannel("check");
      connection.setLocalDescription().catch(fail);
    });
  } finally {
    connection.close();
  }
};
