import { describe, expect, it } from "vitest";
import { hasServices, hostSeat, newMeeting, newSeat, type Tab } from "@/lib/room/testing/fixture";
import { useCopy, useCopyProcesses, useServices, useTabs } from "@/lib/room/testing/stage";

const DROP = { what: "drop-media", forMs: 1_000 } as const;

describe.skipIf(!hasServices)("a fault on purpose", () => {
  useServices();
  const one = useCopy();
  const two = useCopy();
  const killableCopy = useCopyProcesses();
  const { enter } = useTabs();

  it("is played by one's own page, or for a host by somebody else's on any copy", async () => {
    const meeting = await newMeeting();
    const host = await enter(one, await hostSeat(meeting));
    const guest = await enter(two, await newSeat(meeting));
    await guest.tab.ask("room:simulate", { fault: DROP, to: null });
    await guest.tab.until("own fault", () => guest.tab.all("room:simulate").length === 1);
    await host.tab.ask("room:simulate", { fault: { ...DROP, forMs: 2_000 }, to: guest.id });
    await guest.tab.until("the host's fault", () => guest.tab.all("room:simulate").length === 2);
    expect(guest.tab.all("room:simulate").map((fault) => "forMs" in fault && fault.forMs)).toEqual([
      1_000, 2_000,
    ]);
    expect(host.tab.all("room:simulate")).toEqual([]);
  });

  it("is refused at others' cost, to strangers' rooms, and when it is none", async () => {
    const meeting = await newMeeting();
    const host = await enter(one, await hostSeat(meeting));
    const guest = await enter(one, await newSeat(meeting));
    const elsewhere = await enter(one, await hostSeat(await newMeeting()));
    const codeOf = async (tab: Tab, data: unknown) => {
      const answer = await tab.tell("room:simulate", data);
      return answer.ok ? "ok" : answer.error.code;
    };
    expect(await codeOf(guest.tab, { fault: DROP, to: host.id })).toBe("forbidden");
    expect(await codeOf(host.tab, { fault: DROP, to: elsewhere.id })).toBe("not-found");
    expect(await codeOf(host.tab, { fault: { what: "rm -rf" }, to: null })).toBe("invalid");
    expect(await codeOf(host.tab, { fault: { ...DROP, forMs: 1e9 }, to: null })).toBe("invalid");
    // An answered request passes after whatever was sent before it.
    await host.tab.ask("room:clock", {});
    await elsewhere.tab.ask("room:clock", {});
    expect([...host.tab.all("room:simulate"), ...elsewhere.tab.all("room:simulate")]).toEqual([]);
  });

  it("kills the copy that somebody is on, whoever's copy hears of it, and answers first", async () => {
    const meeting = await newMeeting();
    const host = await enter(one, await hostSeat(meeting));
    const mine = await killableCopy();
    const guest = await enter(mine, await newSeat(meeting));
    await guest.tab.ask("room:simulate", { fault: { what: "kill-copy" }, to: null });
    expect((await mine.died)[1]).toBe("SIGKILL");

    const theirs = await killableCopy();
    const other = await enter(theirs, await newSeat(meeting, { name: "Udo" }));
    await host.tab.ask("room:simulate", { fault: { what: "kill-copy" }, to: other.id });
    expect((await theirs.died)[1]).toBe("SIGKILL");
    expect(host.tab.socket.connected).toBe(true);
  });
});
