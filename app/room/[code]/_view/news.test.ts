import { describe, expect, it } from "vitest";
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
});
