import type { MediaState } from "@/lib/room/schema";
import {
  type AudioProcessing,
  type DeviceKind,
  type DeviceLists,
  type DeviceProblem,
  deviceProblem,
  listDevices,
  openBoth,
  openDevice,
  SPEECH_PROCESSING,
} from "./devices";
import { Emitter } from "./emitter";
import { LevelMeter } from "./level-meter";
import { blackVideoTrack, silentAudioTrack } from "./placeholder-tracks";
import { videoProfile } from "./video-profile";

export type DeviceState = {
  on: boolean;
  /** Why it is not on although somebody wanted it on. */
  problem: DeviceProblem | null;
  deviceId: string | null;
};
export type LocalMediaState = {
  microphone: DeviceState;
  camera: DeviceState;
  devices: DeviceLists;
  /** Devices are being asked for (the browser may be showing its question). */
  opening: boolean;
};

export type LocalMediaEvents = {
  state: LocalMediaState;
  /** What is sent changed, without any renegotiation. */
  replaced: { previous: MediaStreamTrack; next: MediaStreamTrack };
};

type LocalMediaOptions = { audioProcessing?: AudioProcessing };

const OFF: DeviceState = { on: false, problem: null, deviceId: null };

/**
 * This person's microphone and camera. {@link stream} always holds exactly one audio and one video
 * track: the real one or its stand-in. Mute keeps the microphone open (unmuting is instant); a
 * camera that is off is released, so that its light goes out.
 */
