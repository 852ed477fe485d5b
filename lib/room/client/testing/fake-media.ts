import { vi } from "vitest";

type Kind = "audioinput" | "videoinput" | "audiooutput";
export type FakeDevice = { kind: Kind; deviceId: string; label: string; facingMode?: string };

/** A media track as a browser makes it, whose fate a test decides. */
export class FakeTrack extends EventTarget {
  enabled = true;
  muted = false;
  readyState: "live" | "ended" = "live";
  readonly id = crypto.randomUUID();
  readonly kind: "audio" | "video";
  readonly device: FakeDevice | null;
  settings: MediaTrackSettings;

  constructor(kind: "audio" | "video", device: FakeDevice | null, settings = {}) {
    super();
    this.kind = kind;
    this.device = device;
    const { deviceId, facingMode } = device ?? {};
    this.settings = {
      ...(deviceId && { deviceId }),
      ...(facingMode && { facingMode }),
      ...settings,
    };
  }

  getSettings(): MediaTrackSettings {
    return this.settings;
  }
  #constraints: MediaTrackConstraints = {};
  /** What the device offers beyond the usual. */
  capabilities: Record<string, unknown> = {};
  getConstraints(): MediaTrackConstraints {
    return this.#constraints;
  }
  getCapabilities(): MediaTrackCapabilities {
    return this.capabilities as MediaTrackCapabilities;
  }
  /** Forgets what it is not told again, and grants a blur where it is offered. */
  async applyConstraints(constraints: MediaTrackConstraints): Promise<void> {
    this.#constraints = constraints;
    if (!("backgroundBlur" in this.capabilities)) return;
    const backgroundBlur = (constraints as { backgroundBlur?: boolean }).backgroundBlur ?? false;
    this.settings = { ...this.settings, backgroundBlur } as MediaTrackSettings;
  }
  stop(): void {
    this.readyState = "ended";
  }
  clone(): FakeTrack {
    const copy = new FakeTrack(this.kind, this.device, this.settings);
    copy.enabled = this.enabled;
    return copy;
  }

  /** The system takes the device away. */
  end(): void {
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  }
  /** The system holds the device back, or gives it again. */
  pause(muted: boolean): void {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? "mute" : "unmute"));
  }
}

class FakeStream {
  #tracks: FakeTrack[];
  constructor(tracks: FakeTrack[] = []) {
    this.#tracks = [...tracks];
  }
  getTracks(): FakeTrack[] {
    return [...this.#tracks];
  }
  getAudioTracks(): FakeTrack[] {
    return this.#tracks.filter(({ kind }) => kind === "audio");
  }
  getVideoTracks(): FakeTrack[] {
    return this.#tracks.filter(({ kind }) => kind === "video");
  }
  addTrack(track: FakeTrack): void {
    this.#tracks.push(track);
  }
  removeTrack(track: FakeTrack): void {
    this.#tracks = this.#tracks.filter((other) => other !== track);
  }
}

const node = { connect: (next: unknown) => next, disconnect: () => undefined };
class FakeAudioContext {
  resume = async (): Promise<void> => undefined;
  createMediaStreamDestination = () => ({ stream: new FakeStream([new FakeTrack("audio", null)]) });
  createMediaStreamSource = () => node;
  createAnalyser = () => ({ ...node, fftSize: 0, getFloatTimeDomainData: () => undefined });
}

const named = (name: string): DOMException => new DOMException("", name);
const idOf = (wanted: MediaTrackConstraints, how: "exact" | "ideal"): string | undefined => {
  const { deviceId } = wanted;
  return typeof deviceId === "object" && !Array.isArray(deviceId)
    ? (deviceId[how] as string | undefined)
    : undefined;
};

/** A machine with microphones, cameras and speakers, which can be plugged in and out. */
export class FakeMachine extends EventTarget {
  devices: FakeDevice[];
  /** Every track that was ever opened. */
  readonly opened: FakeTrack[] = [];
  /** Name of the error with which the next openings of a kind fail. */
  readonly failing = new Map<Kind, string>();
  /** Openings wait for this, as for an answer to the browser's question. */
  gate: Promise<void> = Promise.resolve();
  hidden = false;
  readonly #page = new EventTarget();

