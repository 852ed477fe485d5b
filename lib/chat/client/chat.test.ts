import { beforeEach, describe, expect, it, vi } from "vitest";
import { CHAT_ACK_MS, CHAT_PAGE } from "@/lib/chat/schema";
import { type Browser, ChatServer } from "@/lib/chat/testing/chat-server";
import { RoomError } from "@/lib/room/client/errors";

const refusal = (code: string, retryAfterSeconds?: number) =>
  new RoomError({ code, message: `Refused: ${code}.`, retryAfterSeconds });

describe("the chat in a browser", () => {
  let server: ChatServer;
  let me: Browser;

  beforeEach(() => {
    vi.useFakeTimers();
    server = new ChatServer();
    me = server.browser();
    return () => void vi.useRealTimers();
  });

  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  const join = async (browser: Browser = me) => {
    browser.join();
    await pass(0);
  };
  const state = () => me.chat.getState();

  describe("sending", () => {
    it("shows a message at once, and as confirmed once the server has it", async () => {
      await join();
      me.chat.send("  hello  ");
      expect(state().pending).toMatchObject([{ text: "hello", state: "sending", problem: null }]);
      expect(state().messages).toEqual([]);
      await pass(0);
      expect(state().pending).toEqual([]);
      expect(state().messages).toMatchObject([{ text: "hello", position: 1 }]);
    });

    it("never shows a message both as pending and as confirmed, nor neither", async () => {
      await join();
      const shown: number[] = [];
      me.chat.subscribe(() => shown.push(state().pending.length + state().messages.length));
      me.chat.send("hello");
      await pass(0);
      expect(new Set(shown)).toEqual(new Set([1]));
    });

    it("keeps the order they were written in, one on its way at a time", async () => {
      await join();
      server.next("chat:send", "lost");
      for (const text of ["one", "two", "three"]) me.chat.send(text);
      await pass(CHAT_ACK_MS - 1);
      expect(server.countOf("chat:send")).toBe(1);
      await pass(1_000);
      expect(me.texts).toEqual(["one", "two", "three"]);
    });

    it("repeats a message whose answer got lost, and the room has it once", async () => {
      await join();
      server.next("chat:send", "unanswered", "unanswered");
      me.chat.send("once");
      await pass(3 * CHAT_ACK_MS);
      expect(server.countOf("chat:send")).toBeLessThanOrEqual(3);
      expect(server.messages).toHaveLength(1);
      expect(me.texts).toEqual(["once"]);
      expect(state().pending).toEqual([]);
    });

    it("takes the room's news of its message for the answer, should that be lost", async () => {
      await join();
      server.next("chat:send", "unanswered");
      me.chat.send("heard");
      await pass(0);
      expect(me.texts).toEqual(["heard"]);
      expect(state().pending).toEqual([]);
      await pass(3 * CHAT_ACK_MS);
      expect(server.countOf("chat:send")).toBe(1);
    });

    it("does not take somebody else's message with the same client id for its own", async () => {
      await join();
      server.next("chat:send", "lost", "lost", "lost", "lost");
      me.chat.send("mine");
      const [pending] = state().pending;
      const forged = { ...server.write("not yours"), clientId: pending?.clientId ?? "" };
      me.chat.onMessage({ ...forged, version: server.version + 1 });
      expect(state().pending).toHaveLength(1);
    });

    it("says that a message is not sent after four tries, and sends it when asked again", async () => {
      await join();
      server.next("chat:send", "lost", "lost", "lost", "lost");
      me.chat.send("hello?");
      me.chat.send("and after it");
      await pass(4 * CHAT_ACK_MS + 5_000);
      expect(server.countOf("chat:send")).toBe(5);
      const failed = { text: "hello?", state: "failed", problem: expect.stringMatching(/\.$/) };
      expect(state().pending).toMatchObject([failed]);
      expect(me.texts).toEqual(["and after it"]);
      me.chat.retry(state().pending[0]?.clientId ?? "");
      expect(state().pending).toMatchObject([{ state: "sending", problem: null }]);
      await pass(0);
      expect(me.texts).toEqual(["and after it", "hello?"]);
    });

    it("gives a message up at once when the server refuses it for good", async () => {
      await join();
      server.next("chat:send", refusal("invalid"));
      me.chat.send("odd");
      await pass(0);
      expect(state().pending).toMatchObject([{ state: "failed", problem: "Refused: invalid." }]);
      me.chat.discard(state().pending[0]?.clientId ?? "");
      expect(state().pending).toEqual([]);
    });

    it("does not even ask when a message is too long, and says so", async () => {
      await join();
      me.chat.send("x".repeat(2_001));
      await pass(0);
      expect(state().pending).toMatchObject([
        { state: "failed", problem: "Please use at most 2000 characters." },
      ]);
      expect(server.countOf("chat:send")).toBe(0);
    });

    it("waits as long as the server says after too many, and goes on by itself", async () => {
      await join();
      server.next("chat:send", refusal("too-many", 7), refusal("too-many", 2));
      me.chat.send("patience");
      await pass(1_000);
      // Writing on does not shorten the wait.
      me.chat.send("is a virtue");
      await pass(5_999);
      expect(server.countOf("chat:send")).toBe(1);
      expect(state().pending).toMatchObject([{ state: "sending" }, { state: "sending" }]);
      await pass(2_001);
      expect(me.texts).toEqual(["patience", "is a virtue"]);
    });

    it("keeps what is written without a connection, and sends it in order after the next join", async () => {
      await join();
      me.lose();
      me.chat.send("offline one");
      me.chat.send("offline two");
      await pass(60_000);
      expect(server.countOf("chat:send")).toBe(0);
      expect(state().pending).toMatchObject([{ state: "sending" }, { state: "sending" }]);
      await join();
      expect(me.texts).toEqual(["offline one", "offline two"]);
      expect(state().pending).toEqual([]);
    });

    it("sends again after a join what was on its way when the connection broke", async () => {
      await join();
      server.next("chat:send", "unanswered");
      const release = server.hold();
      me.chat.send("in between");
      await pass(1_000);
      me.lose();
      release();
      await pass(CHAT_ACK_MS);
      expect(state().pending).toMatchObject([{ state: "sending" }]);
      await join();
      expect(server.messages).toHaveLength(1);
      expect(me.texts).toEqual(["in between"]);
      expect(state().pending).toEqual([]);
    });
  });

  describe("reading", () => {
    it("begins with the newest page, which is no news, and reads older ones when asked", async () => {
      for (let i = 1; i <= 2 * CHAT_PAGE + 1; i++) server.write(`message ${i}`);
      expect(state().ready).toBe(false);
      await join();
      expect(state()).toMatchObject({ ready: true, hasOlder: true, unread: 0 });
      expect(me.texts[0]).toBe(`message ${CHAT_PAGE + 2}`);
      const older = me.chat.loadOlder();
      expect(state().loadingOlder).toBe(true);
      // Scrolling on meanwhile asks for nothing twice.
      await me.chat.loadOlder();
      await older;
      expect(me.texts[0]).toBe("message 2");
      await me.chat.loadOlder();
      expect(state()).toMatchObject({ hasOlder: false, loadingOlder: false });
      expect(me.texts).toEqual(server.messages.map(({ text }) => text));
      expect(server.countOf("chat:history")).toBe(3);
    });

    it("leaves no hole when a message changes that is older than what was read", async () => {
      for (let i = 1; i <= 2 * CHAT_PAGE; i++) server.write(`message ${i}`);
      await join();
      server.change(server.messages[2]?.id ?? "", { text: "message three" });
      expect(me.texts[0]).toBe(`message ${CHAT_PAGE + 1}`);
      await me.chat.loadOlder();
      expect(me.texts).toEqual(server.messages.map(({ text }) => text));
    });

    it("shows by position what is told in the wrong order, without asking for it", async () => {
      await join();
      const release = server.hold();
      for (const text of ["one", "two", "three"]) server.write(text);
      release((told) => told.toReversed());
      expect(me.texts).toEqual(["one", "two", "three"]);
      await pass(10_000);
      expect(server.countOf("chat:since")).toBe(0);
    });

    it("notices a message that was never told by the next one, and reads it", async () => {
      await join();
      const release = server.hold();
      server.write("lost on the way");
      release(() => []);
      expect(me.texts).toEqual([]);
      server.write("told");
      await pass(1_000);
      expect(me.texts).toEqual(["lost on the way", "told"]);
      expect(server.countOf("chat:since")).toBe(1);
    });

    it("ignores what it knows already, and news that are older than what it shows", async () => {
      await join();
      const first = server.write("old words");
      server.change(first.id, { text: "new words" });
      const before = state().messages;
      me.chat.onMessage(first);
      me.chat.onMessage(first);
      expect(me.texts).toEqual(["new words"]);
      expect(state().messages).toBe(before);
    });

    it("reads after a lost connection everything that happened meanwhile, however much", async () => {
      await join();
      const slip = server.write("a slip");
      const typo = server.write("teh");
      me.lose();
      for (let i = 0; i < 2 * CHAT_PAGE + 5; i++) server.write(`message ${i}`);
      server.change(slip.id, { text: null });
      server.change(typo.id, { text: "the" });
      expect(me.texts).toEqual(["a slip", "teh"]);
      await join();
      expect(me.texts).toEqual(server.messages.map(({ text }) => text));
      expect(state().unread).toBe(2 * CHAT_PAGE + 5 + 1);
      expect(server.countOf("chat:history")).toBe(1);
    });

    it("goes on trying to read while the server is too busy to answer", async () => {
      server.write("hello");
      server.next("chat:history", refusal("timeout"), refusal("too-many", 3), refusal("internal"));
      await join();
      await pass(30_000);
      expect(state().ready).toBe(true);
      expect(me.texts).toEqual(["hello"]);
      expect(server.countOf("chat:history")).toBe(4);
    });

    it("begins anew at a join when the connection broke while it was reading", async () => {
      server.write("hello");
      server.next("chat:history", refusal("offline"));
      await join();
      expect(state().ready).toBe(false);
      await join();
      expect(me.texts).toEqual(["hello"]);
    });
  });

  describe("changing", () => {
    it("shows a change at once, and takes it back with a sentence when it is refused", async () => {
      await join();
      me.chat.send("frist");
      await pass(0);
      const id = state().messages[0]?.id ?? "";
      server.next("chat:edit", refusal("forbidden"));
      const refused = me.chat.edit(id, "first");
      expect(state().messages[0]).toMatchObject({ text: "first", editedAtMs: expect.any(Number) });
      await expect(refused).rejects.toMatchObject({ message: "Refused: forbidden." });
      expect(state().messages[0]).toMatchObject({ text: "frist", editedAtMs: null });
      await me.chat.edit(id, "first");
      expect(server.messages[0]?.text).toBe("first");
      expect(me.texts).toEqual(["first"]);
    });

    it("does not even ask for a text that cannot be", async () => {
      await join();
      const { id } = server.write("mine", me.selfId);
      await expect(me.chat.edit(id, "  ")).rejects.toMatchObject({
        message: "Please write something first.",
      });
      expect(me.texts).toEqual(["mine"]);
      expect(server.countOf("chat:edit")).toBe(0);
    });

    it("deletes at once, and brings the message back when it could not be", async () => {
      await join();
      const { id } = server.write("mine", me.selfId);
      server.next("chat:delete", refusal("offline"));
      const failed = me.chat.remove(id);
      expect(me.texts).toEqual([null]);
      await expect(failed).rejects.toBeInstanceOf(RoomError);
      expect(me.texts).toEqual(["mine"]);
      await me.chat.remove(id);
      expect(me.texts).toEqual([null]);
    });

    it("adds and takes reactions at once, several before any is answered, beside others' ones", async () => {
      await join();
      const { id } = server.write("an idea");
      server.change(id, { reactions: [{ emoji: "👍", participantIds: ["other"] }] });
      const shown = () => state().messages[0]?.reactions;
      server.next("chat:react", "lost", "lost", "lost");
      void me.chat.react(id, "👍", true);
      void me.chat.react(id, "🎉", true);
      expect(shown()).toEqual([
        { emoji: "👍", participantIds: ["other", me.selfId] },
        { emoji: "🎉", participantIds: [me.selfId] },
      ]);
      void me.chat.react(id, "🎉", false);
      expect(shown()).toEqual([{ emoji: "👍", participantIds: ["other", me.selfId] }]);
      server.next("chat:react", refusal("conflict"));
      await expect(me.chat.react(id, "😢", true)).rejects.toMatchObject({ code: "conflict" });
      expect(shown()).toEqual([{ emoji: "👍", participantIds: ["other", me.selfId] }]);
    });
  });

  describe("what one has seen", () => {
    const seen = () =>
      server.asked.filter(({ name }) => name === "chat:seen").map(({ data }) => data);

    it("counts what others wrote while nobody looked, and nothing once somebody does", async () => {
      await join();
      me.chat.send("own words");
      await pass(0);
      server.write("one");
      const slip = server.write("two");
      server.change(slip.id, { text: null });
      expect(state().unread).toBe(1);
      expect(seen()).toEqual([]);
      me.chat.setOpen(true);
      expect(state().unread).toBe(0);
      server.write("three");
      expect(state().unread).toBe(0);
      me.chat.setOpen(false);
      server.write("four");
      expect(state().unread).toBe(1);
    });

    it("is told once a second at most, and the last of it always", async () => {
      await join();
      me.chat.setOpen(true);
      for (let i = 0; i < 10; i++) {
        server.write(`message ${i}`);
        await pass(100);
      }
      await pass(1_000);
      expect(seen()).toEqual([{ position: 1 }, { position: 10 }]);
      await pass(60_000);
      expect(seen()).toHaveLength(2);
    });

    it("is told again when the server could not be told, and after a join", async () => {
      await join();
      server.next("chat:seen", refusal("timeout"));
      server.write("hello");
      me.chat.setOpen(true);
      await pass(1_000);
      expect(seen()).toEqual([{ position: 1 }, { position: 1 }]);
      me.lose();
      await pass(5_000);
      expect(seen()).toHaveLength(2);
      await join();
      expect(seen()).toHaveLength(3);
    });

    it("is no news to anybody when it is only one's own words", async () => {
      await join();
      me.chat.setOpen(true);
      me.chat.send("anybody?");
      await pass(5_000);
      expect(seen()).toEqual([]);
    });
  });

  it("is the same object until something changes, and says nothing more once closed", async () => {
    await join();
    const before = state();
    expect(me.chat.getState()).toBe(before);
    let told = 0;
    const stop = me.chat.subscribe(() => {
      told += 1;
    });
    server.write("hello");
    expect(told).toBe(1);
    expect(state()).not.toBe(before);
    expect(before.messages).toEqual([]);
    stop();
    server.write("again");
    expect(told).toBe(1);
    me.chat.close();
    const last = state();
    server.write("too late");
    await pass(60_000);
    expect(state()).toBe(last);
    expect(vi.getTimerCount()).toBe(0);
  });
});
