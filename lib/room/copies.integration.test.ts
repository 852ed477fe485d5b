import { describe, expect, it } from "vitest";
import { loadSeat } from "@/lib/meetings/service";
import { redis } from "@/lib/platform/redis";
import { broadcastRoom, closeRoom } from "@/lib/room/broadcast";
import { RECORDING_NOTICE_VERSION, type RoomPerson } from "@/lib/room/schema";
import { peopleHere } from "@/lib/room/state";
import {
  eventually,
  hasServices,
  hostSeat,
  MEDIA,
  newMeeting,
  newSeat,
  openCopy,
  Tab,
} from "@/lib/room/testing/fixture";
import { useCopy, useCopyProcesses, useServices, useTabs } from "@/lib/room/testing/stage";

const TIMINGS = {
  graceMs: 1_500,
  heartbeatMs: 300,
  copyTtlMs: 1_500,
  emptyMs: 3_000,
  reconcileMs: 500,
};
const reset = { link: "a", reset: true as const };

describe.skipIf(!hasServices)("a room spread over two web copies", () => {
  useServices();
  const one = useCopy(TIMINGS);
  const two = useCopy(TIMINGS);
  const spawnCopy = useCopyProcesses(TIMINGS);
  const { enter, kept } = useTabs();

  it("shows everybody to everybody and carries signals both ways", async () => {
    const meeting = await newMeeting();
    const { tab: a, welcome: alice } = await enter(one, await hostSeat(meeting));
    const { tab: b, welcome: bob } = await enter(two, await newSeat(meeting));
    expect(bob.people.map((person) => person.id)).toEqual([alice.self.id, bob.self.id]);
    // The answer may come before the first list that shows the newcomer.
    await b.ask("room:signal", { to: alice.self.id, payload: reset });
    await a.ask("room:signal", { to: bob.self.id, payload: reset });
    await a.until("a signal", () => a.all("room:signal").length === 1);
    await b.until("a signal", () => b.all("room:signal").length === 1);
    expect(a.all("room:signal")[0]?.from).toBe(bob.self.id);
    await a.until("two people", () => a.people.length === 2);
    await b.until("two people", () => b.people.length === 2);
    expect(a.people).toEqual(b.people);
  });

  it("lets a seat opened on one copy replace the same seat on the other", async () => {
    const meeting = await newMeeting();
    const seat = await newSeat(meeting);
    const { tab: host } = await enter(one, await hostSeat(meeting));
    const { tab: older } = await enter(one, seat);
    const { tab: newer } = await enter(two, seat);
    await older.until("replaced", () => older.all("room:ended").length > 0);
    expect(older.all("room:ended")).toEqual([{ reason: "replaced" }]);
    await newer.ask("room:media", { microphone: false, camera: true });
    await host.until("the newer tab's state", () => host.people[1]?.media.camera === true);
    expect(newer.all("room:ended")).toEqual([]);
    expect(await peopleHere(meeting.id)).toHaveLength(2);
  });

  it("gives a dropped seat back on the other copy", async () => {
    const meeting = await newMeeting();
    const seat = await newSeat(meeting);
    const { tab: host } = await enter(one, await hostSeat(meeting));
    const { tab, welcome } = await enter(one, seat);
    tab.drop();
    await host.until("reconnecting", () => host.people[1]?.connection === "reconnecting");
    const { tab: back, welcome: again } = await enter(two, seat);
    expect(again.self.joinOrder).toBe(welcome.self.joinOrder);
    await host.until("connected", () => host.people[1]?.connection === "connected");
    // Somebody who drops later is given up by the first copy: the first grace has run out, too.
    const { tab: later } = await enter(one, await newSeat(meeting, { name: "Later" }));
    await host.until("three people", () => host.people.length === 3);
    later.drop();
    await host.until("the later one gone", () => host.people.length === 2);
    await back.ask("room:media", { microphone: false, camera: false });
    await host.until("muted", () => host.people[1]?.media.microphone === false);
    expect(host.people.map((person) => person.connection)).toEqual(["connected", "connected"]);
    expect((await loadSeat(seat.participantId))?.participant.leftAt).toBeNull();
  });

  it("ends for everybody wherever they are", async () => {
    const meeting = await newMeeting();
    const { tab: host } = await enter(one, await hostSeat(meeting));
    const { tab: guest } = await enter(two, await newSeat(meeting));
    await host.ask("room:end", {});
    await guest.until("the end", () => guest.all("room:ended").length === 1);
    await guest.until("hung up", () => guest.socket.disconnected);
  });

  it("hears what a process without sockets tells it", async () => {
    const meeting = await newMeeting();
    const { tab: a } = await enter(one, await hostSeat(meeting));
    const { tab: b } = await enter(two, await newSeat(meeting));
    const { tab: other } = await enter(two, await newSeat(await newMeeting()));
    const state = {
      active: true,
      startedAtMs: 1,
      noticeVersion: RECORDING_NOTICE_VERSION,
      goesTo: { sound: null, words: null },
    };
    broadcastRoom(meeting.id, "room:recording", state);
    for (const tab of [a, b]) {
      await tab.until("the news", () => tab.all("room:recording").length === 1);
      expect(tab.all("room:recording")).toEqual([state]);
    }
    await closeRoom(meeting.id);
    for (const tab of [a, b]) await tab.until("hung up", () => tab.socket.disconnected);
    expect(other.all("room:recording")).toEqual([]);
    expect(other.socket.connected).toBe(true);
  });

  it("clears away the ghosts of a copy that was killed, and ends what nobody comes back to", async () => {
    const dying = await spawnCopy();
    const meeting = await newMeeting();
    const seat = await newSeat(meeting, { name: "Gia" });
    const back = await newSeat(meeting, { name: "Ben" });
    const alone = await newSeat(await newMeeting());
    const { tab: host } = await enter(one, await hostSeat(meeting));
    await enter(dying, seat);
    const { welcome } = await enter(dying, back);
    await enter(dying, alone);
    await host.until("three people", () => host.people.length === 3);
    dying.child.kill("SIGKILL");
    const isLost = (p: RoomPerson) => p.connection === "reconnecting";
    await host.until("both reconnecting", () => host.people.filter(isLost).length === 2);
    const { welcome: again } = await enter(two, back);
    expect(again.self.joinOrder).toBe(welcome.self.joinOrder);
    await host.until("Gia gone", () => !host.people.some((p) => p.name === "Gia"));
    expect(host.people.map((p) => [p.name, p.connection])).toEqual([
      ["Hanna Host", "connected"],
      ["Ben", "connected"],
    ]);
    expect((await loadSeat(seat.participantId))?.participant.leftAt).toBeInstanceOf(Date);
    expect(host.socket.connected).toBe(true);
    const endedAt = async (id: string) => (await loadSeat(id))?.meeting.endedAt;
    await eventually("the end", async () => (await endedAt(alone.participantId)) instanceof Date);
    expect(await endedAt(seat.participantId)).toBeNull();
  });

  it("survives a Redis that forgets everything", async () => {
    // Heartbeats would mend it, too; so long ones, to see that nobody is shown a wrong list meanwhile.
    const slow = { ...TIMINGS, heartbeatMs: 60_000, copyTtlMs: 180_000 };
    const [one, two] = [await openCopy(slow), await openCopy(slow)];
    const meeting = await newMeeting();
    const { tab: a } = await enter(one, await hostSeat(meeting));
    const { tab: b, welcome: bob } = await enter(two, await newSeat(meeting, { name: "Bob" }));
    const { tab: c, welcome: cleo } = await enter(two, await newSeat(meeting, { name: "Cleo" }));
    for (const tab of [a, b, c]) await tab.until("three people", () => tab.people.length === 3);
    const before = a.people.map((person) => person.joinOrder);
    const told = [a, b, c].map((tab) => tab.all("room:people").length);

    await redis().flushdb();
    await a.ask("room:media", { microphone: false, camera: false });
    await a.ask("room:signal", { to: bob.self.id, payload: reset });
    await b.until("the signal", () => b.all("room:signal").length === 1);
    await c.until("muted", () => c.people[0]?.media.microphone === false);
    expect((await peopleHere(meeting.id)).map((person) => person.joinOrder)).toEqual(before);
    // At no moment did anybody look gone to anybody: their links would have been torn down.
    for (const [index, tab] of [a, b, c].entries())
      for (const { people } of tab.all("room:people").slice(told[index]))
        expect(people).toHaveLength(3);

    await redis().flushdb();
    const { welcome } = await enter(one, await newSeat(meeting, { name: "Dana" }));
    expect(welcome.self.joinOrder).toBeGreaterThan(cleo.self.joinOrder);
    for (const tab of [a, b, c]) await tab.until("four people", () => tab.people.length === 4);
    await c.ask("room:leave", {});
    for (const tab of [a, b]) await tab.until("three people", () => tab.people.length === 3);
    await one.close();
    await two.close();
  });

  it("registers its people again with every heartbeat", async () => {
    const meeting = await newMeeting();
    await enter(one, await hostSeat(meeting));
    await enter(two, await newSeat(meeting));
    await redis().flushdb();
    await eventually("both back", async () => (await peopleHere(meeting.id)).length === 2);
  });

  it("hands its people over when one copy shuts down", async () => {
    const third = await openCopy(TIMINGS);
    const meeting = await newMeeting();
    const seat = await newSeat(meeting);
    const { tab: host } = await enter(one, await hostSeat(meeting));
    const { tab } = await enter(third, seat);
    await third.close();
    await tab.until("hung up", () => tab.socket.disconnected);
    await host.until("reconnecting", () => host.people[1]?.connection === "reconnecting");
    expect(tab.all("room:ended")).toEqual([]);
    await enter(two, seat);
    await host.until("connected", () => host.people[1]?.connection === "connected");
  });

  it("lets a flood of joins on both copies fill the room and no more", async () => {
    const meeting = await newMeeting();
    const seats = await Promise.all(Array.from({ length: 30 }, () => newSeat(meeting)));
    const comers = await Promise.all(
      seats.map((seat, i) => Tab.connect(i % 2 ? one.url : two.url, seat)),
    );
    comers.forEach(kept);
    const answers = await Promise.all(comers.map((tab) => tab.tell("room:join", { media: MEDIA })));
    expect(answers.filter((answer) => answer.ok)).toHaveLength(8);
    expect(await peopleHere(meeting.id)).toHaveLength(8);
  });
});
