import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  CHAT_PAGE,
  CHAT_PER_TEN_SECONDS,
  CHAT_TEXT_MAX,
  type ChatMessage,
} from "@/lib/chat/schema";
import { db } from "@/lib/platform/db";
import type { clientEvents } from "@/lib/room/schema";
import {
  hasServices,
  hostSeat,
  newMeeting,
  newSeat,
  type Tab,
  type TestMeeting,
  type TestSeat,
} from "@/lib/room/testing/fixture";
import { type CopyAddress, refused, useCopy, useServices, useTabs } from "@/lib/room/testing/stage";

/** Refused as something that no page of ours sends. */
const unread = { ok: false, error: { code: "invalid" } };

describe.skipIf(!hasServices)("the chat of a room spread over two web copies", () => {
  useServices();
  const one = useCopy();
  const two = useCopy();
  const tabs = useTabs();
  const enter = async (copy: CopyAddress, seat: TestSeat) => (await tabs.enter(copy, seat)).tab;
  /** The host on the first copy and a guest on the second. */
  const pair = async (meeting: TestMeeting) => {
    const seats = { host: await hostSeat(meeting), guest: await newSeat(meeting, { name: "Gia" }) };
    const [host, guest] = [await enter(one, seats.host), await enter(two, seats.guest)];
    return { host, guest, seats };
  };
  const send = async (tab: Tab, text: string, clientId: string = randomUUID()) =>
    (await tab.ask("chat:send", { clientId, text })).message;
  const heard = (tab: Tab, count: number) =>
    tab.until(`${count} messages`, () => tab.all("chat:message").length >= count);
  const byPosition = (messages: ChatMessage[]) =>
    messages.toSorted((a, b) => a.position - b.position);

  it("is in the same order for everybody when both sides write at once", async () => {
    const { host, guest } = await pair(await newMeeting());
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) => send(i % 2 ? host : guest, `message ${i}`)),
    );
    await heard(host, 30);
    await heard(guest, 30);
    const told = byPosition(host.all("chat:message"));
    expect(told.map(({ position }) => position)).toEqual(
      Array.from({ length: 30 }, (_, i) => i + 1),
    );
    expect(byPosition(guest.all("chat:message"))).toEqual(told);
    expect(byPosition(answers)).toEqual(told);
    expect((await guest.ask("chat:history", {})).messages).toEqual(told);
  });

  it("tells a message that is sent again neither twice nor as a second one", async () => {
    const { host, guest } = await pair(await newMeeting());
    const clientId = randomUUID();
    const [first, ...others] = await Promise.all(
      Array.from({ length: 5 }, () => send(guest, "once", clientId)),
    );
    for (const other of others) expect(other).toEqual(first);
    // Whatever had been told twice would have come before this.
    await send(guest, "after");
    await host.until("the next one", () =>
      host.all("chat:message").some(({ text }) => text === "after"),
    );
    expect(host.all("chat:message").map(({ text }) => text)).toEqual(["once", "after"]);
  });

  it("brings everything that was missed to whoever comes back, on the other copy", async () => {
    const { host, guest, seats } = await pair(await newMeeting());
    const early = await send(host, "erly");
    const slip = await send(host, "a slip");
    const { version } = await guest.ask("chat:history", {});
    guest.drop();
    await send(host, "while you were away");
    await host.ask("chat:edit", { messageId: early.id, text: "early" });
    await host.ask("chat:delete", { messageId: slip.id });
    await host.ask("chat:react", { messageId: early.id, emoji: "🎉", on: true });
    const back = await enter(one, seats.guest);
    const missed = await back.ask("chat:since", { version });
    expect(missed.hasMore).toBe(false);
    expect(missed.messages).toMatchObject([
      { text: "while you were away", position: 3 },
      { id: slip.id, text: null },
      {
        id: early.id,
        text: "early",
        reactions: [{ emoji: "🎉", participantIds: [seats.host.participantId] }],
      },
    ]);
    expect((await back.ask("chat:since", { version: missed.version })).messages).toEqual([]);
  });

  it("is read backwards in pages that neither overlap nor leave anything out", async () => {
    const meeting = await newMeeting();
    const { guest, seats } = await pair(meeting);
    await db().chatMessage.createMany({
      data: Array.from({ length: 2 * CHAT_PAGE + 20 }, (_, i) => ({
        meetingId: meeting.id,
        participantId: seats.host.participantId,
        clientId: randomUUID(),
        position: i + 1,
        version: i + 1,
        text: `message ${i + 1}`,
      })),
    });
    const positions: number[] = [];
    for (let before: number | undefined, hasMore = true; hasMore; before = positions[0]) {
      const page = await guest.ask("chat:history", before === undefined ? {} : { before });
      positions.unshift(...page.messages.map(({ position }) => position));
      hasMore = page.hasMore;
    }
    expect(positions).toEqual(Array.from({ length: 2 * CHAT_PAGE + 20 }, (_, i) => i + 1));
  });

  it("tells changes on the other copy, and only what changed", async () => {
    const { host, guest } = await pair(await newMeeting());
    const { id: messageId } = await send(host, "hello");
    const like = { messageId, emoji: "👍", on: true };
    await guest.ask("chat:react", like);
    await guest.ask("chat:react", like);
    await host.ask("chat:edit", { messageId, text: "hello!" });
    await heard(guest, 3);
    expect(guest.all("chat:message")).toMatchObject([
      { text: "hello", version: 1 },
      { reactions: [{ emoji: "👍" }], version: 2 },
      { text: "hello!", reactions: [{ emoji: "👍" }], version: 3 },
    ]);
  });

  it("shows how far each has read, and never less than before", async () => {
    const { host, guest, seats } = await pair(await newMeeting());
    await send(host, "one");
    await send(host, "two");
    const seen = () => host.people.find(({ id }) => id === seats.guest.participantId)?.chatSeen;
    await guest.ask("chat:seen", { position: 2 });
    await host.until("read to the end", () => seen() === 2);
    await guest.ask("chat:seen", { position: 1 });
    await guest.ask("room:media", { microphone: false, camera: true });
    await host.until("the later news", () => host.people.at(-1)?.media.camera === true);
    expect(seen()).toBe(2);
    // Nobody has read what is not written yet.
    await guest.ask("chat:seen", { position: 900 });
    await send(host, "three");
    const again = await enter(one, seats.guest);
    await again.until("the list", () => again.people.length === 2);
    expect(again.people.at(-1)?.chatSeen).toBe(2);
  });

  it("takes 2,000 characters and refuses 2,001, none, and only blanks, with a sentence", async () => {
    const { host } = await pair(await newMeeting());
    const longest = "ä".repeat(CHAT_TEXT_MAX);
    expect((await send(host, longest)).text).toBe(longest);
    const tell = (text: unknown) => host.tell("chat:send", { clientId: randomUUID(), text });
    expect(await tell(`${longest}ä`)).toMatchObject(
      refused("invalid", "Please use at most 2000 characters."),
    );
    for (const nothing of ["", " \n\t ", "\u0000\u0007"])
      expect(await tell(nothing)).toMatchObject(refused("invalid"));
    for (const wrong of [null, 7, { text: "x" }, ["x"]])
      expect(await tell(wrong)).toMatchObject(unread);
    const badId = await host.tell("chat:send", { clientId: "1", text: "x" });
    expect(badId).toMatchObject(unread);
    expect((await host.ask("chat:history", {})).messages).toHaveLength(1);
  });

  it("gives back as written what looks like a program, and leaves out what cannot be seen", async () => {
    const { host, guest } = await pair(await newMeeting());
    const script = `<script>alert("x")</script> <img src=x onerror=alert(1)> '; DROP TABLE "User"; --`;
    await send(host, script);
    await send(host, " a\u0000b\u0007\r\n\tc\u009bd ");
    await heard(guest, 2);
    expect(guest.all("chat:message").map(({ text }) => text)).toEqual([script, "ab\n\tcd"]);
  });

  it("stops a flood after 20 messages, says when to go on, and leaves the others alone", async () => {
    const { host, guest } = await pair(await newMeeting());
    const flood = await Promise.all(
      Array.from({ length: CHAT_PER_TEN_SECONDS + 10 }, (_, i) =>
        guest.tell("chat:send", { clientId: randomUUID(), text: `flood ${i}` }),
      ),
    );
    const stopped = flood.flatMap((answer) => (answer.ok ? [] : [answer.error]));
    expect(stopped).toHaveLength(10);
    for (const error of stopped) {
      expect(error).toMatchObject({ code: "too-many" });
      expect(error.retryAfterSeconds).toBeGreaterThanOrEqual(1);
      expect(error.retryAfterSeconds).toBeLessThanOrEqual(10);
    }
    const after = await send(host, "still here");
    expect(after.position).toBe(CHAT_PER_TEN_SECONDS + 1);
  });

  it("lets only the writer change a message, and hides it from other meetings", async () => {
    const { host, guest } = await pair(await newMeeting());
    const stranger = await enter(one, await newSeat(await newMeeting(), { name: "Sly" }));
    const { id: messageId } = await send(host, "mine");
    const change = { messageId, text: "yours" };
    expect(await guest.tell("chat:edit", change)).toMatchObject(refused("forbidden"));
    expect(await guest.tell("chat:delete", { messageId })).toMatchObject(refused("forbidden"));
    const like = { messageId, emoji: "👍", on: true };
    expect(await stranger.tell("chat:edit", change)).toMatchObject(refused("not-found"));
    expect(await stranger.tell("chat:delete", { messageId })).toMatchObject(refused("not-found"));
    expect(await stranger.tell("chat:react", like)).toMatchObject(refused("not-found"));
    const absent = await guest.tell("chat:react", { ...like, messageId: randomUUID() });
    expect(absent).toMatchObject(refused("not-found"));
    const notOffered = await guest.tell("chat:react", { ...like, emoji: "💣" });
    expect(notOffered).toMatchObject(unread);
    expect((await stranger.ask("chat:history", {})).messages).toEqual([]);
    expect((await host.ask("chat:history", {})).messages).toMatchObject([
      { text: "mine", reactions: [], version: 1 },
    ]);
    expect(stranger.all("chat:message")).toEqual([]);
  });

  it("is closed to whoever waits in front of the door, has not joined, or has left", async () => {
    const meeting = await newMeeting();
    const { host, guest } = await pair(meeting);
    await host.ask("host:settings", { lobby: "everyone" });
    const waiting = await tabs.wait(two, await newSeat(meeting, { name: "Wanda" }));
    const outside = await tabs.connect(one, await newSeat(meeting, { name: "Otto" }));
    await guest.ask("room:leave", {});
    const { id: messageId } = await send(host, "among us");
    const all: { [N in keyof typeof clientEvents]?: unknown } = {
      "chat:send": { clientId: randomUUID(), text: "let me in" },
      "chat:edit": { messageId, text: "x" },
      "chat:delete": { messageId },
      "chat:react": { messageId, emoji: "👍", on: true },
      "chat:history": {},
      "chat:since": { version: 0 },
      "chat:seen": { position: 1 },
    };
    for (const tab of [waiting, outside, guest]) {
      for (const [name, data] of Object.entries(all))
        expect(await tab.tell(name as "chat:send", data), name).toMatchObject(refused("forbidden"));
      expect(tab.all("chat:message")).toEqual([]);
    }
  });
});
