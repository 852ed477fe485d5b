import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { loadSeat, previewRoom, takeSeat } from "@/lib/meetings/service";
import { redis } from "@/lib/platform/redis";
import { roomDoors } from "@/lib/room/doors";
import { LOBBIES_KEY, lobbyKey } from "@/lib/room/keys";
import { readWaiting } from "@/lib/room/lobby-state";
import type { clientEvents } from "@/lib/room/schema";
import {
  eventually,
  hasServices,
  MEDIA,
  memberSeat,
  newMeeting,
  newSeat,
  type Tab,
} from "@/lib/room/testing/fixture";
import { refused, useStage } from "@/lib/room/testing/stage";

const offer = { link: "a", description: { type: "offer" as const, sdp: "v=0" } };

describe.skipIf(!hasServices)("the lobby", () => {
  const { enter, enterHost, wait, connect } = useStage({ heartbeatMs: 200, emptyMs: 60_000 });

  const waitingNames = (tab: Tab) =>
    tab
      .all("room:lobby")
      .at(-1)
      ?.waiting.map((person) => person.name);
  const knocks = (host: Tab, ...names: string[]) =>
    host.until(`${names} waiting`, () => `${waitingNames(host)}` === `${names}`);
  const guarded = async (lobby: "guests" | "everyone") => {
    const meeting = await newMeeting();
    const { tab: host, id: hostId } = await enterHost(meeting);
    await host.ask("host:settings", { lobby });
    return { meeting, host, hostId };
  };

  it("lets guests wait while people with an account come in, when it is for guests", async () => {
    const { meeting, host } = await guarded("guests");
    const { welcome } = await enter(await memberSeat(meeting, "Mia"));
    expect(welcome.settings).toEqual({ lobby: "guests", locked: false, hostlessUntilMs: null });
    expect(welcome.lobby).toEqual([]);
    const seat = await newSeat(meeting, { name: "Gia" });
    await wait(seat);
    await knocks(host, "Gia");
    expect(host.all("room:lobby").at(-1)?.waiting[0]).toMatchObject({
      id: seat.participantId,
      isGuest: true,
    });
  });

  it("lets everybody wait but hosts and those who were in before", async () => {
    const meeting = await newMeeting();
    const { tab: host } = await enterHost(meeting);
    const before = await enter(await newSeat(meeting, { name: "Ben" }));
    await before.tab.ask("room:leave", {});
    await host.ask("host:settings", { lobby: "everyone" });
    await wait(await memberSeat(meeting, "Mia"));
    await wait(await newSeat(meeting, { name: "Gia" }));
    await knocks(host, "Mia", "Gia");
    await enter(before.seat);
    const { welcome } = await enterHost(meeting);
    expect(welcome.lobby.map((person) => person.name)).toEqual(["Mia", "Gia"]);
  });

  it("leaks nothing to those who wait", async () => {
    const { meeting, host, hostId } = await guarded("everyone");
    const { tab: waiting } = { tab: await wait(await newSeat(meeting, { name: "Gia" })) };
    const again = await waiting.ask("room:join", { media: MEDIA });
    expect(again).toEqual({
      state: "waiting",
      title: "Planning",
      serverTimeMs: expect.any(Number),
    });
    await knocks(host, "Gia");

    // A busy room: people, media, hands, reactions, screens, settings, recording, signals.
    const mia = await memberSeat(meeting, "Mia");
    const asking = await wait(mia);
    await host.ask("host:admit", { id: mia.participantId });
    await asking.until("the open door", () => asking.all("room:admitted").length === 1);
    await asking.enter();
    await host.ask("room:media", { microphone: false, camera: true });
    await host.ask("room:hand", { raised: true });
    await host.ask("room:react", { emoji: "👏" });
    await host.ask("room:present", { on: true, streamId: "s", hasSound: false, takeOver: false });
    await host.ask("room:signal", { to: mia.participantId, payload: offer });
    await host.ask("recording:start", {});
    await host.ask("host:mute", { id: null });
    await host.ask("host:settings", { locked: true });
    await asking.until("all of it", () => asking.all("room:settings").some((s) => s.locked));
    await asking.until("the screen", () => asking.people.some((person) => person.screen));

    const everything = roomDoors.filter(({ door }) => door.access !== "seat-holder");
    for (const { door } of everything)
      expect(await waiting.tell(door.name as keyof typeof clientEvents, {}), door.name).toEqual(
        refused("forbidden"),
      );
    const signal = { to: hostId, payload: offer };
    expect(await waiting.tell("room:signal", signal)).toEqual(refused("forbidden"));
    // Nor can anybody inside reach who waits.
    const to = (await readWaiting(meeting.id))[0]?.person.id;
    expect(await host.tell("room:signal", { to, payload: offer })).toEqual(refused("not-found"));
    // An answer of the server to it comes after whatever had been sent before.
    await waiting.ask("room:clock", {});
    expect(waiting.heard).toEqual([]);
  });

  it("tells moderators alone who waits, and each change of it", async () => {
    const { meeting, host } = await guarded("guests");
    const { tab: mia, id } = await enter(await memberSeat(meeting, "Mia"));
    const gia = await wait(await newSeat(meeting, { name: "Gia" }));
    await wait(await newSeat(meeting, { name: "Udo" }));
    await knocks(host, "Gia", "Udo");
    expect(mia.all("room:lobby")).toEqual([]);

    await host.ask("host:role", { id, role: "cohost" });
    await knocks(mia, "Gia", "Udo");
    gia.drop();
    for (const tab of [host, mia]) await knocks(tab, "Udo");

    await host.ask("host:role", { id, role: "participant" });
    const before = mia.all("room:lobby").length;
    await wait(await newSeat(meeting, { name: "Ida" }));
    await knocks(host, "Udo", "Ida");
    await mia.ask("room:clock", {});
    expect(mia.all("room:lobby")).toHaveLength(before);
  });

  it("opens for one person, who need not wait again", async () => {
    const { meeting, host } = await guarded("everyone");
    const seat = await newSeat(meeting, { name: "Gia" });
    const gia = await wait(seat);
    const ida = await wait(await newSeat(meeting, { name: "Ida" }));
    await knocks(host, "Gia", "Ida");
    await host.ask("host:admit", { id: seat.participantId });
    await gia.until("the open door", () => gia.all("room:admitted").length === 1);
    await gia.enter();
    await knocks(host, "Ida");
    await host.until("two people", () => host.people.length === 2);
    expect(ida.heard).toEqual([]);
    await gia.ask("room:leave", {});
    await gia.enter();
  });

  it("opens for all at once, and when it is turned off or down", async () => {
    const { meeting, host } = await guarded("everyone");
    const open = async (names: Record<string, Tab>, act: () => Promise<unknown>) => {
      await knocks(host, ...Object.keys(names));
      await act();
      for (const tab of Object.values(names)) {
        await tab.until("the open door", () => tab.all("room:admitted").length === 1);
        await tab.enter();
      }
    };
    const Gia = await wait(await newSeat(meeting, { name: "Gia" }));
    const Ida = await wait(await newSeat(meeting, { name: "Ida" }));
    await open({ Gia, Ida }, () => host.ask("host:admit", { id: null }));

    const Mia = await wait(await memberSeat(meeting, "Mia"));
    const Udo = await wait(await newSeat(meeting, { name: "Udo" }));
    await knocks(host, "Mia", "Udo");
    await host.ask("host:settings", { lobby: "guests" });
    await Mia.until("the open door", () => Mia.all("room:admitted").length === 1);
    await Mia.enter();
    expect(Udo.heard).toEqual([]);
    await open({ Udo }, () => host.ask("host:settings", { lobby: "off" }));
    await host.until("the last one in", () => waitingNames(host)?.length === 0);
  });

  it("sends somebody away who may ask again only after a minute", async () => {
    const { meeting, host } = await guarded("guests");
    const seat = await newSeat(meeting, { name: "Gia" });
    const gia = await wait(seat);
    await knocks(host, "Gia");
    await host.ask("host:deny", { id: seat.participantId });
    await gia.until("the refusal", () => gia.all("room:ended").length === 1);
    expect(gia.heard.map(({ data }) => data)).toEqual([{ reason: "denied" }]);
    await gia.until("hung up", () => gia.socket.disconnected);
    await host.until("nobody waiting", () => waitingNames(host)?.length === 0);

    const again = await connect(seat);
    const answer = await again.tell("room:join", { media: MEDIA });
    expect(answer).toMatchObject({
      ok: false,
      error: {
        code: "forbidden",
        message: expect.stringContaining("ask again"),
        retryAfterSeconds: expect.any(Number),
      },
    });
    // A host may still change their mind.
    await host.ask("host:admit", { id: seat.participantId });
    await again.enter();
    expect((await loadSeat(seat.participantId))?.participant.deniedAt).toBeNull();
  });

  it("refuses to open for or send away people of other meetings and strangers", async () => {
    const { host } = await guarded("guests");
    const other = await guarded("guests");
    const seat = await newSeat(other.meeting, { name: "Gia" });
    const gia = await wait(seat);
    await knocks(other.host, "Gia");
    for (const id of [seat.participantId, randomUUID()]) {
      expect(await host.tell("host:admit", { id })).toEqual(refused("not-found"));
      expect(await host.tell("host:deny", { id })).toEqual(refused("not-found"));
    }
    await host.ask("host:admit", { id: null });
    expect((await loadSeat(seat.participantId))?.participant.admittedAt).toBeNull();
    await gia.ask("room:clock", {});
    expect(gia.heard).toEqual([]);
  });

  it("tells those who wait when the meeting ends, and hangs up", async () => {
    const { meeting, host } = await guarded("everyone");
    const gia = await wait(await newSeat(meeting, { name: "Gia" }));
    await knocks(host, "Gia");
    await host.ask("room:end", {});
    await gia.until("the end", () => gia.all("room:ended").length === 1);
    expect(gia.heard.map(({ data }) => data)).toEqual([{ reason: "host-ended" }]);
    await gia.until("hung up", () => gia.socket.disconnected);
    await eventually("nothing left", async () => {
      const left = await redis().exists(lobbyKey(meeting.id));
      return left + (await redis().sismember(LOBBIES_KEY, meeting.id)) === 0;
    });
  });

  it("knows one person once, whatever tabs they wait in, and lets the newest win", async () => {
    const { meeting, host } = await guarded("guests");
    const seat = await newSeat(meeting, { name: "Gia" });
    const older = await wait(seat);
    const newer = await wait(seat);
    await older.until("replaced", () => older.all("room:ended").length === 1);
    expect(older.all("room:ended")).toEqual([{ reason: "replaced" }]);
    await older.until("hung up", () => older.socket.disconnected);
    await knocks(host, "Gia");
    await host.ask("host:admit", { id: null });
    await newer.until("the open door", () => newer.all("room:admitted").length === 1);

    // Another tab goes in: the one that still waits is over.
    await enter(seat);
    await newer.until("replaced", () => newer.all("room:ended").length === 1);
    await host.until("nobody waiting", () => waitingNames(host)?.length === 0);
  });

  it("is known again after Redis forgot everything", async () => {
    const { meeting, host } = await guarded("guests");
    const gia = await wait(await newSeat(meeting, { name: "Gia" }));
    await knocks(host, "Gia");
    await redis().flushdb();
    await eventually("noted again", async () => (await readWaiting(meeting.id)).length === 1);
    await host.ask("host:admit", { id: null });
    await gia.until("the open door", () => gia.all("room:admitted").length === 1);
    await gia.enter();
  });

  it("does not fill the room: those who wait take no place", async () => {
    const { meeting, host } = await guarded("guests");
    const guests = await Promise.all(Array.from({ length: 9 }, () => newSeat(meeting)));
    const tabs = await Promise.all(guests.map((seat) => wait(seat)));
    await host.until("nine waiting", () => waitingNames(host)?.length === 9);
    for (let i = 0; i < 7; i++) await enter(await memberSeat(meeting, `Member ${i}`));
    await host.ask("host:admit", { id: null });
    const [first] = tabs as [Tab];
    await first.until("the open door", () => first.all("room:admitted").length === 1);
    expect(await first.tell("room:join", { media: MEDIA })).toEqual(refused("conflict"));
  });

  it("tells nobody's name to a visitor of the link who would have to wait", async () => {
    const { meeting, host } = await guarded("guests");
    const preview = (user: Parameters<typeof previewRoom>[0]["user"] = null, seatId?: string) =>
      previewRoom({
        code: meeting.code,
        user,
        seat: seatId ? { participantId: seatId, name: "Gia" } : null,
      });
    const stranger = { mustWait: true, locked: false, peopleHere: [], state: "live" };
    expect(await preview()).toMatchObject(stranger);
    const inside = { mustWait: false, locked: false, peopleHere: ["Hanna Host"] };
    expect(await preview(meeting.host)).toMatchObject(inside);
    const seat = await takeSeat({
      code: meeting.code,
      name: "Gia",
      user: null,
      knownSeatId: null,
    });
    expect(await preview(null, seat.id)).toMatchObject(stranger);
    await host.ask("host:admit", { id: seat.id });
    expect(await preview(null, seat.id)).toMatchObject(inside);
    await host.ask("host:settings", { lobby: "off", locked: true });
    expect(await preview()).toMatchObject({ mustWait: false, locked: true, peopleHere: [] });
    expect(await preview(meeting.host)).toMatchObject(inside);
  });
});
