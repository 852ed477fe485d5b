import { describe, expect, it } from "vitest";
import { type LegName, reportOf } from "./connection-report";

type State = "ok" | "failed" | "absent";
const outcomes = (states: Partial<Record<LegName, State>>) =>
  new Map(
    (Object.entries(states) as [LegName, State][]).map(([name, state]) => [
      name,
      { state, ms: state === "ok" ? 24 : null },
    ]),
  );
const all = (socket: State, stun: State, udp: State, tcp: State) =>
  reportOf(outcomes({ socket, stun, "turn-udp": udp, "turn-tcp": tcp }));

describe("the report on a connection", () => {
  it("is running until every leg has an outcome", () => {
    expect(reportOf(new Map()).verdict).toBe("running");
    expect(reportOf(outcomes({ socket: "ok", stun: "ok" })).verdict).toBe("running");
  });

  it("is bad at once when the server cannot be reached, whatever else works", () => {
    expect(reportOf(outcomes({ socket: "failed" })).verdict).toBe("bad");
    const report = all("failed", "ok", "ok", "ok");
    expect(report).toMatchObject({ verdict: "bad", nextStep: expect.stringMatching(/\.$/) });
  });

  it("is good, with the way and the time, when a direct way or a relay is open", () => {
    expect(all("ok", "ok", "ok", "ok").sentence).toBe("Connection is good: direct, 24 ms");
    const relayed = all("ok", "failed", "failed", "ok");
    expect(relayed.sentence).toBe("Connection is good: through the relay, 24 ms");
    expect(relayed.verdict).toBe("good");
  });

  it("is limited when the relay is out of reach, or when there is none", () => {
    expect(all("ok", "ok", "failed", "failed").verdict).toBe("limited");
    const none = all("ok", "absent", "absent", "absent");
    expect(none.verdict).toBe("limited");
    expect(none.nextStep).toContain("TURN");
  });

  it("is bad when neither a direct way nor the relay is open", () => {
    expect(all("ok", "failed", "failed", "failed").verdict).toBe("bad");
  });

  it("names the failing leg with a sentence on what to do", () => {
    const { legs } = all("ok", "ok", "failed", "ok");
    const failed = legs.filter((leg) => leg.state === "failed");
    expect(failed.map((leg) => leg.name)).toEqual(["turn-udp"]);
    for (const leg of legs) expect(leg.sentence, leg.name).toMatch(/[.:…]/);
  });
});
