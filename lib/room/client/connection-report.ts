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

type Outcome = { state: "ok" | "failed" | "absent"; ms: number | null };

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

const legOf = (name: LegName, outcome: Outcome | undefined): Leg => {
  const state = outcome?.state ?? "running";
  return { name, state, ms: outcome?.ms ?? null, sentence: SENTENCES[name][state] };
};

/** The legs tried so far → what they mean together. Legs without an outcome are running. */
export const reportOf = (outcomes: ReadonlyMap<LegName, Outcome>): ConnectionReport => {
  const legs = LEGS.map((name) => legOf(name, outcomes.get(name)));
  const state = (name: LegName): Leg["state"] => legOf(name, outcomes.get(name)).state;
  const rttMs = outcomes.get("socket")?.ms ?? null;
  const base = { legs, rttMs };
  if (state("socket") === "failed") {
    return {
      ...base,
      verdict: "bad",
      sentence: "The server cannot be reached by web socket.",
      nextStep:
        "Switch off a VPN or a proxy that blocks web sockets, or use another network, then check again.",
    };
  }
  if (legs.some((leg) => leg.state === "running")) {
    return { ...base, verdict: "running", sentence: "Checking the connection…", nextStep: null };
  }
  const time = rttMs === null ? "" : `, ${rttMs} ms`;
  const relays = [state("turn-udp"), state("turn-tcp")];
  const hasRelay = relays.includes("ok");
  if (state("stun") === "ok" || hasRelay) {
    const way = state("stun") === "ok" ? "direct" : "through the relay";
    const relayFailed = !hasRelay && relays.includes("failed");
    return {
      ...base,
      verdict: relayFailed ? "limited" : "good",
      sentence: relayFailed
        ? `Direct connections work${time}, but the relay cannot be reached.`
        : `Connection is good: ${way}${time}`,
      nextStep: relayFailed
        ? "If you do not see somebody, use another network or ask for UDP and TCP to the relay to be allowed."
        : null,
    };
  }
  if (state("stun") === "absent" && relays.every((relay) => relay === "absent")) {
    return {
      ...base,
      verdict: "limited",
      sentence: `The server answers${time}; people on other networks may not see you.`,
      nextStep:
        "Whoever runs this Parley can set up a relay (TURN); within one network all is well.",
    };
  }
  return {
    ...base,
    verdict: "bad",
    sentence: "This network lets neither direct connections nor the relay through.",
    nextStep: "Use another network, or ask for UDP and TCP to the relay to be allowed.",
  };
};