export class LocalMedia extends Emitter<LocalMediaEvents> {
  /** Loudness of the microphone, for the level bar, the active speaker and the recorder's gate. */
  readonly meter = new LevelMeter();
  readonly stream: MediaStream;
  readonly #processing: AudioProcessing;
  readonly #standIns: Record<DeviceKind, MediaStreamTrack>;
  readonly #real: Record<DeviceKind, MediaStreamTrack | null> = { microphone: null, camera: null };
  #people = 1;
  #state: LocalMediaState = {
    microphone: OFF,
    camera: OFF,
    devices: { microphones: [], cameras: [], speakers: [] },
    opening: false,
  };
  readonly #onDeviceChange = (): void => void this.#refreshDevices();

  constructor(options: LocalMediaOptions = {}) {
    super();
    this.#processing = options.audioProcessing ?? SPEECH_PROCESSING;
    this.#standIns = { microphone: silentAudioTrack(), camera: blackVideoTrack() };
    this.stream = new MediaStream(Object.values(this.#standIns));
    navigator.mediaDevices?.addEventListener("devicechange", this.#onDeviceChange);
  }

  get state(): LocalMediaState {
    return this.#state;
  }

  get mediaState(): MediaState {
    return { microphone: this.#state.microphone.on, camera: this.#state.camera.on };
  }

  /** The open microphone, muted or not; null when there is none. */
  get microphoneTrack(): MediaStreamTrack | null {
    return this.#real.microphone;
  }

  get cameraTrack(): MediaStreamTrack | null {
    return this.#real.camera;
  }

  /** Opens what is wanted. Never fails: what could not be opened says why in the state. */
  async open(wanted: MediaState = { microphone: true, camera: true }): Promise<void> {
    this.#set({ opening: true });
    const both = wanted.microphone && wanted.camera ? await this.#openBoth() : false;
    if (!both) {
      if (wanted.microphone) await this.#open("microphone");
      if (wanted.camera) await this.#open("camera");
    }
    await this.#refreshDevices();
    this.#set({ opening: false });
  }

  async setMicrophone(on: boolean): Promise<void> {
    const track = this.#real.microphone;
    if (!track) return on ? this.#open("microphone") : this.#setDevice("microphone", { on: false });
    track.enabled = on;
    this.#setDevice("microphone", { on, problem: null });
  }

  async setCamera(on: boolean): Promise<void> {
    if (on) return this.#real.camera ? undefined : this.#open("camera");
    this.#release("camera");
    this.#setDevice("camera", { on: false, problem: null });
  }

  /** Changes to another device; it comes on if the one before was on. */
  async choose(device: DeviceKind, deviceId: string): Promise<void> {
    const { on } = this.#state[device];
    this.#setDevice(device, { deviceId });
    if (!on) return this.#release(device);
    await this.#open(device);
  }

  /** Fits the camera to how many people watch it. */
  async fitTo(people: number): Promise<void> {
    this.#people = people;
    await this.#real.camera?.applyConstraints(this.#details("camera")).catch(() => undefined);
  }

  close(): void {
    navigator.mediaDevices?.removeEventListener("devicechange", this.#onDeviceChange);
    for (const track of [...Object.values(this.#real), ...Object.values(this.#standIns)]) {
      track?.stop();
    }
    this.#real.microphone = null;
    this.#real.camera = null;
    this.meter.close();
    this.removeAllListeners();
  }

  async #openBoth(): Promise<boolean> {
    const tracks = await openBoth({
      microphoneId: this.#state.microphone.deviceId,
      microphone: this.#details("microphone"),
      cameraId: this.#state.camera.deviceId,
      camera: this.#details("camera"),
    });
    if (!tracks) return false;
    await this.#use("microphone", tracks.microphone);
    await this.#use("camera", tracks.camera);
    return true;
  }

  async #open(device: DeviceKind): Promise<void> {
    const outcome = await openDevice({
      device,
      deviceId: this.#state[device].deviceId,
      details: this.#details(device),
    });
    if (outcome.ok) return this.#use(device, outcome.track);
    this.#release(device);
    this.#setDevice(device, { on: false, problem: outcome.problem });
  }

  async #use(device: DeviceKind, track: MediaStreamTrack): Promise<void> {
    const previous = this.#real[device];
    this.#real[device] = track;
    this.#send(previous ?? this.#standIns[device], track);
    previous?.stop();
    track.addEventListener("ended", () => void this.#onEnded(device, track));
    this.#setDevice(device, {
      on: true,
      problem: null,
      deviceId: track.getSettings().deviceId ?? this.#state[device].deviceId,
    });
    if (device === "microphone") await this.meter.listenTo(track);
  }

  #release(device: DeviceKind): void {
    const track = this.#real[device];
    if (!track) return;
    this.#real[device] = null;
    this.#send(track, this.#standIns[device]);
    track.stop();
    if (device === "microphone") void this.meter.listenTo(null);
  }

  #send(previous: MediaStreamTrack, next: MediaStreamTrack): void {
    this.stream.removeTrack(previous);
    this.stream.addTrack(next);
    this.emit("replaced", { previous, next });
  }

  /** Unplugged, or taken by the system: go on with another device if there is one, and say so. */
  async #onEnded(device: DeviceKind, track: MediaStreamTrack): Promise<void> {
    if (this.#real[device] !== track) return;
    const wasOn = this.#state[device].on;
    this.#release(device);
    this.#setDevice(device, { on: false, deviceId: null });
    await this.#refreshDevices();
    if (wasOn) await this.#open(device);
    if (!this.#real[device]) {
      this.#setDevice(device, { problem: deviceProblem("unplugged", device) });
    }
  }

  async #refreshDevices(): Promise<void> {
    this.#set({ devices: await listDevices() });
  }

  #details(device: DeviceKind): MediaTrackConstraints {
    if (device === "microphone") return { ...this.#processing, channelCount: 1 };
    const { width, height, frameRate } = videoProfile(this.#people);
    return { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: frameRate } };
  }

  #setDevice(device: DeviceKind, change: Partial<DeviceState>): void {
    this.#set({ [device]: { ...this.#state[device], ...change } });
  }

  #set(change: Partial<LocalMediaState>): void {
    this.#state = { ...this.#state, ...change };
    this.emit("state", this.#state);
  }
}
