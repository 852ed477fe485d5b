import {
  type DeviceKind,
  type DeviceOutcome,
  type DeviceProblem,
  deviceProblem,
  openDevice,
} from "./devices";
import { watchTrack } from "./track-watch";

export type DeviceState = {
  on: boolean;
  /** Why it is not on, or gives nothing, although somebody wanted it. */
  problem: DeviceProblem | null;
  deviceId: string | null;
};

/** `kept`: the new one did not open, the one before goes on; `overtaken`: something else was asked. */
export type OpenOutcome = "used" | "kept" | "failed" | "overtaken";

/** A device that went; `isCurrent` until another opening is asked of it. */
export type LostDevice = { deviceId: string | null; isCurrent: () => boolean };

type OpenOptions = Omit<MediaTrackConstraints, "deviceId"> & {
  /** Unmuted; as it was when left out. */
  on?: boolean;
  /** Another one than is set; null is the system's own choice. */
  deviceId?: string | null;
  /** Says more of a failure than the browser does. */
  explain?: (problem: DeviceProblem) => DeviceProblem;
};

type DeviceSlotOptions = {
  device: DeviceKind;
  deviceId: string | null;
  details: () => MediaTrackConstraints;
  onState: (state: DeviceState) => void;
  /** Another track is open, or none; the one before is stopped when this is done. */
  onTrack: (track: MediaStreamTrack | null) => Promise<void> | void;
  /** The device went away by itself. */
  onLost: (lost: LostDevice) => void;
};

/** A microphone or camera: at most one open track, whatever is asked in whatever order. */
export class DeviceSlot {
  readonly #options: DeviceSlotOptions;
  #state: DeviceState;
  #track: MediaStreamTrack | null = null;
  #unwatch: (() => void) | null = null;
  /** Unmuted; holds for what is being opened too, and over interruptions. */
  #wantsOn = true;
  /** Counts what was asked: an opening that comes late finds itself overtaken. */
  #turn = 0;
  #closed = false;

  constructor(options: DeviceSlotOptions) {
    this.#options = options;
    this.#state = { on: false, problem: null, deviceId: options.deviceId };
  }

  get state(): DeviceState {
    return this.#state;
  }

  /** The open device, muted or not. */
  get track(): MediaStreamTrack | null {
    return this.#track;
  }

  /** Overtakes every opening under way; yields whether nothing was asked since. */
  claim(on = this.#wantsOn): () => boolean {
    this.#wantsOn = on;
    const turn = ++this.#turn;
    return () => !this.#closed && turn === this.#turn;
  }

  /** Opens the device that is set, or `deviceId`. One that does not open takes no other away. */
  async open(options: OpenOptions = {}): Promise<OpenOutcome> {
    const { on = this.#wantsOn, deviceId = this.#state.deviceId, explain, ...more } = options;
    const { device, details } = this.#options;
    const isCurrent = this.claim(on);
    const ask = (): Promise<DeviceOutcome> =>
      openDevice({ device, deviceId, details: { ...details(), ...more } });
    let outcome = await ask();
    if (!outcome.ok && outcome.problem.kind === "busy" && this.#track && isCurrent()) {
      // Phones open one camera at a time.
      this.release();
      outcome = await ask();
    }
    if (!isCurrent()) {
      if (outcome.ok) outcome.track.stop();
      return "overtaken";
    }
    if (outcome.ok) {
      await this.use(outcome.track);
      return isCurrent() ? "used" : "overtaken";
    }
    const problem = explain?.(outcome.problem) ?? outcome.problem;
    if (this.#track?.readyState === "live") {
      this.set({ problem, deviceId: this.#track.getSettings().deviceId ?? null });
      return "kept";
    }
    this.release();
    this.set({ on: false, problem });
    return "failed";
  }

  /** Changes to another device. One that is off is opened when it is switched on. */
  async moveTo(deviceId: string | null): Promise<OpenOutcome | "off"> {
    this.set({ deviceId });
    return this.#track ? this.open() : "off";
  }

  /** Mutes or unmutes, also what is still being opened. */
  setOn(on: boolean): void {
    const { device } = this.#options;
    this.#wantsOn = on;
    if (this.#track) this.#track.enabled = on;
    const isPaused = on && this.#track?.muted === true;
    this.set({ on, problem: isPaused ? deviceProblem("interrupted", device) : null });
  }

  /** Takes over a track that was opened elsewhere. */
  async use(track: MediaStreamTrack): Promise<void> {
    const previous = this.#track;
    // Before anybody can hear it.
    track.enabled = this.#wantsOn;
    this.#track = track;
    this.#unwatch?.();
    this.#unwatch = watchTrack(track, {
      onEnded: () => this.#onEnded(),
      onPaused: (paused) => this.#onPaused(paused),
    });
    await this.#options.onTrack(track);
    previous?.stop();
    if (this.#track !== track) return;
    const deviceId = track.getSettings().deviceId ?? this.#state.deviceId;
    this.set({ on: this.#wantsOn, problem: null, deviceId });
  }

  release(): void {
    const track = this.#track;
    if (!track) return;
    this.#track = null;
    this.#unwatch?.();
    this.#unwatch = null;
    void this.#options.onTrack(null);
    track.stop();
  }

  set(change: Partial<DeviceState>): void {
    this.#state = { ...this.#state, ...change };
    this.#options.onState(this.#state);
  }

  close(): void {
    this.#closed = true;
    this.release();
  }

  #onEnded(): void {
    const { deviceId } = this.#state;
    const isCurrent = this.claim();
    this.release();
    this.set({ on: false, deviceId: null });
    this.#options.onLost({ deviceId, isCurrent });
  }

  #onPaused(paused: boolean): void {
    const { on, problem } = this.#state;
    const { device } = this.#options;
    if (paused && on) this.set({ problem: deviceProblem("interrupted", device) });
    if (!paused && problem?.kind === "interrupted") this.set({ problem: null });
  }
}
