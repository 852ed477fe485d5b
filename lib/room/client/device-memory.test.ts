import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { findRemembered, readDeviceMemory, writeDeviceMemory } from "./device-memory";

const store = new Map<string, string>();
beforeEach(() => {
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => void store.set(key, value),
  });
});
afterEach(() => {
  store.clear();
  vi.unstubAllGlobals();
});

const headset = { id: "a1", label: "Headset" };
const builtIn = { id: "b2", label: "Built-in microphone" };

describe("what a browser remembers of devices", () => {
  it("is read again as it was written, one thing at a time", () => {
    writeDeviceMemory({ microphone: headset });
    writeDeviceMemory({ muted: true });
    expect(readDeviceMemory()).toMatchObject({ microphone: headset, muted: true, camera: null });
  });

  it("is nothing at the first visit, and when somebody broke what was stored", () => {
    const nothing = readDeviceMemory();
    expect(nothing).toMatchObject({ microphone: null, muted: false, noiseSuppression: true });
    store.set("parley.devices", "{not json");
    expect(readDeviceMemory()).toEqual(nothing);
    store.set("parley.devices", JSON.stringify({ microphone: 7, blur: "yes" }));
    expect(readDeviceMemory()).toEqual(nothing);
  });

  it("is no failure in a browser that keeps nothing", () => {
    vi.stubGlobal("localStorage", {
      getItem: () => null,
      setItem: () => {
        throw new Error("full");
      },
    });
    expect(() => writeDeviceMemory({ blur: true })).not.toThrow();
  });
});

describe("a remembered device", () => {
  it("is found by its id, else by its label, else not at all", () => {
    expect(findRemembered(headset, [builtIn, headset])).toBe(headset);
    const renumbered = { id: "zz", label: "Headset" };
    expect(findRemembered(headset, [builtIn, renumbered])).toBe(renumbered);
    expect(findRemembered(headset, [builtIn])).toBeNull();
    expect(findRemembered(null, [builtIn])).toBeNull();
  });

  it("without a label is never mistaken for another without one", () => {
    expect(findRemembered({ id: "a1", label: "" }, [{ id: "b2", label: "" }])).toBeNull();
  });
});
