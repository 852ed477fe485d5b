export type LegName = "socket" | "stun" | "turn-udp" | "turn-tcp";

/** One way through the network, and what came of trying it. */
export type Leg = {
  name: LegName;
  /** `absent`: this instance has no server for it. */
  state: "running" | "ok" | "failed" | "absent";
  ms: number | null;
  /** What was found, and after a failure what to do, fit for a person. */
  sentence: string;
};

export type ConnectionReport = {
  legs: readonly Leg[];
  /** `limited`: it works, but not from every network. */
  verdict: "running" | "good" | "limited" | "bad";
  sentence: string;
  nextStep: string | null;
  /** Round trip to the server, milliseconds. */
  rttMs: number | null;
};

/** What is known of the cause beyond the state. */
type Why =
  /** Failed: this browser makes no peer connections. */
  | "unsupported"
  /** Failed: the website did not say which servers to try. */
  | "unknown-servers"
  /** Failed: the relay did not take the credentials. */
  | "refused"
  /** Absent: only people in a room may try it. */
  | "in-room";

export type Outcome = { state: "ok" | "failed" | "absent"; ms: number | null; why?: Why };

/** Speech needs less than 150 ms one way (ITU-T G.114); there and back, twice that. */
const SLOW_RTT_MS = 300;

const LEGS: readonly LegName[] = ["socket", "stun", "turn-udp", "turn-tcp"];

const SENTENCES: Record<LegName, Record<Leg["state"], string>> = {
  socket: {
    running: "Asking the server…",
    ok: "The server answers.",
    failed:
      "The server cannot be reached by web socket. Switch off a VPN or a proxy that blocks web sockets, or use another network.",
    absent: "",
  },
  stun: {
    running: "Looking for your address…",
    ok: "Your address on the internet was found: direct connections can work.",
    failed:
      "Your address on the internet was not found: this network blocks UDP to the STUN server. Use another network if you do not see others.",
    absent: "No STUN server is set up here: direct connections work within one network.",
  },
  "turn-udp": {
    running: "Trying the relay over UDP…",
    ok: "The relay works over UDP.",
    failed:
      "The relay cannot be reached over UDP: a firewall stands between. The relay over TCP is used where it works.",
    absent: "No relay over UDP is set up here.",
  },
  "turn-tcp": {
    running: "Trying the relay over TCP…",
    ok: "The relay works over TCP, through strict firewalls too.",
    failed:
      "The relay cannot be reached over TCP. Ask whoever runs this network to allow it, or use another network.",
    absent: "No relay over TCP is set up here.",
  },
};

const CAUSES: Record<Why, string> = {
  unsupported:
    "This browser makes no direct connections (WebRTC is missing or switched off). Update it or use another one.",
  "unknown-servers": "The website did not say which servers to try. Check again in a moment.",
  refused:
    "The relay refuses this website’s credentials. Tell whoever runs this Parley: TURN_SECRET and the relay’s secret differ, or their clocks do.",
  "in-room": "There is a relay for people in a meeting; it is tried there.",
};

const legOf = (name: LegName, outcome: Outcome | undefined): Leg => {
  const state = outcome?.state ?? "running";
  const sentence = outcome?.why ? CAUSES[outcome.why] : SENTENCES[name][state];
  return { name, state, ms: outcome?.ms ?? null, sentence };
};

/** The legs tried so far → what they mean together. Legs without an outcome are running. */
export const reportOf = (outcomes: ReadonlyMap<LegName, Outcome>): ConnectionReport => {
  const legs = LEGS.map((name) => legOf(name, outcomes.get(name)));
  const rttMs = outcomes.get("socket")?.ms ?? null;
  return { legs, rttMs, ...judge(outcomes, rttMs) };
};

type Judgement = Pick<ConnectionReport, "verdict" | "sentence" | "nextStep">;

