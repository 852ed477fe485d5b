import { describe, expect, it } from "vitest";
import { fallBackSentence, moveAfterChange, returnSentence } from "./device-choice";

const headset = { id: "h", label: "Headset" };
const builtIn = { id: "b", label: "Built-in microphone" };

describe("a change of the plugged in devices", () => {
  it("falls back when the device in use is unplugged", () => {
    const move = moveAfterChange({
      inUse: "h",
      wanted: headset,
      before: [headset, builtIn],
      now: [builtIn],
    });
    expect(move).toEqual({ kind: "fall-back", lost: headset });
  });

  it("returns to the wanted device as soon as it is plugged in again, and knows that it is news", () => {
    const move = moveAfterChange({
      inUse: "b",
      wanted: headset,
      before: [builtIn],
      now: [builtIn, headset],
    });
    expect(move).toEqual({ kind: "return", to: headset, isBack: true });
  });

  it("goes to the wanted device at the first list without calling it news", () => {
    const move = moveAfterChange({
      inUse: "b",
      wanted: headset,
      before: [],
      now: [builtIn, headset],
    });
    expect(move).toEqual({ kind: "return", to: headset, isBack: false });
  });

  it("knows the wanted device by its label when the browser numbered anew", () => {
    const renumbered = { id: "other", label: "Headset" };
    const lists = { before: [builtIn, renumbered], now: [builtIn, renumbered] };
    expect(moveAfterChange({ inUse: "b", wanted: headset, ...lists })).toEqual({
      kind: "return",
      to: renumbered,
      isBack: false,
    });
    expect(moveAfterChange({ inUse: "other", wanted: headset, ...lists })).toEqual({
      kind: "keep",
    });
  });

  it("keeps what is in use when something else comes or goes, and when the lists are taken away", () => {
    const base = { inUse: "b", wanted: null };
    expect(moveAfterChange({ ...base, before: [builtIn], now: [builtIn, headset] }).kind).toBe(
      "keep",
    );
    expect(moveAfterChange({ ...base, before: [builtIn, headset], now: [builtIn] }).kind).toBe(
      "keep",
    );
    expect(moveAfterChange({ ...base, before: [builtIn], now: [] }).kind).toBe("keep");
  });
});

describe("the news of a device", () => {
  it("name what went and what took over, as far as the browser tells", () => {
    expect(
      fallBackSentence({ device: "microphone", lost: "Headset", now: "Built-in microphone" }),
    ).toBe("Headset was disconnected. Now using Built-in microphone.");
    expect(fallBackSentence({ device: "camera", lost: "", now: "" })).toBe(
      "Your camera was disconnected. Now using another camera.",
    );
    expect(returnSentence("Headset")).toBe("Headset is connected again and in use.");
  });
});
