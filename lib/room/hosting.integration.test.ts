import { describe, expect, it } from "vitest";
import { loadSeat } from "@/lib/meetings/service";
import { redis } from "@/lib/platform/redis";
import { HOSTLESS_KEY } from "@/lib/room/keys";
import type { RoomRole } from "@/lib/room/schema";
import {
  eventually,
  hasServices,
  memberSeat,
  newAccount,
  newMeeting,
  newSeat,
  openCopy,
  Tab,
  type TestSeat,
} from "@/lib/room/testing/fixture";
import { refused, useStage } from "@/lib/room/testing/stage";

const TIMINGS = { graceMs: 400, heartbeatMs: 200, reconcileMs: 300, emptyMs: 60_000 };

describe.skipIf(!hasServices)("the host's role", () => {
  const { enter, enterHost } = useStage(TIMINGS);

  const roles = (tab: Tab) => Object.fromEntries(tab.people.map(({ name, role }) => [name, role]));
  const rolesAre = (tab: Tab, wanted: Record<string, RoomRole>) =>
    tab.until(JSON.stringify(wanted), () => JSON.stringify(roles(tab)) === JSON.stringify(wanted));
  const seatOf = async (seat: TestSeat) => (await loadSeat(seat.participantId))?.participant;
  const untilMs = (tab: Tab) => tab.all("room:settings").at(-1)?.hostlessUntilMs;

  it("is handed over for good: the new host has it, the old one is a co-host", async () => {
    const meeting = await newMeeting();
    const host = await enterHost(meeting);
    const gia = await enter(await newSeat(meeting, { name: "Gia" }));
    await host.tab.ask("host:hand-over", { id: gia.id });
    await rolesAre(host.tab, { "Hanna Host": "cohost", Gia: "host" });
    expect(await host.tab.tell("host:hand-over", { id: gia.id })).toEqual(refused("forbidden"));
    expect(await gia.tab.tell("host:hand-over", { id: gia.id })).toEqual(refused("invalid"));
    await host.tab.ask("host:mute", { id: gia.id });
    // It outlives going out and coming back.
    await host.tab.ask("room:leave", {});
    expect((await enterHost(meeting)).welcome.self.role).toBe("cohost");
    await gia.tab.ask("room:end", {});
  });

  it("stays as it was given on coming back, and the host key gives it to any seat", async () => {
    const meeting = await newMeeting();
    const host = await enterHost(meeting);
    const account = await newAccount("Mia");
    const mia = await enter(await newSeat(meeting, { name: "Mia", user: account }));
    await host.tab.ask("host:hand-over", { id: mia.id });
    await mia.tab.ask("host:role", { id: host.id, role: "participant" });
    await host.tab.ask("room:leave", {});
    expect((await enterHost(meeting)).welcome.self.role).toBe("participant");

    await mia.tab.ask("host:role", { id: host.id, role: "cohost" });
    const withKey = { name: "Hanna Host", user: meeting.host, hostKey: meeting.hostSecret };
    const again = await enter(await newSeat(meeting, withKey));
    expect(again.welcome.self.role).toBe("host");
  });

  it("of a co-host is given, taken back, and never forced on a host or somebody absent", async () => {
    const meeting = await newMeeting();
    const host = await enterHost(meeting);
    const gia = await enter(await newSeat(meeting, { name: "Gia" }));
    await host.tab.ask("host:role", { id: gia.id, role: "cohost" });
    await rolesAre(gia.tab, { "Hanna Host": "host", Gia: "cohost" });
    await host.tab.ask("host:role", { id: gia.id, role: "participant" });
    await rolesAre(gia.tab, { "Hanna Host": "host", Gia: "participant" });
    const demote = { id: host.id, role: "participant" };
    expect(await host.tab.tell("host:role", demote)).toEqual(refused("forbidden"));
    await gia.tab.ask("room:leave", {});
    for (const [name, data] of [
      ["host:role", { id: gia.id, role: "cohost" }],
      ["host:hand-over", { id: gia.id }],
    ] as const)
      expect(await host.tab.tell(name, data), name).toEqual(refused("not-found"));
  });

  it("passes to the co-host who came first when the host leaves, until the host is back", async () => {
    const meeting = await newMeeting();
    const host = await enterHost(meeting);
    const early = await enter(await memberSeat(meeting, "Early"));
    const first = await enter(await newSeat(meeting, { name: "First" }));
    const second = await enter(await memberSeat(meeting, "Second"));
    for (const { id } of [first, second]) await host.tab.ask("host:role", { id, role: "cohost" });
    await host.tab.ask("room:leave", {});
    await rolesAre(early.tab, { Early: "participant", First: "host", Second: "cohost" });
    expect(await seatOf(first.seat)).toMatchObject({
      role: "cohost",
      actingHostSince: expect.any(Date),
    });

    // The stand-in goes, too: the next one; the one before has no claim when they come back.
    await first.tab.ask("room:leave", {});
    await rolesAre(early.tab, { Early: "participant", Second: "host" });
    await enter(first.seat);
    await rolesAre(early.tab, { Early: "participant", Second: "host", First: "cohost" });

    await enterHost(meeting);
    await rolesAre(early.tab, {
      Early: "participant",
      Second: "cohost",
      First: "cohost",
      "Hanna Host": "host",
    });
    expect((await seatOf(second.seat))?.actingHostSince).toBeNull();
    expect(await second.tab.tell("room:end", {})).toEqual(refused("forbidden"));
  });

  it("passes to the signed-in person who is there the longest when there is no co-host", async () => {
    const meeting = await newMeeting();
    const host = await enterHost(meeting);
    const gia = await enter(await newSeat(meeting, { name: "Gia" }));
    const mia = await enter(await memberSeat(meeting, "Mia"));
    await enter(await memberSeat(meeting, "Late"));
    // Lost, not left: the role passes when the grace is over, not before.
    host.tab.drop();
    await gia.tab.until("reconnecting", () => gia.tab.people[0]?.connection === "reconnecting");
    expect(roles(gia.tab)).toMatchObject({ "Hanna Host": "host", Mia: "participant" });
    await rolesAre(gia.tab, { Gia: "participant", Mia: "host", Late: "participant" });
    // Who stands in may do what a host does, with a host's means.
    await mia.tab.ask("host:settings", { lobby: "guests" });
    await mia.tab.ask("host:role", { id: gia.id, role: "cohost" });
    // Handing over passes on the standing in, and no more.
    await mia.tab.ask("host:hand-over", { id: gia.id });
    await rolesAre(gia.tab, { Gia: "host", Mia: "participant", Late: "participant" });
    expect(await seatOf(gia.seat)).toMatchObject({ role: "cohost" });
    await gia.tab.ask("room:end", {});
  });

  it("passes on when a host removes the only other host", async () => {
    const meeting = await newMeeting();
    const host = await enterHost(meeting);
    const mia = await enter(await memberSeat(meeting, "Mia"));
    await host.tab.ask("host:hand-over", { id: mia.id });
    await mia.tab.ask("room:leave", {});
    await host.tab.until("host again", () => roles(host.tab)["Hanna Host"] === "host");
    await host.tab.ask("host:remove", { id: mia.id });
    expect(await seatOf(mia.seat)).toMatchObject({ role: "participant" });
    expect((await seatOf(host.seat))?.role).toBe("cohost");
  });

  it("stays where it is while a host is there, whoever comes and goes", async () => {
    const meeting = await newMeeting();
    const host = await enterHost(meeting);
    const key = await enter(await memberSeat(meeting, "Mia"));
    await key.tab.ask("room:leave", {});
    host.tab.drop();
    await enterHost(meeting);
    expect((await seatOf(key.seat))?.actingHostSince).toBeNull();
    expect(await redis().zscore(HOSTLESS_KEY, meeting.id)).toBeNull();
  });

  it("is nobody's in a meeting whose host never came, and that meeting goes on", async () => {
    const meeting = await newMeeting();
    const mia = await enter(await memberSeat(meeting, "Mia"));
    const gia = await enter(await newSeat(meeting, { name: "Gia" }));
    expect(gia.welcome.settings.hostlessUntilMs).toBeNull();
    await gia.tab.ask("room:leave", {});
    expect((await seatOf(mia.seat))?.actingHostSince).toBeNull();
    expect(await redis().zscore(HOSTLESS_KEY, meeting.id)).toBeNull();
  });

  it("without anybody to take it gives the meeting a time to end, which all are told", async () => {
    const meeting = await newMeeting();
    const host = await enterHost(meeting);
    const gia = await enter(await newSeat(meeting, { name: "Gia" }));
    await host.tab.ask("room:leave", {});
    await gia.tab.until("the time", () => (untilMs(gia.tab) ?? 0) > Date.now());
    const told = untilMs(gia.tab);
    // Another guest does not help, nor does going out and coming in again.
    const udo = await enter(await newSeat(meeting, { name: "Udo" }));
    expect(udo.welcome.settings.hostlessUntilMs).toBe(told);
    await gia.tab.ask("room:leave", {});
    await enter(gia.seat);
    expect(Number(await redis().zscore(HOSTLESS_KEY, meeting.id))).toBe(told);

    // Somebody with an account takes over, and the meeting goes on.
    const mia = await enter(await memberSeat(meeting, "Mia"));
    expect(mia.welcome.self.role).toBe("host");
    expect(mia.welcome.settings.hostlessUntilMs).toBeNull();
    await udo.tab.until("no time any more", () => untilMs(udo.tab) === null);
    expect(await redis().zscore(HOSTLESS_KEY, meeting.id)).toBeNull();
  });

  it("is taken up again by the host who comes back, or who proves to be one elsewhere", async () => {
    const meeting = await newMeeting();
    const host = await enterHost(meeting);
    const gia = await enter(await newSeat(meeting, { name: "Gia" }));
    const hostLeaves = async (tab: Tab) => {
      await tab.ask("room:leave", {});
      await gia.tab.until("the time", () => (untilMs(gia.tab) ?? 0) > Date.now());
    };
    await hostLeaves(host.tab);
    const back = await enterHost(meeting);
    await gia.tab.until("no time any more", () => untilMs(gia.tab) === null);
    await hostLeaves(back.tab);
    const device = await newSeat(meeting, { name: "Hanna’s phone", hostKey: meeting.hostSecret });
    expect((await enter(device)).welcome.self).toMatchObject({ role: "host", isGuest: true });
    await gia.tab.until("no time any more", () => untilMs(gia.tab) === null);
  });

  it("missed after Redis forgot everything still gives the meeting a time to end", async () => {
    const meeting = await newMeeting();
    const host = await enterHost(meeting);
    const gia = await enter(await newSeat(meeting, { name: "Gia" }));
    await host.tab.ask("room:leave", {});
    await gia.tab.until("the time", () => (untilMs(gia.tab) ?? 0) > Date.now());
    const told = gia.tab.all("room:settings").length;
    await redis().flushdb();
    await gia.tab.until("the time anew", () => gia.tab.all("room:settings").length > told);
    expect(untilMs(gia.tab)).toBeGreaterThan(Date.now());
  });

  it("does not pass on merely because Redis forgot who is there", async () => {
    const meeting = await newMeeting();
    const far = await openCopy({ ...TIMINGS, heartbeatMs: 60_000, copyTtlMs: 180_000 });
    const host = await Tab.join(far.url, await newSeat(meeting, { user: meeting.host }));
    const mia = await enter(await memberSeat(meeting, "Mia"));
    await redis().flushdb();
    // Here that the host is in is known from Postgres alone, until their copy registers them again.
    const late = await enter(await memberSeat(meeting, "Late"));
    const hosts = late.welcome.people.filter(({ role }) => role === "host");
    expect(hosts.filter(({ name }) => name !== "Gast")).toEqual([]);
    expect((await seatOf(mia.seat))?.actingHostSince).toBeNull();
    await late.tab.until("the host", () => late.tab.people.some(({ role }) => role === "host"));
    expect(late.tab.people.find(({ role }) => role === "host")?.name).toBe("Gast");
    host.tab.close();
    await far.close();
  });

  it("missed until the time is up ends the meeting for those who are left", async () => {
    const quick = await openCopy({ ...TIMINGS, emptyMs: 700 });
    const meeting = await newMeeting();
    const host = await Tab.join(quick.url, await newSeat(meeting, { user: meeting.host }));
    const seat = await newSeat(meeting, { name: "Gia" });
    const gia = await Tab.join(quick.url, seat);
    await host.tab.ask("host:settings", { lobby: "guests" });
    const waiting = await Tab.wait(quick.url, await newSeat(meeting, { name: "Udo" }));
    await host.tab.ask("room:leave", {});
    for (const tab of [gia.tab, waiting]) {
      await tab.until("the end", () => tab.all("room:ended").length === 1);
      expect(tab.all("room:ended")).toEqual([{ reason: "host-ended" }]);
      await tab.until("hung up", () => tab.socket.disconnected);
    }
    await eventually("the end noted", async () =>
      Boolean((await loadSeat(seat.participantId))?.meeting.endedAt),
    );
    expect(await redis().zscore(HOSTLESS_KEY, meeting.id)).toBeNull();
    host.tab.close();
    await quick.close();
  });
});