const judge = (outcomes: ReadonlyMap<LegName, Outcome>, rttMs: number | null): Judgement => {
  const state = (name: LegName): Leg["state"] => outcomes.get(name)?.state ?? "running";
  if (state("socket") === "failed") {
    return {
      verdict: "bad",
      sentence: "The server cannot be reached by web socket.",
      nextStep:
        "Switch off a VPN or a proxy that blocks web sockets, or use another network, then check again.",
    };
  }
  if (LEGS.some((name) => state(name) === "running")) {
    return { verdict: "running", sentence: "Checking the connection…", nextStep: null };
  }
  const time = rttMs === null ? "" : `, ${rttMs} ms`;
  return judgeCause(outcomes, time) ?? judgeMedia(state, time) ?? judgeSpeed(state, rttMs);
};

/** What says nothing about the network must not be blamed on it. */
const judgeCause = (outcomes: ReadonlyMap<LegName, Outcome>, time: string): Judgement | null => {
  const has = (why: Why): boolean => [...outcomes.values()].some((outcome) => outcome.why === why);
  if (has("unsupported")) {
    return {
      verdict: "bad",
      sentence: "This browser cannot take part with sound and picture.",
      nextStep: "Update it, or use another browser.",
    };
  }
  if (has("unknown-servers")) {
    return {
      verdict: "limited",
      sentence: `The server answers${time}; the ways to others could not be tried.`,
      nextStep: "Check again in a moment.",
    };
  }
  if (has("in-room") && outcomes.get("stun")?.state !== "ok") {
    return {
      verdict: "limited",
      sentence: `The server answers${time}; whether the relay can be reached shows in the meeting.`,
      nextStep: null,
    };
  }
  return null;
};

/** The ways to other people; null when one of the quick ones is open and no relay is out of reach. */
const judgeMedia = (state: (name: LegName) => Leg["state"], time: string): Judgement | null => {
  const relays = [state("turn-udp"), state("turn-tcp")];
  const hasRelay = relays.includes("ok");
  const relayFailed = !hasRelay && relays.includes("failed");
  if (state("stun") === "ok" && relayFailed) {
    return {
      verdict: "limited",
      sentence: `Direct connections work${time}, but the relay cannot be reached.`,
      nextStep:
        "If you do not see somebody, use another network or ask for UDP and TCP to the relay to be allowed.",
    };
  }
  if (state("stun") === "failed" && state("turn-udp") === "failed" && hasRelay) {
    return {
      verdict: "limited",
      sentence: `This network blocks UDP: sound and picture take the slower relay over TCP${time}.`,
      nextStep: "If sound or picture falter, use another network or ask for UDP to be allowed.",
    };
  }
  if (state("stun") === "ok" || hasRelay) return null;
  if (state("stun") === "absent" && !relayFailed) {
    return {
      verdict: "limited",
      sentence: `The server answers${time}; people on other networks may not see you.`,
      nextStep:
        "Whoever runs this Parley can set up a relay (TURN); within one network all is well.",
    };
  }
  return {
    verdict: "bad",
    sentence: relayFailed
      ? "This network lets neither direct connections nor the relay through."
      : "This network lets no direct connections through, and there is no relay here.",
    nextStep: relayFailed
      ? "Use another network, or ask for UDP and TCP to the relay to be allowed."
      : "Use another network, or ask whoever runs this Parley to set up a relay (TURN).",
  };
};

const judgeSpeed = (state: (name: LegName) => Leg["state"], rttMs: number | null): Judgement => {
  if (rttMs !== null && rttMs > SLOW_RTT_MS) {
    return {
      verdict: "limited",
      sentence: `The connection works but is slow: the server answers after ${rttMs} ms.`,
      nextStep: "Move closer to the router, use a cable, or switch off a VPN.",
    };
  }
  const way = state("stun") === "ok" ? "direct" : "through the relay";
  const time = rttMs === null ? "" : `, ${rttMs} ms`;
  return { verdict: "good", sentence: `Connection is good: ${way}${time}`, nextStep: null };
};
