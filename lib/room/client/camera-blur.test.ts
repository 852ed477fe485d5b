import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LocalMedia } from "./local-media";
import { FakeMachine, FakeTrack } from "./testing/fake-media";

/** The library and its model, whose loading and breaking down a test decides. */
const library = vi.hoisted(() => ({
  made: 0,
  loading: Promise.resolve() as Promise<unknown>,
  running: null as null | { end: () => void; readyState: string },
}));
vi.mock("@shiguredo/virtual-background", () => ({
  VirtualBackgroundProcessor: class {
    constructor() {
      library.made += 1;
    }
    async startProcessing(): Promise<FakeTrack> {
      await library.loading;
      if (library.running) throw new Error("one camera at a time");
      const track = new FakeTrack("video", null);
      library.running = track;
      return track;
    }
    stopProcessing(): void {
      library.running = null;
    }
  },
}));

const CHROMIUM = [
  "MediaStreamTrackProcessor",
  "MediaStreamTrackGenerator",
  "OffscreenCanvas",
  "WebGL2RenderingContext",
];
const withModel = (): void => {
  for (const name of CHROMIUM) vi.stubGlobal(name, class {});
};
const microphone = { kind: "audioinput", deviceId: "mic", label: "Microphone" } as const;
const webcam = { kind: "videoinput", deviceId: "cam", label: "Camera" } as const;

let media: LocalMedia;
const opened = async (): Promise<LocalMedia> => {
  media = new LocalMedia();
  await media.open();
  return media;
};
const cameraOf = (of: LocalMedia): FakeTrack => of.cameraTrack as unknown as FakeTrack;
const sent = (of: LocalMedia): FakeTrack => of.stream.getVideoTracks()[0] as unknown as FakeTrack;
/** Imports take more than promises: waits for the state that is meant. */
const until = (isSo: () => boolean): Promise<void> => vi.waitFor(() => expect(isSo()).toBe(true));

beforeEach(() => {
  new FakeMachine([microphone, webcam]).install();
  Object.assign(library, { made: 0, loading: Promise.resolve(), running: null });
});
afterEach(() => {
  media.close();
  vi.unstubAllGlobals();
});

describe("a blurred background", () => {
  it("is not offered where neither the camera nor the browser can do it", async () => {
    const own = await opened();
    expect(own.state.blur).toMatchObject({ supported: false, on: false });
    await own.setBlur(true);
    expect(own.state.blur.on).toBe(false);
    expect(sent(own)).toBe(cameraOf(own));
  });

  it("is the camera's own where it has one, and outlasts a change of its size", async () => {
    withModel();
    const own = await opened();
    cameraOf(own).capabilities = { backgroundBlur: [true, false] };
    await own.setBlur(true);
    expect(library.made).toBe(0);
    expect(cameraOf(own).settings).toMatchObject({ backgroundBlur: true });
    await own.fitTo(7);
    expect(cameraOf(own).settings).toMatchObject({ backgroundBlur: true });
    expect(cameraOf(own).getConstraints().width).toEqual({ ideal: 320 });
    await own.setBlur(false);
    expect(cameraOf(own).settings).toMatchObject({ backgroundBlur: false });
    expect(cameraOf(own).getConstraints().width).toEqual({ ideal: 320 });
  });

  it("is made by the model otherwise, and remembered; the camera itself is not sent", async () => {
    withModel();
    const own = await opened();
    await own.setBlur(true);
    expect(sent(own)).toBe(library.running);
    expect(own.state.blur).toEqual({ supported: true, on: true, starting: false, problem: null });
    own.close();
    const again = await opened();
    expect(again.state.blur.on).toBe(true);
    expect(sent(again)).toBe(library.running);
  });

  it("loads the model once for a camera that goes off and on", async () => {
    withModel();
    const own = await opened();
    await own.setBlur(true);
    await own.setCamera(false);
    expect(library.running).toBeNull();
    await own.setCamera(true);
    expect(sent(own)).toBe(library.running);
    expect(library.made).toBe(1);
  });

  it("that breaks down lets the plain camera go on, and says so", async () => {
    withModel();
    const own = await opened();
    await own.setBlur(true);
    library.running?.end();
    expect(sent(own)).toBe(cameraOf(own));
    expect(own.state.blur).toMatchObject({ on: false, starting: false });
    expect(own.state.blur.problem).toMatch(/visible/);
    expect(own.state.notice?.message).toBe(own.state.blur.problem);
  });

  it("that cannot be loaded lets the plain camera go on, and works at the next try", async () => {
    withModel();
    const own = await opened();
    library.loading = Promise.reject(new Error("offline"));
    await own.setBlur(true);
    expect(sent(own)).toBe(cameraOf(own));
    expect(own.state.blur.problem).toMatch(/visible/);
    library.loading = Promise.resolve();
    await own.setBlur(true);
    expect(sent(own)).toBe(library.running);
    expect(own.state.blur.problem).toBeNull();
  });

  it("that comes too late changes nothing any more", async () => {
    withModel();
    const own = await opened();
    let load = (): void => undefined;
    library.loading = new Promise<void>((resolve) => {
      load = resolve;
    });
    const starting = own.setBlur(true);
    await until(() => own.state.blur.starting && library.made === 1);
    await own.setCamera(false);
    load();
    await starting;
    expect(library.running).toBeNull();
    expect(sent(own).device).toBeNull();
    expect(own.state.blur.problem).toBeNull();
  });
});
