import { describe, expect, it } from "vitest";
import { INITIAL_EMOTION } from "@/lib/emotion/client/emotions";
import type { EmotionVisibility } from "@/lib/emotion/schema";
import { initialState, type RoomState } from "@/lib/room/client/room-state";
import { roomNews } from "./news";
import { person } from "./testing";

const device = { on: true, problem: null, deviceId: null };
const media: RoomState["media"] = {
  microphone: device,
  camera: device,
  devices: { microphones: [], cameras: [], speakers: [] },
  speaker: { deviceId: null, canChoose: false },
  noiseSuppression: true,
  blur: { supported: false, on: false, starting: false, problem: null },
  canFlip: false,
  facesAway: false,
  notice: null,
  opening: false,
};
const self = person("Maria", { isSelf: true });
const room = (change: Partial<RoomState> = {}): RoomState => ({
  ...initialState(media),
  status: "connected",
  comfortable: 6,
  capacity: 8,
  self,
  people: [self, person("Lena")],
  ...change,
});
const told = (before: RoomState, after: RoomState): string[] =>
  roomNews(before, after).map(({ sentence }) => sentence);

describe("news of the room", () => {
  it("are none while nothing changes", () => {
    const state = room();
    expect(roomNews(state, { ...state })).toEqual([]);
  });

  it("tell who came and who left, but not who was there at first", () => {
    const amir = person("Amir");
    const after = room({ people: [self, amir] });
    expect(told(room(), after)).toEqual(["Amir joined", "Lena left"]);
    expect(told(room({ people: [] }), after)).toEqual([]);
  });

  it("read a raised hand out without showing it twice", () => {
    const after = room({ people: [self, person("Lena", { handRaisedAtMs: 1 })] });
    expect(roomNews(room(), after)).toEqual([{ how: "quiet", sentence: "Lena raised a hand" }]);
    expect(told(after, room())).toEqual(["Lena lowered the hand"]);
  });

  it("read each reaction out once, in words", () => {
    const one = { key: "a", from: "lena", emoji: "👍" as const };
    const two = { key: "b", from: "maria", emoji: "👏" as const };
    const first = room({ reactions: [one] });
    expect(told(room(), first)).toEqual(["Lena reacted with thumbs up"]);
    expect(told(first, room({ reactions: [one, two] }))).toEqual(["You reacted with applause"]);
  });

  it("tell who presents", () => {
    const screen = { streamId: "s", sinceMs: 1, hasSound: false };
    const after = room({ people: [self, person("Lena", { screen })] });
    expect(told(room(), after)).toEqual(["Lena is presenting"]);
    expect(told(after, room())).toEqual(["Lena stopped presenting"]);
    const sharing = { ...self, screen };
    expect(roomNews(room(), room({ self: sharing, people: [sharing, person("Lena")] }))).toEqual([
      { how: "quiet", sentence: "Your screen is shared" },
    ]);
  });

  it("tell whom the role of the host went to", () => {
    const host = room({
      people: [person("Maria", { isSelf: true, role: "host" }), person("Lena")],
    });
    expect(told(room(), host)).toEqual(["You are the host now"]);
    const other = room({ people: [self, person("Lena", { role: "host" })] });
    expect(told(room(), other)).toEqual(["Lena is the host now"]);
  });

  it("tell what a moderator did, once", () => {
    const after = room({ notice: { what: "mute", by: "Jonas", atMs: 5 } });
    expect(told(room(), after)).toEqual(["Jonas muted you. You can unmute yourself."]);
    expect(told(after, { ...after, activeSpeakerId: "lena" })).toEqual([]);
  });

  it("tell that a device was changed by itself", () => {
    const notice = { message: "Your headset is gone. The built-in microphone is used.", atMs: 9 };
    const after = room({ media: { ...media, notice } });
    expect(told(room(), after)).toEqual([notice.message]);
    expect(told(after, { ...after, activeSpeakerId: "lena" })).toEqual([]);
  });

  it("tell that the room was locked, not how one found it", () => {
    const locked = { lobby: "off" as const, locked: true, hostlessUntilMs: null };
    expect(told(room(), room({ settings: locked }))).toHaveLength(1);
    expect(told(room({ people: [] }), room({ settings: locked }))).toEqual([]);
  });

  it("warn once when the room becomes crowded", () => {
    const six = ["Ada", "Ben", "Cleo", "Dan", "Eve"].map((name) => person(name));
    const before = room({ people: [self, ...six] });
    const crowded = room({ people: [...before.people, person("Finn")] });
    expect(roomNews(before, crowded).filter(({ how }) => how === "warning")).toHaveLength(1);
    const more = room({ people: [...crowded.people, person("Gus")] });
    expect(told(crowded, more)).toEqual(["Gus joined"]);
  });

  it("are silent outside of the room", () => {
    expect(told(room(), room({ status: "ended", people: [] }))).toEqual([]);
  });

  it("read out what stands above the pictures, once", () => {
    const down = room({ status: "reconnecting" });
    expect(roomNews(room(), down)).toEqual([
      { how: "quiet", sentence: "Connection lost. You are on the way back to your seat." },
    ]);
    expect(roomNews(down, room({ status: "reconnecting", mutedSpeech: false }))).toEqual([]);
    const settings = { ...room().settings, hostlessUntilMs: 1 };
    expect(told(room(), room({ settings }))).toEqual([
      "The host has left. The meeting ends soon unless a host comes back.",
    ]);
    expect(told(room({ settings }), room({ settings: { ...settings } }))).toEqual([]);
  });

  it("say that one's own line is weak, not the line of one other", () => {
    const weak = { ...self, quality: "poor" as const };
    const after = room({ self: weak, people: [weak, person("Lena")] });
    expect(told(room(), after)).toEqual([
      "Your connection is weak. Turning your camera off keeps your sound clear.",
    ]);
    expect(told(room(), room({ people: [self, person("Lena", { quality: "poor" })] }))).toEqual([]);
  });

  it("tell once that one speaks into a muted microphone", () => {
    const speaking = room({ mutedSpeech: true });
    expect(told(room(), speaking)).toEqual(["You are muted. Press M to unmute."]);
    expect(told(speaking, { ...speaking })).toEqual([]);
  });

  it("tell that emotion is on, for whom, and that it ended", () => {
    const emotion = (visibility: EmotionVisibility | null) =>
      room({
        emotion: {
          ...INITIAL_EMOTION,
          status: {
            ...INITIAL_EMOTION.status,
            active: visibility !== null,
            visibility,
            noticeVersion: `v-${visibility}`,
          },
        },
      });
    expect(told(room(), emotion("host"))).toEqual([
      "Emotion is on. Only you and the hosts see your emotion. You are asked first.",
    ]);
    expect(told(emotion("host"), emotion("self"))).toEqual([
      "Emotion has changed. Only you see your emotion. You are asked first.",
    ]);
    expect(told(emotion("self"), room())).toEqual([
      "Emotion was switched off: nothing more is read of anybody",
    ]);
    expect(told(emotion("host"), emotion("host"))).toEqual([]);
    expect(told(room({ people: [] }), emotion("host"))).toEqual([]);
  });
});
