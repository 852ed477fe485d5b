import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { writeDeviceMemory } from "./device-memory";
import { LocalMedia } from "./local-media";
import { type FakeDevice, FakeMachine, type FakeTrack } from "./testing/fake-media";

const builtIn: FakeDevice = { kind: "audioinput", deviceId: "mic", label: "Built-in microphone" };
const headset: FakeDevice = { kind: "audioinput", deviceId: "set", label: "Headset" };
const camera: FakeDevice = { kind: "videoinput", deviceId: "cam", label: "Camera" };
const front = { ...camera, deviceId: "front", label: "Front", facingMode: "user" };
const back = { ...camera, deviceId: "back", label: "Back", facingMode: "environment" };
const speaker: FakeDevice = { kind: "audiooutput", deviceId: "out", label: "Loudspeaker" };
const headphones: FakeDevice = { kind: "audiooutput", deviceId: "ear", label: "Headphones" };

let media: LocalMedia | null = null;
const machineWith = (...devices: FakeDevice[]): FakeMachine => {
  const machine = new FakeMachine(devices);
  machine.install();
  return machine;
};
const opened = async (options?: { muted: boolean }): Promise<LocalMedia> => {
  media = new LocalMedia();
  await media.open(undefined, options);
  return media;
};
/** What the others get of the microphone and the camera. */
const sent = (of: LocalMedia, kind: "audio" | "video"): FakeTrack => {
  const tracks = (of.stream.getTracks() as unknown as FakeTrack[]).filter((t) => t.kind === kind);
  expect(tracks).toHaveLength(1);
  return tracks[0] as FakeTrack;
};
const notices = (of: LocalMedia): string[] => {
  const said: string[] = [];
  let last = of.state.notice;
  of.on("state", ({ notice }) => {
    if (notice && notice !== last) said.push(notice.message);
    last = notice;
  });
  return said;
};

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval"] }));
afterEach(() => {
  media?.close();
  media = null;
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
/** Everything here is promises alone: after so many turns nothing is under way. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 300; turn += 1) await Promise.resolve();
};

describe("a microphone and a camera", () => {
  it("stand in for themselves until they are opened, and while they are off", async () => {
    machineWith(builtIn, camera);
    const own = await opened();
    const picture = sent(own, "video");
    expect(picture.device?.deviceId).toBe("cam");
    await own.setCamera(false);
    expect(picture.readyState).toBe("ended");
    expect(sent(own, "video").device).toBeNull();
    await own.setMicrophone(false);
    expect(sent(own, "audio")).toMatchObject({ enabled: false, readyState: "live" });
  });

  it("are never left open by an answer that comes after the page is closed", async () => {
    const machine = machineWith(builtIn, camera);
    let answer = (): void => undefined;
    machine.gate = new Promise((resolve) => {
      answer = resolve;
    });
    media = new LocalMedia();
    const opening = media.open();
    media.close();
    answer();
    await opening;
    expect(machine.opened).toHaveLength(2);
    expect(machine.live).toEqual([]);
  });

  it("obey what was asked last while the browser's question stands", async () => {
    const machine = machineWith(builtIn, camera);
    let answer = (): void => undefined;
    machine.gate = new Promise((resolve) => {
      answer = resolve;
    });
    media = new LocalMedia();
    const opening = media.open();
    await media.setMicrophone(false);
    await media.setCamera(false);
    answer();
    await opening;
    expect(media.mediaState).toEqual({ microphone: false, camera: false });
    expect(sent(media, "audio").enabled).toBe(false);
    expect(machine.live.map(({ kind }) => kind)).toEqual(["audio"]);
  });

  it("come as they were left: muted from the first moment, with the camera off", async () => {
    const machine = machineWith(builtIn, camera);
    writeDeviceMemory({ muted: true, cameraOff: true });
    media = new LocalMedia();
    const seen: boolean[] = [];
    media.on("state", ({ microphone }) => void seen.push(microphone.on));
    await media.openAsRemembered();
    expect(seen).not.toContain(true);
    expect(machine.live).toMatchObject([{ kind: "audio", enabled: false }]);
  });

  it("open alone when the other one is missing", async () => {
    machineWith(builtIn);
    const own = await opened();
    expect(own.mediaState).toEqual({ microphone: true, camera: false });
    expect(own.state.camera.problem?.kind).toBe("not-found");
  });
});

describe("a muted microphone", () => {
  it("stays muted when another one is chosen, and through a change of noise suppression", async () => {
    const machine = machineWith(builtIn, headset, camera);
    const own = await opened();
    await own.setMicrophone(false);
    const heard: FakeTrack[] = [];
    own.on("replaced", ({ next }) => {
      const track = next as unknown as FakeTrack;
      if (track.enabled) heard.push(track);
    });
    await own.choose("microphone", "set");
    expect(sent(own, "audio")).toMatchObject({ enabled: false, device: headset });
    await own.setNoiseSuppression(false);
    expect(sent(own, "audio").settings.noiseSuppression).toBe(false);
    expect(heard).toEqual([]);
    expect(own.state.microphone.on).toBe(false);
    expect(machine.live.filter(({ kind }) => kind === "audio")).toHaveLength(1);
  });

  it("stays muted when its device is unplugged and another takes over", async () => {
    const machine = machineWith(headset, builtIn, camera);
    const own = await opened({ muted: true });
    machine.unplug("set");
    await settled();
    expect(sent(own, "audio")).toMatchObject({ enabled: false, device: builtIn });
  });
});

describe("devices that are plugged in and out", () => {
  it.each(["ended", "list"] as const)(
    "are replaced and taken back, each said once (the browser tells %s first)",
    async (first) => {
      const machine = machineWith(builtIn, headset, camera);
      const own = await opened();
      await own.choose("microphone", "set");
      const said = notices(own);
      machine.unplug("set", { first });
      await settled();
      expect(sent(own, "audio").device).toBe(builtIn);
      machine.plug(headset);
      await settled();
      expect(sent(own, "audio").device).toBe(headset);
      expect(said).toEqual([
        "Headset was disconnected. Now using Built-in microphone.",
        "Headset is connected again and in use.",
      ]);
      expect(machine.live.filter(({ kind }) => kind === "audio")).toHaveLength(1);
    },
  );

  it("say once what is missing when nothing is left, and come back by themselves", async () => {
    const machine = machineWith(builtIn, camera);
    const own = await opened();
    const said = new Set<string | undefined>();
    own.on("state", (state) => said.add(state.camera.problem?.kind));
    machine.unplug("cam");
    await settled();
    expect([...said]).toEqual([undefined, "unplugged"]);
    expect(own.state.camera).toMatchObject({ on: false, problem: { kind: "unplugged" } });
    expect(sent(own, "video").device).toBeNull();
    machine.plug(camera);
    await settled();
    expect(own.state.camera).toMatchObject({ on: true, problem: null });
  });

  it("are not switched on again by a cable when the person had switched them off", async () => {
    const machine = machineWith(builtIn, camera);
    const own = await opened();
    machine.unplug("cam");
    await settled();
    await own.setCamera(false);
    machine.plug(camera);
    await settled();
    expect(own.state.camera.on).toBe(false);
  });

  it("go to the one that was chosen on an earlier visit, known by its label", async () => {
    machineWith(builtIn, headset, camera);
    writeDeviceMemory({ microphone: { id: "old", label: "Headset" } });
    const own = await opened();
    expect(sent(own, "audio").device).toBe(headset);
    expect(own.state.microphone.deviceId).toBe("set");
    expect(own.state.notice).toBeNull();
  });

  it("never cost a microphone that works when the chosen one does not open", async () => {
    const machine = machineWith(builtIn, headset, camera);
    const own = await opened();
    machine.failing.set("audioinput", "TypeError");
    await own.choose("microphone", "set");
    expect(sent(own, "audio")).toMatchObject({ device: builtIn, readyState: "live" });
    expect(own.state.microphone).toMatchObject({
      on: true,
      deviceId: "mic",
      problem: { kind: "failed" },
    });
  });

  it("are the ones chosen last, however slowly the ones before open", async () => {
    const machine = machineWith(builtIn, headset, camera);
    const own = await opened();
    let open = (): void => undefined;
    machine.gate = new Promise((resolve) => {
      open = resolve;
    });
    const first = own.choose("microphone", "set");
    const second = own.choose("microphone", "mic");
    open();
    await Promise.all([first, second]);
    expect(sent(own, "audio").device).toBe(builtIn);
    expect(machine.live.filter(({ kind }) => kind === "audio")).toHaveLength(1);
  });

  it("let a speaker go and take it again, and never speak of one that was not there", async () => {
    const machine = machineWith(builtIn, camera, speaker);
    writeDeviceMemory({ speaker: { id: "ear", label: "Headphones" } });
    const own = await opened();
    const said = notices(own);
    expect(own.state.speaker.deviceId).toBeNull();
    machine.plug(headphones);
    await settled();
    expect(own.state.speaker.deviceId).toBe("ear");
    machine.unplug("ear");
    await settled();
    expect(own.state.speaker.deviceId).toBeNull();
    expect(said).toEqual([
      "Headphones is connected again and in use.",
      "Headphones was disconnected. Now using the speaker of the system.",
    ]);
  });
});

describe("an interruption by the system", () => {
  it("is said when it lasts, and is over when the device is given again", async () => {
    machineWith(builtIn, camera);
    const own = await opened();
    sent(own, "audio").pause(true);
    expect(own.state.microphone.problem).toBeNull();
    vi.runOnlyPendingTimers();
    expect(own.state.microphone.problem?.kind).toBe("interrupted");
    sent(own, "audio").pause(false);
    expect(own.state.microphone).toMatchObject({ on: true, problem: null });
  });

  it("ends when the page is looked at again: what was taken meanwhile is reopened", async () => {
    const machine = machineWith(builtIn, camera);
    const own = await opened();
    machine.show(false);
    machine.failing.set("videoinput", "NotAllowedError");
    sent(own, "video").end();
    sent(own, "audio").pause(true);
    await settled();
    expect(own.state.camera).toMatchObject({ on: false, problem: { kind: "interrupted" } });
    machine.failing.clear();
    const held = sent(own, "audio");
    machine.show(true);
    await settled();
    expect(own.state.camera.on).toBe(true);
    expect(sent(own, "audio")).toMatchObject({ muted: false, readyState: "live" });
    expect(sent(own, "audio")).not.toBe(held);
  });

  it("is respected when it was the person who took the permission back", async () => {
    const machine = machineWith(builtIn, camera);
    const own = await opened();
    machine.failing.set("videoinput", "NotAllowedError");
    sent(own, "video").end();
    await settled();
    expect(own.state.camera.problem?.kind).toBe("denied");
    const asked = machine.opened.length;
    machine.failing.clear();
    machine.show(true);
    await settled();
    expect(machine.opened).toHaveLength(asked);
  });
});

describe("a phone's cameras", () => {
  it("are turned by the direction they look in, and only the front one is a mirror", async () => {
    machineWith(builtIn, front, { ...front, deviceId: "wide", label: "Wide" }, back);
    const own = await opened();
    expect(own.state.facesAway).toBe(false);
    await own.flipCamera();
    expect(own.state).toMatchObject({ facesAway: true, camera: { deviceId: "back", on: true } });
    await own.flipCamera();
    expect(own.state).toMatchObject({ facesAway: false, camera: { deviceId: "front" } });
  });
});
