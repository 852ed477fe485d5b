import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChatMessage } from "@/lib/chat/schema";
import { db } from "@/lib/platform/db";
import {
  type Copy,
  hasServices,
  newMeeting,
  newSeat,
  openCopy,
  Tab,
} from "@/lib/room/testing/fixture";
import { refused, useStage } from "@/lib/room/testing/stage";

const write = (tab: Tab, text: string, clientId: string = randomUUID()) =>
  tab.ask("chat:send", { clientId, text }).then(({ message }) => message);

describe.skipIf(!hasServices)("the chat of a room", () => {
  const stage = useStage();
  let other: Copy;
  beforeAll(async () => {
    other = await openCopy();
  });
  afterAll(() => other.close());

  /** A host on one web copy and a guest on another. */
  async function pair() {
    const meeting = await newMeeting();
    const host = await stage.enterHost(meeting);
    const seat = await newSeat(meeting, { name: "Gast" });
    const { tab } = await Tab.join(other.url, seat);
    return { meeting, host: host.tab, guest: tab, hostId: host.id, seat };
  }

  it("has one order for everybody, without gaps, whichever copy a message came through", async () => {
    const { host, guest } = await pair();
    await Promise.all(
      Array.from({ length: 16 }, (_, index) => write(index % 2 ? host : guest, `message ${index}`)),
    );
    for (const tab of [host, guest])
      await tab.until("all messages", () => tab.all("chat:message").length === 16);
    const byPosition = (tab: Tab) =>
      tab
        .all("chat:message")
        .sort((a, b) => a.position - b.position)
        .map(({ id, position }) => [id, position]);
    expect(byPosition(host)).toEqual(byPosition(guest));
    expect(byPosition(host).map(([, position]) => position)).toEqual(
      Array.from({ length: 16 }, (_, index) => index + 1),
    );
    guest.close();
  });

  it("takes a message that is sent again for the one it is", async () => {
    const { host, guest } = await pair();
    const clientId = randomUUID();
    const first = await write(host, "once", clientId);
    expect(await write(host, "once", clientId)).toEqual(first);
    await write(host, "and on");
    await guest.until("both", () => guest.all("chat:message").length === 2);
    expect(guest.all("chat:message").map(({ text }) => text)).toEqual(["once", "and on"]);
    guest.close();
  });

  it("tells whoever was away what changed meanwhile: new, edited, deleted, reacted", async () => {
    const { host, guest, seat } = await pair();
    const [kept, edited, deleted] = [
      await write(host, "kept"),
      await write(host, "wrong"),
      await write(host, "secret"),
    ];
    const { version } = await guest.ask("chat:history", {});
    guest.drop();
    await host.ask("chat:edit", { messageId: edited.id, text: "right" });
    await host.ask("chat:delete", { messageId: deleted.id });
    await host.ask("chat:react", { messageId: kept.id, emoji: "👍", on: true });
    const { tab } = await Tab.join(other.url, seat);
    const missed = await tab.ask("chat:since", { version });
    const shown = new Map(missed.messages.map((message: ChatMessage) => [message.id, message]));
    expect(shown.get(edited.id)).toMatchObject({ text: "right", editedAtMs: expect.any(Number) });
    expect(shown.get(deleted.id)).toMatchObject({ text: null });
    expect(shown.get(kept.id)?.reactions).toMatchObject([{ emoji: "👍" }]);
    expect(missed.hasMore).toBe(false);
    const stored = await db().chatMessage.findUniqueOrThrow({ where: { id: deleted.id } });
    expect(stored.text).toBe("");
    tab.close();
  });

  it("is read backwards in pages that neither overlap nor leave anything out", async () => {
    const { host, guest, meeting, hostId } = await pair();
    await db().chatMessage.createMany({
      data: Array.from({ length: 120 }, (_, index) => ({
        meetingId: meeting.id,
        participantId: hostId,
        clientId: randomUUID(),
        position: index + 1,
        version: index + 1,
        text: `message ${index + 1}`,
      })),
    });
    const positions: number[] = [];
    for (let before: number | undefined; ; ) {
      const page = await guest.ask("chat:history", before === undefined ? {} : { before });
      positions.unshift(...page.messages.map((message: ChatMessage) => message.position));
      if (!page.hasMore) break;
      before = page.messages[0]?.position;
    }
    expect(positions).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
    expect((await host.ask("chat:since", { version: 0 })).hasMore).toBe(true);
    guest.close();
  });

  it("lets people change only what is theirs, and only for a quarter of an hour", async () => {
    const { host, guest } = await pair();
    const message = await write(host, "mine");
    const messageId = message.id;
    expect(await guest.tell("chat:edit", { messageId, text: "x" })).toMatchObject(
      refused("forbidden"),
    );
    expect(await guest.tell("chat:delete", { messageId })).toMatchObject(refused("forbidden"));
    const createdAt = new Date(Date.now() - 16 * 60_000);
    await db().chatMessage.update({ where: { id: messageId }, data: { createdAt } });
    expect(await host.tell("chat:edit", { messageId, text: "x" })).toMatchObject(
      refused("forbidden"),
    );
    const fresh = await write(host, "gone soon");
    await host.ask("chat:delete", { messageId: fresh.id });
    for (const event of ["chat:edit", "chat:react"] as const)
      expect(
        await host.tell(event, { messageId: fresh.id, text: "x", emoji: "👍", on: true }),
      ).toMatchObject(refused("conflict"));
    guest.close();
  });

  it("takes 2,000 characters and not one more, nothing empty, and script only as text", async () => {
    const { host, guest } = await pair();
    expect((await write(host, "x".repeat(2_000))).text).toHaveLength(2_000);
    const bad = ["x".repeat(2_001), "", "  \n ", 7, null];
    for (const text of bad)
      expect(await host.tell("chat:send", { clientId: randomUUID(), text })).toMatchObject({
        ok: false,
        error: { code: "invalid" },
      });
    expect(await host.tell("chat:send", { clientId: "no id", text: "x" })).toMatchObject({
      ok: false,
    });
    const script = "<script>alert(1)</script>";
    expect((await write(host, script)).text).toBe(script);
    guest.close();
  });

  it("holds off a flood with the time to wait, and goes on for the others", async () => {
    const { host, guest } = await pair();
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        host.tell("chat:send", { clientId: randomUUID(), text: `spam ${index}` }),
      ),
    );
    const refusals = answers.filter((answer) => !answer.ok);
    expect(refusals.length).toBeGreaterThanOrEqual(20);
    for (const refusal of refusals)
      expect(refusal).toMatchObject({
        error: { code: "too-many", retryAfterSeconds: expect.any(Number) },
      });
    expect((await write(guest, "still here")).text).toBe("still here");
    guest.close();
  });

  it("is closed to those outside: another meeting's people, and whoever waits at the door", async () => {
    const { host, guest, meeting } = await pair();
    const message = await write(host, "between us");
    const elsewhere = await stage.enterHost(await newMeeting());
    expect(
      await elsewhere.tab.tell("chat:react", { messageId: message.id, emoji: "👍", on: true }),
    ).toMatchObject(refused("not-found"));
    expect((await elsewhere.tab.ask("chat:history", {})).messages).toEqual([]);
    await host.ask("host:settings", { lobby: "everyone" });
    const waiting = await stage.wait(await newSeat(meeting, { name: "Waiting" }));
    for (const [event, data] of [
      ["chat:history", {}],
      ["chat:since", { version: 0 }],
      ["chat:send", { clientId: randomUUID(), text: "hello?" }],
    ] as const)
      expect(await waiting.tell(event, data)).toMatchObject(refused("forbidden"));
    await write(host, "not for the door");
    expect(waiting.all("chat:message")).toEqual([]);
    guest.close();
  });

  it("tells everybody how far each has read, never backwards", async () => {
    const { host, guest, hostId } = await pair();
    await write(guest, "one");
    await write(guest, "two");
    await host.ask("chat:seen", { position: 2 });
    await host.ask("chat:seen", { position: 1 });
    const seenBy = () => guest.people.find((person) => person.id === hostId)?.chatSeen;
    await guest.until("the host has seen both", () => seenBy() === 2);
    guest.close();
  });
});
