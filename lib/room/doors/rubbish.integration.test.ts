import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { roomDoors } from "@/lib/room/doors";
import { type ClientEventName, type ServerEventName, serverEvents } from "@/lib/room/schema";
import { peopleHere } from "@/lib/room/state";
import { hasServices, MEDIA, newMeeting, newSeat, type Tab } from "@/lib/room/testing/fixture";
import { EVENT_NAMES, edgesOf, rubbishFor, sampleOf } from "@/lib/room/testing/samples";
import { forgetLimits, refusals, useStage } from "@/lib/room/testing/stage";

/** What a tab has heard but who is there. */
const newsOf = (tab: Tab) => tab.heard.filter(({ name }) => name !== "room:people");

/** Writes to the connection what no Socket.IO client would. */
const write = (tab: Tab, packet: string) => tab.socket.io.engine.write(packet);

/** Everything sent before has been dealt with once this is answered. */
const settled = (...tabs: Tab[]) => Promise.all(tabs.map((tab) => tab.ask("room:clock", {})));

describe.skipIf(!hasServices)("rubbish", () => {
  const { enter, enterHost, connect } = useStage();

  const room = async () => {
    const meeting = await newMeeting();
    const host = await enterHost(meeting);
    const guest = await enter(await newSeat(meeting, { name: "Gia" }));
    return { meeting, host, guest };
  };

  /** Sends every payload, as slowly as the door's limit wants it. */
  async function tellAll(tab: Tab, name: ClientEventName, payloads: [string, unknown][]) {
    const points = roomDoors.find(({ door }) => door.name === name)?.door.limit.points ?? 0;
    const answers = [];
    for (let from = 0; from < payloads.length; from += points) {
      await forgetLimits();
      const some = payloads.slice(from, from + points);
      answers.push(
        ...(await Promise.all(
          some.map(async ([what, data]) => [what, await tab.tell(name, data)] as const),
        )),
      );
    }
    return answers;
  }

  it("in any event is refused and counted, and does nothing", async () => {
    const { meeting, host, guest } = await room();
    for (const name of EVENT_NAMES) {
      const counted = await refusals(name, "invalid");
      const rubbish = rubbishFor(name, guest.id);
      expect(rubbish.length, name).toBeGreaterThan(10);
      for (const [what, answer] of await tellAll(host.tab, name, rubbish)) {
        const error = { code: "invalid", message: expect.any(String) };
        expect(answer, `${name} with ${what}`).toMatchObject({ ok: false, error });
        expect(JSON.stringify(answer).length, `${name} with ${what}`).toBeLessThan(1_000);
      }
      expect((await refusals(name, "invalid")) - counted, name).toBe(rubbish.length);
    }
    await settled(host.tab, guest.tab);
    expect([...newsOf(host.tab), ...newsOf(guest.tab)]).toEqual([]);
    const people = await peopleHere(meeting.id);
    expect(people.map(({ media }) => media)).toEqual([MEDIA, MEDIA]);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it("that the contract allows at its edges is never an error of ours", async () => {
    const { host, guest } = await room();
    for (const name of EVENT_NAMES)
      for (const [what, answer] of await tellAll(host.tab, name, edgesOf(name, randomUUID())))
        expect(answer.ok || answer.error.code, `${name} with ${what}`).not.toBe("internal");
    await settled(guest.tab);
  });

  it("in tens of thousands of layers is refused by every door", async () => {
    const { host, guest } = await room();
    const layers = "[".repeat(60_000) + "]".repeat(60_000);
    for (const name of EVENT_NAMES) {
      const counted = await refusals(name, "invalid");
      write(host.tab, `2/room,["${name}",${layers}]`);
      await expect.poll(() => refusals(name, "invalid"), { interval: 5 }).toBe(counted + 1);
    }
    await settled(host.tab, guest.tab);
    expect([...newsOf(host.tab), ...newsOf(guest.tab)]).toEqual([]);
  });

  it("larger than any event costs its sender the connection, and the room nothing", async () => {
    const { meeting, host, guest } = await room();
    await Promise.all(
      EVENT_NAMES.map(async (name) => {
        const tab = await connect(await newSeat(meeting));
        const sample = sampleOf(name, host.id) as object;
        tab.socket.emit(name, { ...sample, more: "x".repeat(200_000) });
        await tab.until(`hung up for ${name}`, () => tab.socket.disconnected);
      }),
    );
    await settled(host.tab, guest.tab);
    expect([...newsOf(host.tab), ...newsOf(guest.tab)]).toEqual([]);
  });

  it("under a name that is no event's is passed over", async () => {
    const { host, guest } = await room();
    const told = (Object.keys(serverEvents) as ServerEventName[]).filter(
      (name) => !(EVENT_NAMES as string[]).includes(name),
    );
    const inherited = ["__proto__", "constructor", "toString", "hasOwnProperty", "error", ""];
    const answers: unknown[] = [];
    for (const name of [...told, ...inherited, "room:destroy", "x".repeat(100_000)])
      guest.tab.socket.emit(name, { id: host.id }, (answer: unknown) => answers.push(answer));
    write(guest.tab, '2/room,[7,{"id":"7"}]');
    await settled(guest.tab, host.tab);
    expect(answers).toEqual([]);
    expect([...newsOf(host.tab), ...newsOf(guest.tab)]).toEqual([]);
  });

  it("that is no packet costs its sender the connection, and the room nothing", async () => {
    const { meeting, host } = await room();
    const packets = {
      "an event that Socket.IO keeps for itself": '2/room,["disconnecting"]',
      "an event without a name": '2/room,[{"id":"7"}]',
      "an event that is no list": '2/room,{"length":1}',
      "half an event": '2/room,["room:media",{"micro',
      "a number that JSON has not": '2/room,["room:media",NaN]',
      "more attachments than fit in a memory": '5999999999-/room,["room:media",{}]',
      "a kind of packet that is none": "9/room,[]",
      "a door that is none": '2/elsewhere,["room:media",{}]',
    };
    for (const [what, packet] of Object.entries(packets)) {
      const sender = await connect(await newSeat(meeting));
      write(sender, packet);
      await sender.until(`hung up for ${what}`, () => sender.socket.disconnected);
    }
    await settled(host.tab);
    expect(newsOf(host.tab)).toEqual([]);
  });
});
