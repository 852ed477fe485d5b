import { describe, expect, it } from "vitest";
import { hasServices, memberSeat, newMeeting, newSeat, type Tab } from "@/lib/room/testing/fixture";
import { refused, useStage } from "@/lib/room/testing/stage";

const share = (streamId: string, takeOver = false) => ({
  on: true as const,
  streamId,
  hasSound: true,
  takeOver,
});

describe.skipIf(!hasServices)("somebody who wants to be noticed", () => {
  const { enter, enterHost } = useStage({ graceMs: 2_000, heartbeatMs: 200 });

  const room = async () => {
    const meeting = await newMeeting();
    const host = await enterHost(meeting);
    const mia = await enter(await memberSeat(meeting, "Mia"));
    const gia = await enter(await newSeat(meeting, { name: "Gia" }));
    return { host, mia, gia };
  };
  const hands = (tab: Tab) =>
    tab.people
      .filter((person) => person.handRaisedAtMs !== null)
      .sort((a, b) => (a.handRaisedAtMs ?? 0) - (b.handRaisedAtMs ?? 0))
      .map(({ name }) => name);
  const presenters = (tab: Tab) =>
    tab.people.filter(({ screen }) => screen).map(({ name }) => name);
  const see = (tab: Tab, what: (tab: Tab) => string[], wanted: string) =>
    tab.until(wanted || "nobody", () => `${what(tab)}` === wanted);

  it("raises a hand that keeps its place in the order, however often it is raised", async () => {
    const { host, mia, gia } = await room();
    for (const { tab } of [gia, mia, host, gia]) await tab.ask("room:hand", { raised: true });
    await see(mia.tab, hands, "Gia,Mia,Hanna Host");
    await gia.tab.ask("room:hand", { raised: false });
    await see(mia.tab, hands, "Mia,Hanna Host");
    await gia.tab.ask("room:hand", { raised: true });
    await see(mia.tab, hands, "Mia,Hanna Host,Gia");
  });

  it("keeps the hand up through a lost connection, and has it down after leaving", async () => {
    const { host, gia } = await room();
    await gia.tab.ask("room:hand", { raised: true });
    await see(host.tab, hands, "Gia");
    const raisedAtMs = host.tab.people[2]?.handRaisedAtMs;
    gia.tab.drop();
    await host.tab.until("reconnecting", () => host.tab.people[2]?.connection === "reconnecting");
    const { tab, welcome } = await enter(gia.seat);
    expect(welcome.self.handRaisedAtMs).toBe(raisedAtMs);
    await tab.ask("room:leave", {});
    expect((await enter(gia.seat)).welcome.self.handRaisedAtMs).toBeNull();
  });

  it("reacts, and everybody sees it with who it was", async () => {
    const { host, mia, gia } = await room();
    await gia.tab.ask("room:react", { emoji: "🎉" });
    for (const { tab } of [host, mia, gia]) {
      await tab.until("the reaction", () => tab.all("room:reaction").length === 1);
      expect(tab.all("room:reaction")).toEqual([{ from: gia.id, emoji: "🎉" }]);
    }
  });

  it("shares a screen that everybody can tell by its stream, until it ends", async () => {
    const { host, gia } = await room();
    await gia.tab.ask("room:present", share("first"));
    await see(host.tab, presenters, "Gia");
    expect(host.tab.people[2]?.screen).toEqual({
      streamId: "first",
      hasSound: true,
      sinceMs: expect.any(Number),
    });
    // Another screen of the same person needs no question.
    await gia.tab.ask("room:present", share("second"));
    await host.tab.until("it", () => host.tab.people[2]?.screen?.streamId === "second");
    await gia.tab.ask("room:present", { on: false });
    await see(host.tab, presenters, "");
    await gia.tab.ask("room:present", { on: false });
  });

  it("takes over from somebody else only after the question", async () => {
    const { host, mia, gia } = await room();
    await mia.tab.ask("room:present", share("mia"));
    expect(await gia.tab.tell("room:present", share("gia"))).toEqual(
      refused("conflict", "Mia is presenting. Take over?"),
    );
    await see(host.tab, presenters, "Mia");
    expect(mia.tab.all("room:command")).toEqual([]);
    await gia.tab.ask("room:present", share("gia", true));
    await mia.tab.until("the command", () => mia.tab.all("room:command").length === 1);
    expect(mia.tab.all("room:command")).toEqual([{ what: "stop-share", by: "Gia" }]);
    await see(host.tab, presenters, "Gia");
    // The browser that was stopped says so; the new share goes on.
    await mia.tab.ask("room:present", { on: false });
    await mia.tab.ask("room:media", { microphone: false, camera: false });
    await host.tab.until("Mia muted", () => host.tab.people[1]?.media.microphone === false);
    expect(presenters(host.tab)).toEqual(["Gia"]);
  });

  it("is the only one when several start to share at the same moment", async () => {
    const { host, mia, gia } = await room();
    const answers = await Promise.all(
      [host, mia, gia].map(({ tab }, i) => tab.tell("room:present", share(`${i}`))),
    );
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    await host.tab.until("one presenter", () => presenters(host.tab).length === 1);
  });

  it("shares nothing after the page came back, until it says so again", async () => {
    const { host, gia } = await room();
    await gia.tab.ask("room:present", share("gia"));
    await see(host.tab, presenters, "Gia");
    gia.tab.drop();
    await host.tab.until("reconnecting", () => host.tab.people[2]?.connection === "reconnecting");
    expect(presenters(host.tab)).toEqual(["Gia"]);
    const { tab, welcome } = await enter(gia.seat);
    expect(welcome.self.screen).toBeNull();
    await tab.ask("room:present", share("gia"));
    await see(host.tab, presenters, "Gia");
  });
});
