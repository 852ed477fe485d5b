import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { loadSeat } from "@/lib/meetings/service";
import { roomDoors } from "@/lib/room/doors";
import type { ClientEventName } from "@/lib/room/schema";
import { hasServices, memberSeat, newMeeting, newSeat, type Tab } from "@/lib/room/testing/fixture";
import { EVENT_NAMES, sampleOf } from "@/lib/room/testing/samples";
import { refused, useStage } from "@/lib/room/testing/stage";

const namesOf = (...accesses: string[]): ClientEventName[] =>
  roomDoors
    .filter(({ door }) => accesses.includes(door.access))
    .map(({ door }) => door.name as ClientEventName);

/** The news that a room's events make of what somebody does. */
const deedsHeardBy = ({ heard }: Tab) =>
  heard.filter(({ name }) => !["room:people", "room:settings", "room:lobby"].includes(name));

describe.skipIf(!hasServices)("every event of a room", () => {
  const { enter, enterHost, connect, wait } = useStage();

  const room = async () => {
    const meeting = await newMeeting();
    const host = await enterHost(meeting);
    const cohost = await enter(await memberSeat(meeting, "Cora"));
    const member = await enter(await memberSeat(meeting, "Mia"));
    const guest = await enter(await newSeat(meeting, { name: "Gia" }));
    await host.tab.ask("host:role", { id: cohost.id, role: "cohost" });
    return { meeting, host, cohost, member, guest };
  };

  /** Each of these events, sent properly and improperly, is forbidden to each of these people. */
  const expectForbidden = async (
    tabs: Record<string, Tab>,
    names: ClientEventName[],
    id: string,
  ) => {
    for (const [who, tab] of Object.entries(tabs))
      for (const name of names)
        for (const data of [sampleOf(name, id), null])
          expect(await tab.tell(name, data), `${name} from ${who}`).toEqual(refused("forbidden"));
  };

  it("is forbidden to who is outside, waits, or has left", async () => {
    const { meeting, host, guest } = await room();
    const left = await enter(await newSeat(meeting, { name: "Lea" }));
    await left.tab.ask("room:leave", {});
    const outside = await connect(await newSeat(meeting, { name: "Otto" }));
    await host.tab.ask("host:settings", { lobby: "everyone" });
    const waiting = await wait(await newSeat(meeting, { name: "Wanda" }));
    const inTheRoom = namesOf("room-member", "room-moderator", "room-host");
    expect(EVENT_NAMES.filter((name) => !inTheRoom.includes(name))).toEqual([
      "room:join",
      "room:clock",
    ]);
    await expectForbidden({ outside, waiting, left: left.tab }, inTheRoom, guest.id);
    await guest.tab.ask("room:clock", {});
    expect([...deedsHeardBy(guest.tab), ...deedsHeardBy(host.tab)]).toEqual([]);
    expect([...outside.heard, ...waiting.heard]).toEqual([]);
  });

  it("that keeps order is forbidden to whoever is no host, with or without an account", async () => {
    const { host, cohost, member, guest } = await room();
    const before = await loadSeat(guest.id);
    const order = namesOf("room-moderator", "room-host");
    expect(order).toEqual(
      expect.arrayContaining(EVENT_NAMES.filter((name) => name.startsWith("host:"))),
    );
    await expectForbidden({ member: member.tab, guest: guest.tab }, order, guest.id);
    await expectForbidden({ cohost: cohost.tab }, namesOf("room-host"), guest.id);
    expect(await loadSeat(guest.id)).toEqual(before);
    for (const { tab } of [host, cohost, member, guest]) {
      await tab.ask("room:clock", {});
      expect(deedsHeardBy(tab)).toEqual([]);
    }
  });

  it("that names somebody or something of another meeting finds nothing there", async () => {
    const { guest } = await room();
    const stranger = await enterHost(await newMeeting());
    const { message } = await guest.tab.ask("chat:send", { clientId: randomUUID(), text: "Hi" });
    // A message's client id is its sender's own invention.
    const naming = EVENT_NAMES.filter((name) => name !== "chat:send").filter((name) =>
      JSON.stringify(sampleOf(name, guest.id)).includes(guest.id),
    );
    expect(naming.length).toBeGreaterThan(10);
    for (const id of [guest.id, message.id, randomUUID()])
      for (const name of naming)
        expect(await stranger.tab.tell(name, sampleOf(name, id)), name).toEqual(
          refused("not-found"),
        );
    expect(await guest.tab.ask("chat:history", {})).toMatchObject({ messages: [message] });
    expect(deedsHeardBy(guest.tab)).toMatchObject([{ name: "chat:message" }]);
  });

  it("said again under the same client id is said once, and never in another’s name", async () => {
    const { host, member, guest } = await room();
    const clientId = randomUUID();
    const send = (tab: Tab, text: string) => tab.ask("chat:send", { clientId, text });
    const { message } = await send(guest.tab, "mine");
    const replayed = await Promise.all(Array.from({ length: 9 }, () => send(guest.tab, "other")));
    expect(replayed).toEqual(replayed.map(() => ({ message })));
    const copied = await send(member.tab, "stolen");
    expect(copied.message).toMatchObject({ participantId: member.id, text: "stolen", position: 2 });
    await host.tab.until("both", () => host.tab.all("chat:message").length === 2);
    expect((await host.tab.ask("chat:history", {})).messages).toEqual([message, copied.message]);
    expect(host.tab.all("chat:message")).toHaveLength(2);
  });
});