  constructor(devices: FakeDevice[]) {
    super();
    this.devices = devices;
  }

  /** Puts this machine's browser in place of the missing one; `vi.unstubAllGlobals()` ends it. */
  install(): void {
    const mediaDevices = Object.assign(this, {
      enumerateDevices: async () => this.devices.map((device) => ({ ...device })),
      getUserMedia: (wanted: MediaStreamConstraints) => this.#open(wanted),
    });
    const stored = new Map<string, string>();
    const canvas = () => ({
      getContext: () => ({ fillRect: () => undefined }),
      captureStream: () => new FakeStream([new FakeTrack("video", null)]),
    });
    vi.stubGlobal("navigator", { mediaDevices });
    vi.stubGlobal("window", { isSecureContext: true });
    const machine = this;
    vi.stubGlobal("document", {
      createElement: canvas,
      get hidden() {
        return machine.hidden;
      },
      addEventListener: this.#page.addEventListener.bind(this.#page),
      removeEventListener: this.#page.removeEventListener.bind(this.#page),
    });
    vi.stubGlobal("localStorage", {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => void stored.set(key, value),
    });
    vi.stubGlobal("MediaStream", FakeStream);
    vi.stubGlobal("AudioContext", FakeAudioContext);
    vi.stubGlobal("AudioWorkletNode", class {});
  }

  /** Everything that is open at this moment, clones left out. */
  get live(): FakeTrack[] {
    return this.opened.filter(({ readyState }) => readyState === "live");
  }

  plug(device: FakeDevice): void {
    this.devices = [...this.devices, device];
    this.dispatchEvent(new Event("devicechange"));
  }

  /** Ends the open tracks of the device, as browsers do, before or after they tell the new list. */
  unplug(deviceId: string, { first = "ended" }: { first?: "ended" | "list" } = {}): void {
    this.devices = this.devices.filter((device) => device.deviceId !== deviceId);
    const end = () => {
      for (const track of this.live) if (track.device?.deviceId === deviceId) track.end();
    };
    if (first === "ended") end();
    this.dispatchEvent(new Event("devicechange"));
    if (first === "list") end();
  }

  show(visible: boolean): void {
    this.hidden = !visible;
    this.#page.dispatchEvent(new Event("visibilitychange"));
  }

  async #open({ audio, video }: MediaStreamConstraints): Promise<FakeStream> {
    const wishes = [["audioinput", audio] as const, ["videoinput", video] as const];
    // The question holds up what was plugged in when it was asked.
    await this.gate;
    const tracks = wishes.flatMap(([kind, wish]) =>
      typeof wish === "object" ? [this.#track(kind, wish)] : [],
    );
    this.opened.push(...tracks);
    return new FakeStream(tracks);
  }

  #track(kind: "audioinput" | "videoinput", wish: MediaTrackConstraints): FakeTrack {
    const error = this.failing.get(kind);
    if (error) throw named(error);
    const all = this.devices.filter((device) => device.kind === kind);
    const exact = idOf(wish, "exact");
    const facing = (wish.facingMode as ConstrainDOMStringParameters | undefined)?.ideal;
    const found = exact
      ? all.find(({ deviceId }) => deviceId === exact)
      : (all.find(({ deviceId }) => deviceId === idOf(wish, "ideal")) ??
        all.find(({ facingMode }) => facing !== undefined && facingMode === facing) ??
        all[0]);
    if (!found) throw named(exact && all.length > 0 ? "OverconstrainedError" : "NotFoundError");
    const { noiseSuppression } = wish;
    const settings = typeof noiseSuppression === "boolean" ? { noiseSuppression } : {};
    return new FakeTrack(kind === "audioinput" ? "audio" : "video", found, settings);
  }
}
