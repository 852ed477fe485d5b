import { describe, expect, it } from "vitest";
import { loadSeat } from "@/lib/meetings/service";
import { closeRoom } from "@/lib/room/broadcast";
import { readWaiting } from "@/lib/room/lobby-state";
import {
  eventually,
  hasServices,
  hostSeat,
  memberSeat,
  newMeeting,
  newSeat,
  Tab,
} from "@/lib/room/testing/fixture";
import { refused, useCopy, useCopyProcesses, useServices, useTabs } from "@/lib/room/testing/stage";

const TIMINGS = {
  graceMs: 1_500,
  heartbeatMs: 300,
  copyTtlMs: 1_500,
  emptyMs: 60_000,
  reconcileMs: 500,
};

describe.skipIf(!hasServices)("order in a room spread over two web copies", () => {
  useServices();
  const one = useCopy(TIMINGS);
  const two = useCopy(TIMINGS);
  const spawnCopy = useCopyProcesses(TIMINGS);
  const { enter, wait } = useTabs();
  const waiting = (tab: Tab) =>
    tab
      .all("room:lobby")
      .at(-1)
      ?.waiting.map(({ name }) => name);
  const knocks = (tab: Tab, ...names: string[]) =>
    tab.until(`${names} waiting`, () => `${waiting(tab)}` === `${names}`);

  it("opens and closes the door for those who wait at the other copy", async () => {
    const meeting = await newMeeting();
    const { tab: host } = await enter(one, await hostSeat(meeting));
    await host.ask("host:settings", { lobby: "everyone" });
    const [giaSeat, udoSeat] = [
      await newSeat(meeting, { name: "Gia" }),
      await newSeat(meeting, { name: "Udo" }),
    ];
    const gia = await wait(two, giaSeat);
    const udo = await wait(two, udoSeat);
    await knocks(host, "Gia", "Udo");
    await host.ask("host:admit", { id: giaSeat.participantId });
    await gia.until("the open door", () => gia.all("room:admitted").length === 1);
    await gia.enter();
    await knocks(host, "Udo");
    await host.ask("host:deny", { id: udoSeat.participantId });
    await udo.until("the refusal", () => udo.all("room:ended").length === 1);
    await udo.until("hung up", () => udo.socket.disconnected);
    expect(udo.heard.map(({ data }) => data)).toEqual([{ reason: "denied" }]);
    await host.until("nobody waiting", () => waiting(host)?.length === 0);
  });

  it("takes a person off one door when they wait at the other copy’s", async () => {
    const meeting = await newMeeting();
    const { tab: host } = await enter(one, await hostSeat(meeting));
    await host.ask("host:settings", { lobby: "everyone" });
    const seat = await newSeat(meeting, { name: "Gia" });
    const older = await wait(one, seat);
    await wait(two, seat);
    await older.until("replaced", () => older.all("room:ended").length === 1);
    await older.until("hung up", () => older.socket.disconnected);
    await knocks(host, "Gia");
    expect(await readWaiting(meeting.id)).toHaveLength(1);
  });

  it("reaches people on the other copy: muted, lowered, stopped, made co-host, removed", async () => {
    const meeting = await newMeeting();
    const { tab: host } = await enter(one, await hostSeat(meeting));
    const { tab: gia, id, seat } = await enter(two, await newSeat(meeting, { name: "Gia" }));
    const { tab: mia } = await enter(two, await memberSeat(meeting, "Mia"));
    await gia.ask("room:hand", { raised: true });
    await gia.ask("room:present", { on: true, streamId: "s", hasSound: false, takeOver: false });
    const seen = (tab: Tab) => tab.people.find((person) => person.id === id);
    await host.until("the screen", () => Boolean(seen(host)?.screen));

    await host.ask("host:mute", { id });
    await host.ask("host:lower-hand", { id: null });
    await host.ask("host:stop-share", { id });
    await host.ask("host:role", { id, role: "cohost" });
    for (const tab of [host, mia])
      await tab.until("all of it", () => {
        const { media, handRaisedAtMs, screen, role } = seen(tab) ?? {};
        return !media?.microphone && handRaisedAtMs === null && !screen && role === "cohost";
      });
    await gia.until("three commands", () => gia.all("room:command").length === 3);
    expect(gia.all("room:command").map(({ what }) => what)).toEqual([
      "mute",
      "lower-hand",
      "stop-share",
    ]);
    // What the holder's copy remembers is what was changed: a later heartbeat does not undo it.
    await gia.ask("host:settings", { lobby: "guests" });
    await wait(one, await newSeat(meeting, { name: "Udo" }));
    await knocks(gia, "Udo");
    expect(seen(mia)).toMatchObject({ role: "cohost", handRaisedAtMs: null, screen: null });

    await host.ask("host:remove", { id });
    await gia.until("removed", () => gia.all("room:ended").length === 1);
    expect(gia.all("room:ended")).toEqual([{ reason: "removed" }]);
    await gia.until("hung up", () => gia.socket.disconnected);
    for (const tab of [host, mia]) await tab.until("two people", () => tab.people.length === 2);
    await expect(Tab.connect(two.url, seat)).rejects.toMatchObject({
      data: { code: "forbidden" },
    });
  });

  it("takes a co-host’s power at once, wherever they are connected", async () => {
    const meeting = await newMeeting();
    const { tab: host } = await enter(one, await hostSeat(meeting));
    const { tab: gia, id } = await enter(two, await newSeat(meeting, { name: "Gia" }));
    await host.ask("host:role", { id, role: "cohost" });
    await gia.ask("host:settings", { locked: true });
    await host.ask("host:role", { id, role: "participant" });
    expect(await gia.tell("host:settings", { locked: false })).toEqual(refused("forbidden"));
  });

  it("lets one person at a time present, whichever copy they are on", async () => {
    const meeting = await newMeeting();
    const { tab: host } = await enter(one, await hostSeat(meeting));
    const { tab: gia } = await enter(two, await newSeat(meeting, { name: "Gia" }));
    const share = (streamId: string, takeOver: boolean) => ({
      on: true,
      streamId,
      hasSound: false,
      takeOver,
    });
    const answers = await Promise.all([
      host.tell("room:present", share("a", false)),
      gia.tell("room:present", share("b", false)),
    ]);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    // To and fro: a late word about the share before never ends the one after.
    for (let i = 0; i < 5; i++) {
      await host.ask("room:present", share(`host ${i}`, true));
      await gia.ask("room:present", share(`gia ${i}`, true));
    }
    await host.until("the last one", () => host.people[1]?.screen?.streamId === "gia 4");
    expect(host.people[0]?.screen).toBeNull();
  });

  it("tells those who wait anywhere when another process ends the meeting", async () => {
    const meeting = await newMeeting();
    const { tab: host } = await enter(one, await hostSeat(meeting));
    await host.ask("host:settings", { lobby: "everyone" });
    const gia = await wait(two, await newSeat(meeting, { name: "Gia" }));
    await closeRoom(meeting.id);
    await gia.until("the end", () => gia.all("room:ended").length === 1);
    expect(gia.heard.map(({ data }) => data)).toEqual([{ reason: "host-ended" }]);
    await gia.until("hung up", () => gia.socket.disconnected);
  });

  it("forgets those who waited at a copy that was killed; they wait at the other one", async () => {
    const dying = await spawnCopy();
    const meeting = await newMeeting();
    const { tab: host } = await enter(one, await hostSeat(meeting));
    await host.ask("host:settings", { lobby: "everyone" });
    const seat = await newSeat(meeting, { name: "Gia" });
    await wait(dying, await newSeat(meeting, { name: "Ghost" }));
    await wait(dying, seat);
    await knocks(host, "Ghost", "Gia");
    dying.child.kill("SIGKILL");
    await wait(two, seat);
    await knocks(host, "Gia");
    expect(host.socket.connected).toBe(true);
  });

  it("brings the people of a killed copy back on the other one while nobody else drops", async () => {
    const dying = await spawnCopy();
    const meeting = await newMeeting();
    const host = await enter(dying, await hostSeat(meeting));
    const mia = await enter(dying, await memberSeat(meeting, "Mia"));
    const { tab: stays } = await enter(one, await newSeat(meeting, { name: "Stays" }));
    await host.tab.ask("host:role", { id: mia.id, role: "cohost" });
    await mia.tab.ask("room:hand", { raised: true });
    await stays.until("the hand", () => stays.people[1]?.handRaisedAtMs !== null);
    const told = stays.all("room:people").length;
    dying.child.kill("SIGKILL");
    const back = await enter(two, mia.seat);
    expect(back.welcome.self).toMatchObject({
      role: "cohost",
      joinOrder: mia.welcome.self.joinOrder,
      handRaisedAtMs: expect.any(Number),
    });
    await enter(two, host.seat);
    await stays.until("everybody", () =>
      stays.people.every((person) => person.connection === "connected"),
    );
    for (const { people } of stays.all("room:people").slice(told)) expect(people).toHaveLength(3);
    expect(stays.all("room:settings")).toEqual([]);
    await back.tab.ask("host:mute", { id: null });
    await stays.until("the command", () => stays.all("room:command").length === 1);
  });

  it("passes the role on when the host’s copy dies with the host", async () => {
    const dying = await spawnCopy();
    const meeting = await newMeeting();
    const host = await enter(dying, await hostSeat(meeting));
    const mia = await enter(one, await memberSeat(meeting, "Mia"));
    await mia.tab.until("two people", () => mia.tab.people.length === 2);
    dying.child.kill("SIGKILL");
    const role = () => mia.tab.people.find((person) => person.id === mia.id)?.role;
    await mia.tab.until("Mia stands in", () => role() === "host");
    expect(mia.tab.people.map(({ name }) => name)).toEqual(["Mia"]);
    await mia.tab.ask("host:settings", { lobby: "guests" });
    await enter(two, host.seat);
    await mia.tab.until("Mia’s own role", () => role() === "participant");
    await eventually("nobody stands in", async () => {
      const seat = await loadSeat(mia.id);
      return seat?.participant.actingHostSince === null;
    });
    expect(await mia.tab.tell("host:settings", {})).toEqual(refused("forbidden"));
  });
});
