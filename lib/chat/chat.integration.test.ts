import { randomUUID } from "node:crypto";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { CHAT_EDIT_WINDOW_MS, CHAT_PAGE } from "@/lib/chat/schema";
import {
  type ChatMember,
  deleteMessage,
  editMessage,
  reactTo,
  readHistory,
  readSince,
  seenPosition,
  sendMessage,
} from "@/lib/chat/service";
import { endMeeting } from "@/lib/meetings/service";
import { closeDb, db } from "@/lib/platform/db";
import { closeQueues } from "@/lib/platform/jobs";
import { closeRedis } from "@/lib/platform/redis";
import { hasServices, newMeeting, newSeat, type TestMeeting } from "@/lib/room/testing/fixture";

describe.skipIf(!hasServices)("what is kept of a chat", () => {
  afterEach(() => void vi.useRealTimers());
  afterAll(async () => {
    await closeQueues();
    closeRedis();
    await closeDb();
  });

  const member = async (meeting: TestMeeting, name = "Gia"): Promise<ChatMember> => ({
    meetingId: meeting.id,
    participantId: (await newSeat(meeting, { name })).participantId,
  });
  const write = async (who: ChatMember, text: string) =>
    (await sendMessage(who, { clientId: randomUUID(), text })).message;
  /** Lets the server's clock show a time after the message was written. */
  const setClock = (message: { createdAtMs: number }, laterMs: number): void => {
    vi.useFakeTimers({ toFake: ["Date"] });
    vi.setSystemTime(message.createdAtMs + laterMs);
  };

  it("is numbered from 1 without gaps, also when many write at once", async () => {
    const meeting = await newMeeting();
    const people = await Promise.all(["Ada", "Ben", "Cleo"].map((name) => member(meeting, name)));
    const sent = await Promise.all(
      Array.from({ length: 30 }, (_, i) => write(people[i % 3] as ChatMember, `message ${i}`)),
    );
    const inOrder = Array.from({ length: 30 }, (_, i) => i + 1);
    const sorted = sent.toSorted((a, b) => a.position - b.position);
    expect(sorted.map(({ position }) => position)).toEqual(inOrder);
    expect(sorted.map(({ version }) => version)).toEqual(inOrder);
    expect((await readHistory(meeting.id)).messages).toEqual(sorted);
  });

  it("lets no reader of changes pass one that is not stored yet", async () => {
    const meeting = await newMeeting();
    const people = await Promise.all(["Ada", "Ben"].map((name) => member(meeting, name)));
    let isWriting = true;
    const writing = Promise.all(
      Array.from({ length: 40 }, (_, i) => write(people[i % 2] as ChatMember, `message ${i}`)),
    ).finally(() => {
      isWriting = false;
    });
    const read: number[] = [];
    for (let version = 0, again = true; again; again = isWriting || version < 40) {
      const page = await readSince(meeting.id, version);
      read.push(...page.messages.map((message) => message.version));
      version = page.version;
    }
    await writing;
    expect(read).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
  });

  it("holds a message once, however often and however quickly it is sent again", async () => {
    const meeting = await newMeeting();
    const who = await member(meeting);
    const again = { clientId: randomUUID(), text: "only once" };
    const first = await Promise.all(Array.from({ length: 6 }, () => sendMessage(who, again)));
    first.push(await sendMessage(who, { ...again, text: "with other words" }));
    expect(first.filter(({ isNews }) => isNews)).toHaveLength(1);
    expect(new Set(first.map(({ message }) => message.id)).size).toBe(1);
    const history = await readHistory(meeting.id);
    expect(history.messages.map(({ text }) => text)).toEqual(["only once"]);
    // Whoever counts versions would take one that was used up for nothing for a missing message.
    expect(history.version).toBe(1);
  });

  it("keeps client ids of different people apart", async () => {
    const meeting = await newMeeting();
    const [ada, ben] = [await member(meeting, "Ada"), await member(meeting, "Ben")];
    const clientId = randomUUID();
    await sendMessage(ada, { clientId, text: "from Ada" });
    expect((await sendMessage(ben, { clientId, text: "from Ben" })).message).toMatchObject({
      name: "Ben",
      text: "from Ben",
      position: 2,
    });
  });

  it("is read backwards in pages, without a message twice or left out", async () => {
    const meeting = await newMeeting();
    const who = await member(meeting);
    for (let i = 1; i <= 2 * CHAT_PAGE + 7; i++) await write(who, `message ${i}`);
    const newest = await readHistory(meeting.id);
    expect(newest).toMatchObject({ hasMore: true, version: 2 * CHAT_PAGE + 7 });
    const middle = await readHistory(meeting.id, newest.messages[0]?.position);
    const oldest = await readHistory(meeting.id, middle.messages[0]?.position);
    expect([middle.hasMore, oldest.hasMore]).toEqual([true, false]);
    const all = [...oldest.messages, ...middle.messages, ...newest.messages];
    expect(all.map(({ position }) => position)).toEqual(
      Array.from({ length: 2 * CHAT_PAGE + 7 }, (_, i) => i + 1),
    );

    const first = await readSince(meeting.id, 0);
    expect(first).toMatchObject({ hasMore: true, version: CHAT_PAGE });
    const last = await readSince(meeting.id, 2 * CHAT_PAGE);
    expect(last).toMatchObject({ hasMore: false, version: 2 * CHAT_PAGE + 7 });
    expect(last.messages).toHaveLength(7);
  });

  it("brings every kind of change since a version, each message as it is now", async () => {
    const meeting = await newMeeting();
    const [ada, ben] = [await member(meeting, "Ada"), await member(meeting, "Ben")];
    const edited = await write(ada, "befor");
    const deleted = await write(ada, "a slip");
    const liked = await write(ada, "an idea");
    const untouched = await write(ada, "something else");
    await editMessage(ada, edited.id, "before");
    await deleteMessage(ada, deleted.id);
    await reactTo(ben, { messageId: liked.id, emoji: "👍", on: true });
    await reactTo(ada, { messageId: liked.id, emoji: "👍", on: true });
    const since = await readSince(meeting.id, untouched.version);
    expect(since.messages).toMatchObject([
      { id: edited.id, text: "before", position: 1, editedAtMs: expect.any(Number) },
      { id: deleted.id, text: null, position: 2 },
      {
        id: liked.id,
        reactions: [{ emoji: "👍", participantIds: [ben.participantId, ada.participantId] }],
      },
    ]);
    expect(await readSince(meeting.id, since.version)).toEqual({
      messages: [],
      hasMore: false,
      version: since.version,
    });
  });

  it("forgets the words and the reactions of a deleted message, and keeps its place", async () => {
    const meeting = await newMeeting();
    const [ada, ben] = [await member(meeting, "Ada"), await member(meeting, "Ben")];
    const message = await write(ada, "my password is hunter2");
    await write(ben, "oh");
    await reactTo(ben, { messageId: message.id, emoji: "😮", on: true });
    await deleteMessage(ada, message.id);
    const row = await db().chatMessage.findUniqueOrThrow({
      where: { id: message.id },
      include: { reactions: true },
    });
    expect(row).toMatchObject({ text: "", reactions: [], position: 1 });
    expect((await readHistory(meeting.id)).messages[0]).toMatchObject({
      text: null,
      reactions: [],
    });
    expect((await deleteMessage(ada, message.id)).isNews).toBe(false);
    const touch = { messageId: message.id, emoji: "👍", on: true } as const;
    await expect(reactTo(ben, touch)).rejects.toMatchObject({ code: "conflict" });
    await expect(editMessage(ada, message.id, "x")).rejects.toMatchObject({ code: "conflict" });
  });

  it("takes what is done twice for done once, without a new version", async () => {
    const meeting = await newMeeting();
    const who = await member(meeting);
    const { id: messageId } = await write(who, "hello");
    const like = { messageId, emoji: "👍" } as const;
    const news = [
      await reactTo(who, { ...like, on: true }),
      await reactTo(who, { ...like, on: true }),
      await reactTo(who, { ...like, on: false }),
      await reactTo(who, { ...like, on: false }),
      await editMessage(who, messageId, "hello"),
    ];
    expect(news.map(({ isNews }) => isNews)).toEqual([true, false, true, false, false]);
    expect((await readHistory(meeting.id)).version).toBe(3);
  });

  it("can be changed for 15 minutes and not a moment longer", async () => {
    const who = await member(await newMeeting());
    const message = await write(who, "frist");
    setClock(message, CHAT_EDIT_WINDOW_MS);
    expect((await editMessage(who, message.id, "first")).message).toMatchObject({
      text: "first",
      editedAtMs: message.createdAtMs + CHAT_EDIT_WINDOW_MS,
    });
    setClock(message, CHAT_EDIT_WINDOW_MS + 1);
    const tooLate = { code: "forbidden", message: expect.stringContaining("15 minutes") };
    await expect(editMessage(who, message.id, "later")).rejects.toMatchObject(tooLate);
    await expect(deleteMessage(who, message.id)).rejects.toMatchObject(tooLate);
    // An answer to it is no change of it.
    await reactTo(who, { messageId: message.id, emoji: "🎉", on: true });
  });

  it("takes nothing more once the meeting has ended, and can still be read", async () => {
    const meeting = await newMeeting();
    const who = await member(meeting);
    const { id: messageId } = await write(who, "the last word");
    await endMeeting({ meetingId: meeting.id, by: "system" });
    const gone = { code: "gone" };
    await expect(write(who, "one more")).rejects.toMatchObject(gone);
    await expect(editMessage(who, messageId, "x")).rejects.toMatchObject(gone);
    await expect(deleteMessage(who, messageId)).rejects.toMatchObject(gone);
    const like = { messageId, emoji: "👍", on: true } as const;
    await expect(reactTo(who, like)).rejects.toMatchObject(gone);
    expect(await readHistory(meeting.id)).toMatchObject({
      messages: [{ text: "the last word", reactions: [] }],
      version: 1,
    });
  });

  it("has been seen up to its last message at most", async () => {
    const meeting = await newMeeting();
    expect(await seenPosition(meeting.id, 5)).toBe(0);
    await write(await member(meeting), "hello");
    expect(await seenPosition(meeting.id, 1_000_000)).toBe(1);
  });
});
