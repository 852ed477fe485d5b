import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  createImportedMeeting,
  endMeeting,
  listOngoing,
  loadSeat,
  markEntered,
} from "@/lib/meetings/service";
import { closeDb } from "@/lib/platform/db";
import { closeQueues } from "@/lib/platform/jobs";
import { closeRedis, redis } from "@/lib/platform/redis";
import { recordingStateOf } from "@/lib/recordings/service";
import { roomDoors } from "@/lib/room/doors";
import { DUE_KEY } from "@/lib/room/keys";
import { clientEvents, RECORDING_NOTICE_VERSION } from "@/lib/room/schema";
import { seatCookieName, signSeatTicket } from "@/lib/room/seat-ticket";
import { peopleHere, roomsNow } from "@/lib/room/state";
import {
  type Copy,
  eventually,
  hasServices,
  hostSeat,
  MEDIA,
  newMeeting,
  newSeat,
  openCopy,
  Tab,
  type TestSeat,
} from "@/lib/room/testing/fixture";

const GRACE_MS = 700;
const offer = { link: "a", description: { type: "offer" as const, sdp: "v=0" } };

describe.skipIf(!hasServices)("the live room", () => {
  let copy: Copy;
  const tabs: Tab[] = [];

  beforeAll(async () => {
    await redis().flushdb();
    copy = await openCopy({ graceMs: GRACE_MS, heartbeatMs: 200, emptyMs: 400, reconcileMs: 300 });
  });
  afterEach(() => {
    for (const tab of tabs.splice(0)) tab.close();
  });
  afterAll(async () => {
    await copy.close();
    await closeQueues();
    closeRedis();
    await closeDb();
  });

  const enter = async (seat: TestSeat) => {
    const joined = await Tab.join(copy.url, seat);
    tabs.push(joined.tab);
    return joined;
  };
  const refusal = async (options: Parameters<typeof Tab.make>[1]) => {
    const tab = Tab.make(copy.url, options);
    tabs.push(tab);
    return tab.connected().then(
      () => "connected",
      (error: Error & { data?: { code: string } }) => error.data?.code ?? error.message,
    );
  };

  it("has a door for every event that browsers may send, and each names who may use it", () => {
    expect(roomDoors.map(({ door }) => door.name).sort()).toEqual(Object.keys(clientEvents).sort());
    const hostOnly = roomDoors.filter(({ door }) => door.access === "room-host");
    expect(hostOnly.map(({ door }) => door.name).sort()).toEqual([
      "host:hand-over",
      "host:role",
      "room:end",
    ]);
  });

  describe("the way in", () => {
    it("refuses a socket without a seat cookie, with a sentence", async () => {
      const meeting = await newMeeting();
      const tab = Tab.make(copy.url, { code: meeting.code });
      tabs.push(tab);
      await expect(tab.connected()).rejects.toMatchObject({
        message: expect.stringContaining("through its link"),
        data: { code: "unauthenticated" },
      });
    });

    it("refuses a forged, an expired and another meeting's ticket", async () => {
      const meeting = await newMeeting();
      const seat = await newSeat(meeting);
      const name = seatCookieName(meeting.code);
      const own = { participantId: seat.participantId, meetingId: meeting.id };
      const value = signSeatTicket(own);
      const forged = `${name}=${value.slice(0, -4)}AAAA`;
      const yesterday = Math.floor(Date.now() / 1000) - 24 * 3600 - 1;
      const expired = `${name}=${signSeatTicket({ ...own, iat: yesterday })}`;
      const elsewhere = await newSeat(await newMeeting());
      const stolen = `${name}=${elsewhere.cookie.split("=")[1]}`;
      for (const cookie of [forged, expired, stolen])
        expect(await refusal({ cookie, code: meeting.code })).toBe("unauthenticated");
      expect(await refusal({ cookie: seat.cookie, code: meeting.code })).toBe("connected");
    });

    it("refuses a page of another website, and one that does not say where it is from", async () => {
      const seat = await newSeat(await newMeeting());
      const options = { cookie: seat.cookie, code: seat.meeting.code };
      expect(await refusal({ ...options, origin: "https://evil.example" })).toBe("forbidden");
      expect(await refusal({ ...options, origin: "null" })).toBe("forbidden");
    });

    it("refuses a code that is none, and a meeting that has ended", async () => {
      const seat = await newSeat(await newMeeting());
      expect(await refusal({ cookie: seat.cookie, code: "nonsense" })).toBe("unauthenticated");
      await endMeeting({ meetingId: seat.meeting.id, by: "system" });
      expect(await refusal({ cookie: seat.cookie, code: seat.meeting.code })).toBe("gone");
    });

    it("has nothing in the default namespace", async () => {
      const { io } = await import("socket.io-client");
      const socket = io(copy.url, { transports: ["websocket"], reconnection: false });
      await expect(
        new Promise((resolve, reject) => {
          socket.once("connect", () => resolve("connected"));
          socket.once("connect_error", reject);
        }),
      ).rejects.toThrow("nothing here");
      socket.close();
    });
  });

  describe("joining and leaving", () => {
    it("welcomes with everybody, in the order they came, and tells the others", async () => {
      const meeting = await newMeeting();
      const { tab: host, welcome: first } = await enter(await hostSeat(meeting));
      const { tab: guest, welcome } = await enter(await newSeat(meeting, { name: "Gia" }));
      expect(welcome.people.map((person) => person.name)).toEqual(["Hanna Host", "Gia"]);
      expect(welcome.self).toMatchObject({ role: "participant", isGuest: true, media: MEDIA });
      expect(welcome.self.joinOrder).toBeGreaterThan(first.self.joinOrder);
      expect(welcome.meeting).toMatchObject({ id: meeting.id, title: "Planning" });
      expect(welcome.meeting.startedAtMs).toBe(first.meeting.startedAtMs);
      expect(welcome.recording.active).toBe(false);
      await host.until("two people", () => host.people.length === 2);
      expect((await peopleHere(meeting.id)).map((person) => person.id)).toEqual(
        host.people.map((person) => person.id),
      );
      expect((await roomsNow()).meetings).toBeGreaterThanOrEqual(1);

      await guest.ask("room:leave", {});
      await host.until("one person", () => host.people.length === 1);
      expect((await loadSeat(welcome.self.id))?.participant.leftAt).toBeInstanceOf(Date);
      expect(await guest.tell("room:media", MEDIA)).toMatchObject({
        ok: false,
        error: { code: "forbidden" },
      });
    });

    it("gathers quick changes into few lists", async () => {
      const meeting = await newMeeting();
      const { tab: host } = await enter(await hostSeat(meeting));
      const { tab: guest, welcome } = await enter(await newSeat(meeting));
      await host.until("two people", () => host.people.length === 2);
      const before = host.all("room:people").length;
      const changes = Array.from({ length: 20 }, (_, i) =>
        guest.ask("room:media", { microphone: i % 2 === 0, camera: true }),
      );
      await Promise.all(changes);
      await host.until("camera on", () =>
        host.people.some((p) => p.id === welcome.self.id && p.media.camera && !p.media.microphone),
      );
      expect(host.all("room:people").length - before).toBeLessThan(changes.length / 2);
    });

    it("keeps a dropped seat as reconnecting, gives it back with its place, else gives it up", async () => {
      const meeting = await newMeeting();
      const seat = await newSeat(meeting, { name: "Gia" });
      const { tab: host } = await enter(await hostSeat(meeting));
      const { tab: guest, welcome } = await enter(seat);
      await host.until("two people", () => host.people.length === 2);
      guest.drop();
      await host.until("reconnecting", () => host.people[1]?.connection === "reconnecting");

      const { tab: again, welcome: second } = await enter(seat);
      expect(second.self).toMatchObject({
        id: welcome.self.id,
        joinOrder: welcome.self.joinOrder,
        connection: "connected",
      });
      expect(second.people).toHaveLength(2);
      await host.until("connected", () => host.people[1]?.connection === "connected");

      again.drop();
      await host.until("gone", () => host.people.length === 1);
      expect((await loadSeat(seat.participantId))?.participant.leftAt).toBeInstanceOf(Date);
      const { welcome: later } = await enter(seat);
      expect(later.self.joinOrder).toBeGreaterThan(welcome.self.joinOrder);
    });

    it("lets the newer of two tabs of one seat win", async () => {
      const meeting = await newMeeting();
      const seat = await newSeat(meeting);
      const { tab: host } = await enter(await hostSeat(meeting));
      const { tab: older } = await enter(seat);
      const { tab: newer } = await enter(seat);
      await older.until("replaced", () => older.all("room:ended").length > 0);
      expect(older.all("room:ended")).toEqual([{ reason: "replaced" }]);
      await older.until("hung up", () => older.socket.disconnected);
      await newer.ask("room:media", { microphone: false, camera: false });
      await host.until("two people", () => host.people.length === 2);
      await host.until("muted", () => host.people[1]?.media.microphone === false);
      expect(newer.all("room:ended")).toEqual([]);
    });

    it("seats at most the capacity when thirty people come at once", async () => {
      const meeting = await newMeeting();
      const seats = await Promise.all(Array.from({ length: 30 }, () => newSeat(meeting)));
      const comers = await Promise.all(seats.map((seat) => Tab.connect(copy.url, seat)));
      tabs.push(...comers);
      const answers = await Promise.all(
        comers.map((tab) => tab.tell("room:join", { media: MEDIA })),
      );
      const inside = answers.filter((answer) => answer.ok);
      expect(inside).toHaveLength(8);
      expect(answers.find((answer) => !answer.ok)).toMatchObject({
        error: { code: "conflict", message: expect.stringContaining("at most 8") },
      });
      expect(await peopleHere(meeting.id)).toHaveLength(8);
      expect(new Set((await peopleHere(meeting.id)).map((p) => p.joinOrder)).size).toBe(8);

      // Somebody inside comes back: the seat counts once.
      const index = answers.findIndex((answer) => answer.ok);
      const { welcome } = await enter(seats[index] as TestSeat);
      expect(welcome.people).toHaveLength(8);
    });
  });

  describe("signals", () => {
    it("go to the person they name, with the sender's true id", async () => {
      const meeting = await newMeeting();
      const { tab: a, welcome: alice } = await enter(await newSeat(meeting));
      const { tab: b, welcome: bob } = await enter(await newSeat(meeting));
      await a.ask("room:signal", { to: bob.self.id, payload: offer, from: randomUUID() });
      await b.until("a signal", () => b.all("room:signal").length === 1);
      expect(b.all("room:signal")).toEqual([{ from: alice.self.id, payload: offer }]);
      expect(a.all("room:signal")).toEqual([]);
    });

    it("stay in order", async () => {
      const meeting = await newMeeting();
      const { tab: a } = await enter(await newSeat(meeting));
      const { tab: b, welcome: bob } = await enter(await newSeat(meeting));
      const links = Array.from({ length: 200 }, (_, i) => `${i}`);
      await Promise.all(
        links.map((link) =>
          a.ask("room:signal", { to: bob.self.id, payload: { link, reset: true } }),
        ),
      );
      await b.until("all signals", () => b.all("room:signal").length === links.length);
      expect(b.all("room:signal").map((signal) => signal.payload.link)).toEqual(links);
    });

    it("to strangers and to people in other rooms are refused", async () => {
      const { tab: a } = await enter(await newSeat(await newMeeting()));
      const { tab: b, welcome: elsewhere } = await enter(await newSeat(await newMeeting()));
      for (const to of [randomUUID(), elsewhere.self.id])
        expect(await a.tell("room:signal", { to, payload: offer })).toMatchObject({
          ok: false,
          error: { code: "not-found" },
        });
      expect(b.all("room:signal")).toEqual([]);
    });

    it("before joining are refused", async () => {
      const meeting = await newMeeting();
      const { welcome } = await enter(await newSeat(meeting));
      const outside = await Tab.connect(copy.url, await newSeat(meeting));
      tabs.push(outside);
      expect(
        await outside.tell("room:signal", { to: welcome.self.id, payload: offer }),
      ).toMatchObject({
        error: { code: "forbidden" },
      });
      await outside.ask("room:clock", {});
      expect(outside.heard).toEqual([]);
    });
  });

  describe("nonsense", () => {
    it("is answered with a sentence and harms nobody", async () => {
      const meeting = await newMeeting();
      const { tab: a, welcome } = await enter(await newSeat(meeting));
      const { tab: b } = await enter(await newSeat(meeting));
      const wrong: [Parameters<Tab["tell"]>[0], unknown][] = [
        ["room:signal", null],
        ["room:signal", { to: "me", payload: offer }],
        ["room:signal", { to: welcome.self.id, payload: { link: "x".repeat(65), reset: true } }],
        ["room:signal", { to: welcome.self.id, payload: { link: "a" } }],
        ["room:media", { microphone: "yes" }],
        ["room:join", []],
        ["recording:consent", { agree: 1 }],
      ];
      for (const [name, data] of wrong)
        expect(await a.tell(name, data), `${name} ${JSON.stringify(data)}`).toMatchObject({
          ok: false,
          error: { code: "invalid", message: expect.any(String) },
        });
      expect((await a.ask("room:clock", {})).serverTimeMs).toBeGreaterThan(0);
      expect(b.socket.connected).toBe(true);
    });

    it("of more than 128 KiB costs the sender the connection, and nothing else", async () => {
      const meeting = await newMeeting();
      const { tab: a } = await enter(await newSeat(meeting));
      const { tab: b, welcome } = await enter(await newSeat(meeting));
      const payload = { link: "a", description: { type: "offer", sdp: "x".repeat(200_000) } };
      a.socket.emit("room:signal", { to: welcome.self.id, payload });
      await a.until("hung up", () => a.socket.disconnected);
      expect(b.all("room:signal")).toEqual([]);
      await b.ask("room:clock", {});
    });

    it("in a flood is answered with how long to wait, and only its sender waits", async () => {
      const meeting = await newMeeting();
      const { tab: a } = await enter(await newSeat(meeting));
      const { tab: b } = await enter(await newSeat(meeting));
      const answers = await Promise.all(
        Array.from({ length: 80 }, () => a.tell("room:media", MEDIA)),
      );
      const refused = answers.filter((answer) => !answer.ok);
      expect(refused).toHaveLength(20);
      expect(refused[0]).toMatchObject({
        error: { code: "too-many", retryAfterSeconds: expect.any(Number) },
      });
      await b.ask("room:media", MEDIA);
    });
  });

  describe("the host", () => {
    it("alone may end the meeting and record it", async () => {
      const meeting = await newMeeting();
      const { tab: host } = await enter(await hostSeat(meeting));
      const { tab: guest } = await enter(await newSeat(meeting));
      for (const name of ["room:end", "recording:start", "recording:stop"] as const)
        expect(await guest.tell(name, {}), name).toMatchObject({
          ok: false,
          error: { code: "forbidden", message: expect.stringContaining("host") },
        });
      expect((await recordingStateOf(meeting.id)).active).toBe(false);
      expect(
        (await loadSeat((await peopleHere(meeting.id))[0]?.id ?? ""))?.meeting.endedAt,
      ).toBeNull();
      expect(host.all("room:ended")).toEqual([]);
    });

    it("starts a recording that everybody sees, and each person's consent shows to all", async () => {
      const meeting = await newMeeting();
      const { tab: host } = await enter(await hostSeat(meeting));
      const { tab: guest, welcome } = await enter(await newSeat(meeting));
      const state = await host.ask("recording:start", {});
      expect(state.active).toBe(true);
      await guest.until("the recording", () => guest.all("room:recording").length === 1);
      expect(guest.all("room:recording")[0]).toEqual(state);
      const answer = { agree: true, noticeVersion: RECORDING_NOTICE_VERSION };
      expect(await guest.ask("recording:consent", answer)).toEqual({ recording: "granted" });
      await host.until("consent", () =>
        host.people.some((p) => p.id === welcome.self.id && p.recording === "granted"),
      );
      expect((await loadSeat(welcome.self.id))?.participant.recording).toBe("granted");
      expect(
        await guest.tell("recording:consent", { agree: true, noticeVersion: "1999-01" }),
      ).toMatchObject({ error: { code: "conflict" } });
      await guest.ask("recording:consent", { ...answer, agree: false });
      await host.until("withdrawal", () =>
        host.people.some((p) => p.id === welcome.self.id && p.recording === "withdrawn"),
      );
      await host.ask("recording:stop", {});
      await guest.until("the end of it", () => guest.all("room:recording").length === 2);
      expect(guest.all("room:recording")[1]?.active).toBe(false);
    });

    it("ends the meeting for everybody, once and for good", async () => {
      const meeting = await newMeeting();
      const seat = await newSeat(meeting);
      const { tab: host } = await enter(await hostSeat(meeting));
      const { tab: guest } = await enter(seat);
      expect(await host.tell("room:end", {})).toEqual({ ok: true, data: {} });
      await guest.until("the end", () => guest.all("room:ended").length > 0);
      expect(guest.all("room:ended")).toEqual([{ reason: "host-ended" }]);
      await guest.until("hung up", () => guest.socket.disconnected);
      await host.until("hung up", () => host.socket.disconnected);
      expect(await peopleHere(meeting.id)).toEqual([]);
      expect((await loadSeat(seat.participantId))?.meeting.endedAt).toBeInstanceOf(Date);
      expect(await refusal({ cookie: seat.cookie, code: meeting.code })).toBe("gone");
    });
  });

  describe("a room without people", () => {
    const hasEnded = async (seat: TestSeat) =>
      (await loadSeat(seat.participantId))?.meeting.endedAt instanceof Date;

    it("ends its meeting by itself after a while", async () => {
      const seat = await newSeat(await newMeeting());
      const { tab } = await enter(seat);
      await tab.ask("room:leave", {});
      await eventually("the end", () => hasEnded(seat));
      const isDue = () => redis().zscore(DUE_KEY, seat.meeting.id);
      await eventually("the note taken off", async () => (await isDue()) === null);
    });

    it("goes on when somebody comes back in time", async () => {
      const meeting = await newMeeting();
      const seat = await newSeat(meeting);
      const { tab } = await enter(seat);
      await tab.ask("room:leave", {});
      expect(await redis().zscore(DUE_KEY, meeting.id)).not.toBeNull();
      await tab.ask("room:join", { media: MEDIA });
      expect(await redis().zscore(DUE_KEY, meeting.id)).toBeNull();
    });

    it("is found through Postgres when Redis has forgotten it", async () => {
      const seat = await newSeat(await newMeeting());
      await markEntered({ meetingId: seat.meeting.id, participantId: seat.participantId });
      expect(await redis().zscore(DUE_KEY, seat.meeting.id)).toBeNull();
      await eventually("the end", () => hasEnded(seat));
    });

    it("is not what a meeting is that is being imported", async () => {
      const { host } = await newMeeting();
      const imported = await createImportedMeeting({ host, title: "Old", durationMs: 60_000 });
      const seat = await newSeat(await newMeeting());
      await markEntered({ meetingId: seat.meeting.id, participantId: seat.participantId });
      const ongoing = await listOngoing();
      expect(ongoing).toContain(seat.meeting.id);
      expect(ongoing).not.toContain(imported.id);
    });
  });
});
