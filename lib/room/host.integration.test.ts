import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { loadSeat, takeSeat } from "@/lib/meetings/service";
import { roomDoors } from "@/lib/room/doors";
import { hostDoors } from "@/lib/room/doors/host";
import type { ClientEventName } from "@/lib/room/schema";
import { peopleHere } from "@/lib/room/state";
import {
  eventually,
  hasServices,
  hostSeat,
  MEDIA,
  memberSeat,
  newMeeting,
  newSeat,
  type Tab,
} from "@/lib/room/testing/fixture";
import { refused, useStage } from "@/lib/room/testing/stage";

const REMOVED = "A host removed you from this meeting.";

describe.skipIf(!hasServices)("a host's controls", () => {
  const { enter, enterHost, connect } = useStage({ heartbeatMs: 200, emptyMs: 60_000 });

  const room = async () => {
    const meeting = await newMeeting();
    const host = await enterHost(meeting);
    const mia = await enter(await memberSeat(meeting, "Mia"));
    const gia = await enter(await newSeat(meeting, { name: "Gia" }));
    return { meeting, host, mia, gia };
  };
  const settle = async (...tabs: Tab[]) => {
    for (const tab of tabs) await tab.ask("room:clock", {});
  };
  /** What each control would be sent with, aimed at somebody. */
  const aimedAt = (id: string): [ClientEventName, unknown][] => [
    ["host:settings", { lobby: "everyone", locked: true }],
    ["host:admit", { id }],
    ["host:deny", { id }],
    ["host:mute", { id }],
    ["host:mute", { id: null }],
    ["host:lower-hand", { id }],
    ["host:stop-share", { id }],
    ["host:remove", { id }],
    ["host:role", { id, role: "cohost" }],
    ["host:hand-over", { id }],
  ];

  it("are each refused to people who are no host, and to hosts of other meetings", async () => {
    const { meeting, host, mia, gia } = await room();
    const elsewhere = await enterHost(await newMeeting());
    expect(new Set(aimedAt(gia.id).map(([name]) => name)).size).toBe(hostDoors.length);
    for (const [name, data] of aimedAt(mia.id))
      expect(await gia.tab.tell(name, data), name).toEqual(refused("forbidden"));
    for (const [name, data] of aimedAt(mia.id).filter(([, data]) => "id" in (data as object)))
      if ((data as { id: unknown }).id !== null)
        expect(await elsewhere.tab.tell(name, data), name).toEqual(refused("not-found"));
    const seat = await loadSeat(mia.id);
    expect(seat?.meeting).toMatchObject({ lobby: "off", lockedAt: null });
    expect(seat?.participant).toMatchObject({ role: "participant", removedAt: null });
    await settle(host.tab, mia.tab, gia.tab);
    for (const { tab } of [host, mia, gia])
      for (const name of ["room:command", "room:settings", "room:ended"] as const)
        expect(tab.all(name), name).toEqual([]);
    expect(await peopleHere(meeting.id)).toHaveLength(3);
  });

  it("keep a co-host from making co-hosts, from handing over and from ending the meeting", async () => {
    const { host, mia, gia } = await room();
    await host.tab.ask("host:role", { id: mia.id, role: "cohost" });
    for (const [name, data] of [
      ["host:role", { id: gia.id, role: "cohost" }],
      ["host:hand-over", { id: gia.id }],
      ["room:end", {}],
    ] as const)
      expect(await mia.tab.tell(name, data), name).toEqual(refused("forbidden"));
    expect(await mia.tab.tell("host:remove", { id: host.id })).toEqual(refused("forbidden"));
    await mia.tab.ask("recording:start", {});
    await mia.tab.ask("host:mute", { id: host.id });
    await host.tab.until("the command", () => host.tab.all("room:command").length === 1);
  });

  it("go by the role somebody has at this moment, not by the one they had", async () => {
    const { host, mia } = await room();
    await host.tab.ask("host:role", { id: mia.id, role: "cohost" });
    await mia.tab.ask("host:settings", { locked: true });
    await host.tab.ask("host:role", { id: mia.id, role: "participant" });
    expect(await mia.tab.tell("host:settings", { locked: false })).toEqual(refused("forbidden"));
    await host.tab.until("Mia’s role", () => host.tab.people[1]?.role === "participant");
  });

  it("lock the door to newcomers, not to those who were in before", async () => {
    const { meeting, host, gia } = await room();
    expect(await host.tab.ask("host:settings", { locked: true })).toMatchObject({ locked: true });
    await gia.tab.until("the lock", () => gia.tab.all("room:settings").at(-1)?.locked === true);
    const late = await connect(await memberSeat(meeting, "Late"));
    expect(await late.tell("room:join", { media: MEDIA })).toEqual(
      refused("locked", "The host has locked this meeting."),
    );
    await gia.tab.ask("room:leave", {});
    const { welcome } = await enter(gia.seat);
    expect(welcome.settings.locked).toBe(true);
    await host.tab.ask("room:leave", {});
    await enterHost(meeting);
    await host.tab.enter();
    await host.tab.ask("host:settings", { locked: false });
    await late.enter();
  });

  it("mute somebody, who can unmute themselves", async () => {
    const { host, gia, mia } = await room();
    await host.tab.ask("host:mute", { id: gia.id });
    await gia.tab.until("the command", () => gia.tab.all("room:command").length === 1);
    expect(gia.tab.all("room:command")).toEqual([{ what: "mute", by: "Hanna Host" }]);
    const isMuted = () => mia.tab.people.find(({ id }) => id === gia.id)?.media.microphone;
    await mia.tab.until("Gia muted", () => isMuted() === false);
    await gia.tab.ask("room:media", MEDIA);
    await mia.tab.until("Gia unmuted", () => isMuted() === true);
    expect(mia.tab.all("room:command")).toEqual([]);
  });

  it("mute everybody but the hosts and co-hosts, and nobody who is muted already", async () => {
    const { meeting, host, mia, gia } = await room();
    const udo = await enter(await newSeat(meeting, { name: "Udo" }));
    await udo.tab.ask("room:media", { microphone: false, camera: true });
    await host.tab.ask("host:role", { id: mia.id, role: "cohost" });
    await host.tab.until("a co-host", () => host.tab.people[1]?.role === "cohost");
    await mia.tab.ask("host:mute", { id: null });
    await gia.tab.until("the command", () => gia.tab.all("room:command").length === 1);
    await host.tab.until("Gia muted", () => host.tab.people[2]?.media.microphone === false);
    expect(host.tab.people.map((person) => person.media.microphone)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    await settle(host.tab, mia.tab, udo.tab);
    for (const { tab } of [host, mia, udo]) expect(tab.all("room:command")).toEqual([]);
  });

  it("lower one hand, then all of them", async () => {
    const { host, mia, gia } = await room();
    for (const { tab } of [gia, mia, host]) await tab.ask("room:hand", { raised: true });
    const raised = () =>
      mia.tab.people.filter((person) => person.handRaisedAtMs !== null).map(({ name }) => name);
    await mia.tab.until("three hands", () => raised().length === 3);
    await host.tab.ask("host:lower-hand", { id: gia.id });
    await mia.tab.until("two hands", () => `${raised()}` === "Hanna Host,Mia");
    expect(gia.tab.all("room:command")).toEqual([{ what: "lower-hand", by: "Hanna Host" }]);
    await host.tab.ask("host:lower-hand", { id: null });
    await mia.tab.until("no hands", () => raised().length === 0);
    expect(mia.tab.all("room:command")).toHaveLength(1);
    expect(host.tab.all("room:command")).toEqual([]);
  });

  it("stop somebody’s screen share", async () => {
    const { host, gia, mia } = await room();
    expect(await host.tab.tell("host:stop-share", { id: gia.id })).toEqual(refused("not-found"));
    const share = { on: true, streamId: "screen", hasSound: true, takeOver: false };
    await gia.tab.ask("room:present", share);
    const shown = () => mia.tab.people.find(({ id }) => id === gia.id)?.screen;
    await mia.tab.until("the screen", () => Boolean(shown()));
    await host.tab.ask("host:stop-share", { id: gia.id });
    await mia.tab.until("no screen", () => shown() === null);
    expect(gia.tab.all("room:command")).toEqual([{ what: "stop-share", by: "Hanna Host" }]);
  });

  it("remove somebody at once and keep them out by every way back", async () => {
    const { meeting, host, mia, gia } = await room();
    const waiting = await connect(gia.seat);
    await host.tab.ask("host:remove", { id: gia.id });
    expect((await peopleHere(meeting.id)).map(({ name }) => name)).toEqual(["Hanna Host", "Mia"]);
    await gia.tab.until("removed", () => gia.tab.all("room:ended").length === 1);
    expect(gia.tab.all("room:ended")).toEqual([{ reason: "removed" }]);
    await gia.tab.until("hung up", () => gia.tab.socket.disconnected);
    await mia.tab.until("two people", () => mia.tab.people.length === 2);
    // No grace: nobody ever saw the removed one as coming back.
    const seen = mia.tab.all("room:people").flatMap(({ people }) => people);
    expect(seen.some(({ connection }) => connection === "reconnecting")).toBe(false);

    expect(await waiting.tell("room:join", { media: MEDIA })).toEqual(
      refused("forbidden", REMOVED),
    );
    await expect(connect(gia.seat)).rejects.toMatchObject({
      message: REMOVED,
      data: { code: "forbidden" },
    });
    const seat = { code: meeting.code, name: "Gia", user: null };
    await expect(takeSeat({ ...seat, knownSeatId: gia.id })).rejects.toMatchObject({
      code: "forbidden",
      message: REMOVED,
    });
    // A fresh cookie makes a newcomer of her, and newcomers without an account wait from now on.
    await mia.tab.until("the settings", () => mia.tab.all("room:settings").length === 1);
    expect(mia.tab.all("room:settings")[0]?.lobby).toBe("guests");
    const fresh = await connect(await newSeat(meeting, { name: "Gia again" }));
    expect(await fresh.ask("room:join", { media: MEDIA })).toMatchObject({ state: "waiting" });
  });

  it("remove an account from the meeting on all its devices", async () => {
    const meeting = await newMeeting();
    const host = await enterHost(meeting);
    const other = await newMeeting();
    const mia = await enter(await newSeat(meeting, { name: "Mia", user: other.host }));
    await host.tab.ask("host:remove", { id: mia.id });
    await expect(newSeat(meeting, { name: "Mia", user: other.host })).rejects.toMatchObject({
      code: "forbidden",
    });
    await enter(await hostSeat(other));
  });

  it("remove somebody whose connection is just down", async () => {
    const { meeting, host, gia } = await room();
    gia.tab.drop();
    await host.tab.until("reconnecting", () => host.tab.people[2]?.connection === "reconnecting");
    await host.tab.ask("host:remove", { id: gia.id });
    await host.tab.until("two people", () => host.tab.people.length === 2);
    await eventually("the seat free for good", async () => {
      await host.tab.ask("room:media", MEDIA);
      return (await peopleHere(meeting.id)).length === 2;
    });
    await expect(connect(gia.seat)).rejects.toMatchObject({ data: { code: "forbidden" } });
  });

  it("remove neither oneself nor whoever made the meeting", async () => {
    const { host, mia } = await room();
    expect(await host.tab.tell("host:remove", { id: host.id })).toEqual(refused("invalid"));
    await host.tab.ask("host:hand-over", { id: mia.id });
    expect(await mia.tab.tell("host:remove", { id: host.id })).toEqual(refused("forbidden"));
    expect((await loadSeat(host.id))?.participant.removedAt).toBeNull();
  });

  it("answer nonsense with a sentence, and harm nobody", async () => {
    const { meeting, host, mia } = await room();
    const wrong: [ClientEventName, unknown][] = [
      ["host:settings", { lobby: "nobody" }],
      ["host:settings", { locked: "yes" }],
      ["host:role", { id: mia.id, role: "host" }],
      ["room:hand", { raised: 1 }],
      ["room:react", { emoji: "💣" }],
      ["room:react", { emoji: "👏".repeat(1_000) }],
      ["room:present", { on: true }],
      ["room:present", { on: true, streamId: "x".repeat(101), hasSound: true, takeOver: true }],
      ...aimedAt("").flatMap(([name]): [ClientEventName, unknown][] => [
        [name, null],
        [name, { id: "me" }],
        [name, [randomUUID()]],
      ]),
    ];
    // Settings without any change are none that harm.
    const harmless = (name: string, data: unknown) =>
      name === "host:settings" && JSON.stringify(data) === '{"id":"me"}';
    for (const [name, data] of wrong.filter(([name, data]) => !harmless(name, data)))
      expect(await host.tab.tell(name, data), `${name} ${JSON.stringify(data)}`).toMatchObject({
        ok: false,
        error: { code: "invalid", message: expect.any(String) },
      });
    await settle(mia.tab);
    expect(mia.tab.all("room:reaction")).toEqual([]);
    expect(await peopleHere(meeting.id)).toHaveLength(3);
  });

  it("count a flood of each against its sender alone", async () => {
    const { host, mia, gia } = await room();
    for (const { door } of roomDoors.filter(({ door }) => door.name.startsWith("host:"))) {
      const name = door.name as ClientEventName;
      const answers = await Promise.all(
        Array.from({ length: 130 }, () => gia.tab.tell(name, { id: mia.id })),
      );
      const codes = new Set(answers.map((answer) => (answer.ok ? "ok" : answer.error.code)));
      expect(codes.has("ok"), name).toBe(false);
      expect(codes.has("too-many"), name).toBe(true);
    }
    await host.tab.ask("host:mute", { id: mia.id });
    const reactions = await Promise.all(
      Array.from({ length: 15 }, () => gia.tab.tell("room:react", { emoji: "🎉" })),
    );
    expect(reactions.filter((answer) => answer.ok)).toHaveLength(10);
    await mia.tab.ask("room:react", { emoji: "🎉" });
    await settle(gia.tab);
    expect(mia.tab.all("room:reaction")).toHaveLength(11);
  });
});
