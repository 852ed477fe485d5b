import { describe, expect, it } from "vitest";
import { type LegName, type Outcome, reportOf } from "./connection-report";

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
    const relayed = all("ok", "failed", "ok", "failed");
    expect(relayed.sentence).toBe("Connection is good: through the relay, 24 ms");
    expect(relayed.verdict).toBe("good");
  });

  it("is limited where UDP is blocked, and where the server answers late", () => {
    const tcpOnly = all("ok", "failed", "failed", "ok");
    expect(tcpOnly).toMatchObject({
      verdict: "limited",
      sentence: expect.stringContaining("blocks UDP"),
    });
    const slow = new Map<LegName, Outcome>([
      ["socket", { state: "ok", ms: 900 }],
      ["stun", { state: "ok", ms: 900 }],
      ["turn-udp", { state: "ok", ms: 900 }],
      ["turn-tcp", { state: "ok", ms: 900 }],
    ]);
    expect(reportOf(slow)).toMatchObject({ verdict: "limited", rttMs: 900 });
  });

  it("does not blame the network for what the browser, the website or the relay does", () => {
    const failing = (why: NonNullable<Outcome["why"]>) =>
      reportOf(
        new Map<LegName, Outcome>([
          ["socket", { state: "ok", ms: 24 }],
          ["stun", { state: "failed", ms: null, ...(why !== "refused" && { why }) }],
          ["turn-udp", { state: "failed", ms: null, why }],
          ["turn-tcp", { state: "failed", ms: null, why }],
        ]),
      );
    expect(failing("unsupported").sentence).toContain("This browser");
    expect(failing("unknown-servers")).toMatchObject({ verdict: "limited" });
    for (const why of ["unsupported", "unknown-servers"] as const)
      expect(JSON.stringify(failing(why))).not.toContain("This network");
    expect(failing("refused").legs[2]?.sentence).toContain("TURN_SECRET");
  });

  it("says that a relay for people in a meeting is tried there", () => {
    const inRoom: Outcome = { state: "absent", ms: null, why: "in-room" };
    const report = reportOf(
      new Map<LegName, Outcome>([
        ["socket", { state: "ok", ms: 24 }],
        ["stun", { state: "absent", ms: null }],
        ["turn-udp", inRoom],
        ["turn-tcp", inRoom],
      ]),
    );
    expect(report.sentence).toContain("shows in the meeting");
    expect(report.legs[2]?.sentence).toContain("tried there");
  });

  it("is limited when the relay is out of reach, or when there is none", () => {
    expect(all("ok", "ok", "failed", "failed").verdict).toBe("limited");
    const none = all("ok", "absent", "absent", "absent");
    expect(none.verdict).toBe("limited");
    expect(none.nextStep).toContain("TURN");
  });

  it("is bad when neither a direct way nor the relay is open", () => {
    const closed = all("ok", "failed", "failed", "failed");
    expect(closed).toMatchObject({ verdict: "bad", sentence: expect.stringContaining("nor") });
    const noRelay = all("ok", "failed", "absent", "absent");
    expect(noRelay).toMatchObject({ verdict: "bad", nextStep: expect.stringContaining("TURN") });
  });

  it("names the failing leg with a sentence on what to do", () => {
    const { legs } = all("ok", "ok", "failed", "ok");
    const failed = legs.filter((leg) => leg.state === "failed");
    expect(failed.map((leg) => leg.name)).toEqual(["turn-udp"]);
    for (const leg of legs) expect(leg.sentence, leg.name).toMatch(/[.:…]/);
  });
});
