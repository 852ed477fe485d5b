import { describe, expect, it } from "vitest";
import { CHAT_EDIT_WINDOW_MS, type ChatMessage } from "@/lib/chat/schema";
import { beginningOf, beginsGroup, canChange, deliveryOf, lastChangeable, namesOf } from "./chat";
import { person } from "./testing";

const AT = new Date(2026, 10, 24, 14, 0).getTime();

const message = (position: number, by: string, more: Partial<ChatMessage> = {}): ChatMessage => ({
  id: `m${position}`,
  clientId: `c${position}`,
  participantId: by,
  name: by,
  colour: 1,
  position,
  version: position,
  text: `message ${position}`,
  createdAtMs: AT,
  editedAtMs: null,
  reactions: [],
  ...more,
});

describe("how a chat is shown", () => {
  it("puts what one person writes within three minutes under one name", () => {
    const first = message(1, "ada");
    const later = (ms: number, by = "ada") => message(2, by, { createdAtMs: AT + ms });
    expect(beginsGroup(undefined, first)).toBe(true);
    expect(beginsGroup(first, later(179_999))).toBe(false);
    expect(beginsGroup(first, later(180_000))).toBe(true);
    expect(beginsGroup(first, later(0, "ben"))).toBe(true);
  });

  it("calls one's last message seen once everybody else who is here has read up to it", () => {
    const messages = [message(1, "me"), message(2, "ada"), message(3, "me"), message(4, "ada")];
    const seen = (ada: number, ben: number) =>
      deliveryOf(
        messages,
        [person("Me"), person("Ada", { chatSeen: ada }), person("Ben", { chatSeen: ben })],
        "me",
      );
    expect(seen(4, 2)).toEqual({ messageId: "m3", isSeenByAll: false });
    expect(seen(4, 3)).toEqual({ messageId: "m3", isSeenByAll: true });
  });

  it("claims of nobody to have seen what one wrote alone, and says nothing of what is deleted", () => {
    const alone = [person("Me", { chatSeen: 9 })];
    expect(deliveryOf([message(1, "me")], alone, "me")).toMatchObject({ isSeenByAll: false });
    expect(deliveryOf([message(1, "me", { text: null })], alone, "me")).toBeNull();
    expect(deliveryOf([message(1, "ada")], alone, "me")).toBeNull();
  });

  it("offers to change only one's own words, for a quarter of an hour", () => {
    const end = AT + CHAT_EDIT_WINDOW_MS;
    expect(canChange(message(1, "me"), "me", end - 1)).toBe(true);
    expect(canChange(message(1, "me"), "me", end)).toBe(false);
    expect(canChange(message(1, "ada"), "me", AT)).toBe(false);
    expect(canChange(message(1, "me", { text: null }), "me", AT)).toBe(false);
  });

  it("opens the last of one's own messages that can be changed", () => {
    const messages = [message(1, "me"), message(2, "me", { text: null }), message(3, "ada")];
    expect(lastChangeable(messages, "me", AT)?.id).toBe("m1");
    expect(lastChangeable(messages, "ben", AT)).toBeNull();
  });

  it("knows the names of those who left by what they wrote", () => {
    const names = namesOf([message(1, "gone", { name: "Gia" })], [person("Ada")]);
    expect([names.get("gone"), names.get("ada"), names.get("never")]).toEqual([
      "Gia",
      "Ada",
      undefined,
    ]);
  });

  it("begins with the day and the hour of the first message", () => {
    expect(beginningOf([message(1, "ada")])).toBe(
      "24 Nov, 14:00 · Messages are kept with the meeting",
    );
    expect(beginningOf([])).toBe("Messages are kept with the meeting");
  });
});
