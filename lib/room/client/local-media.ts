import type { MediaState } from "@/lib/room/schema";
import { type BlurredCamera, blurCamera, isBlurSupported } from "./background-blur";
import { findRemembered, readDeviceMemory, writeDeviceMemory } from "./device-memory";
import {
  type AudioProcessing,
  type DeviceChoice,
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
import { canChooseSpeaker } from "./test-sound";
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
  /** Where sound comes out; null is the system's own choice. */
  speaker: { deviceId: string | null; canChoose: boolean };
  noiseSuppression: boolean;
  blur: { supported: boolean; on: boolean; starting: boolean; problem: string | null };
  /** There is another camera to turn to, as phones have. */
  canFlip: boolean;
  /** What happened to a device by itself, to be told once; compare by `atMs`. */
  notice: { message: string; atMs: number } | null;
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
  /** The same while muted too, for the hint that one speaks muted; what it hears goes nowhere. */
  readonly rawMeter = new LevelMeter();
  readonly stream: MediaStream;
  readonly #processing: AudioProcessing;
  readonly #standIns: Record<DeviceKind, MediaStreamTrack>;
  readonly #real: Record<DeviceKind, MediaStreamTrack | null> = { microphone: null, camera: null };
  /** What is in the stream: the device itself, its processed picture, or the stand-in. */
  readonly #outgoing: Record<DeviceKind, MediaStreamTrack>;
  readonly #memory = readDeviceMemory();
  #blurred: BlurredCamera | null = null;
  /** A muted track is silent to everybody on the page; its clone is not. */
  #rawTrack: MediaStreamTrack | null = null;
  #people = 1;
  #state: LocalMediaState = {
    microphone: OFF,
    camera: OFF,
    devices: { microphones: [], cameras: [], speakers: [] },
    speaker: { deviceId: null, canChoose: false },
    noiseSuppression: true,
    blur: { supported: false, on: false, starting: false, problem: null },
    canFlip: false,
    notice: null,
    opening: false,
  };
  readonly #onDeviceChange = (): void => void this.#devicesChanged();

  constructor(options: LocalMediaOptions = {}) {
    super();
    this.#processing = options.audioProcessing ?? SPEECH_PROCESSING;
    this.#standIns = { microphone: silentAudioTrack(), camera: blackVideoTrack() };
    this.#outgoing = { ...this.#standIns };
    this.stream = new MediaStream(Object.values(this.#standIns));
    const { microphone, camera, speaker, noiseSuppression, blur } = this.#memory;
    const supported = isBlurSupported();
    this.#state = {
      ...this.#state,
      microphone: { ...OFF, deviceId: microphone?.id ?? null },
      camera: { ...OFF, deviceId: camera?.id ?? null },
      speaker: { deviceId: speaker?.id ?? null, canChoose: canChooseSpeaker() },
      noiseSuppression,
      blur: { supported, on: supported && blur, starting: false, problem: null },
    };
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
    await this.#preferRemembered();
    this.#set({ opening: false });
  }

  /** Opens the devices as they were left the last time: muted, or with the camera off. */
  async openAsRemembered(): Promise<void> {
    const { muted, cameraOff } = this.#memory;
    await this.open({ microphone: true, camera: !cameraOff });
    if (muted && this.#state.microphone.on) await this.setMicrophone(false);
  }

  /** Remembers, for the next visit, how one comes in. */
  rememberEntry(): void {
    writeDeviceMemory({ muted: !this.#state.microphone.on, cameraOff: !this.#state.camera.on });
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
    const lists = this.#state.devices;
    const list = device === "microphone" ? lists.microphones : lists.cameras;
    const chosen = list.find(({ id }) => id === deviceId);
    if (chosen) this.#remember(device, chosen);
    if (!on) return this.#release(device);
    await this.#open(device);
  }

  /** Where sound comes out from now on; null is the system's own choice. */
  chooseSpeaker(deviceId: string | null): void {
    const chosen = this.#state.devices.speakers.find(({ id }) => id === deviceId) ?? null;
    this.#remember("speaker", chosen);
    this.#set({ speaker: { ...this.#state.speaker, deviceId: chosen?.id ?? null } });
  }

  /** Turns to the other camera, as on phones. */
  async flipCamera(): Promise<void> {
    const { devices, camera } = this.#state;
    const now = devices.cameras.findIndex(({ id }) => id === camera.deviceId);
    const next = devices.cameras[(now + 1) % devices.cameras.length];
    if (next) await this.choose("camera", next.id);
  }

  /** Takes noise away, or lets the room sound as it is (music, a lecture hall). */
  async setNoiseSuppression(on: boolean): Promise<void> {
    this.#set({ noiseSuppression: on });
    writeDeviceMemory({ noiseSuppression: on });
    const track = this.#real.microphone;
    if (!track) return;
    await track.applyConstraints(this.#details("microphone")).catch(() => undefined);
    // Some browsers take it only when the microphone is opened.
    if (track.getSettings().noiseSuppression === on || this.#real.microphone !== track) return;
    const wasOn = this.#state.microphone.on;
    await this.#open("microphone");
    if (!wasOn) await this.setMicrophone(false);
  }

  /** Blurs what is behind the person, or shows it. */
  async setBlur(on: boolean): Promise<void> {
    if (!this.#state.blur.supported || on === this.#state.blur.on) return;
    this.#setBlur({ on, problem: null });
    writeDeviceMemory({ blur: on });
    const camera = this.#real.camera;
    if (camera) await this.#showCamera(camera);
  }

  /** After a pause of the page (a locked phone, a call that came in): reopens what the system took. */
  async recover(): Promise<void> {
    for (const device of ["microphone", "camera"] as const) {
      const track = this.#real[device];
      const { on } = this.#state[device];
      if (on && track && (track.readyState === "ended" || track.muted)) await this.#open(device);
    }
  }

  /** Fits the camera to how many people watch it. */
  async fitTo(people: number): Promise<void> {
    this.#people = people;
    await this.#real.camera?.applyConstraints(this.#details("camera")).catch(() => undefined);
  }

  close(): void {
    navigator.mediaDevices?.removeEventListener("devicechange", this.#onDeviceChange);
    this.#stopBlur();
    for (const track of [...Object.values(this.#real), ...Object.values(this.#standIns)]) {
      track?.stop();
    }
    this.#real.microphone = null;
    this.#real.camera = null;
    this.#listenRaw(null);
    this.meter.close();
    this.rawMeter.close();
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
    if (device === "camera") await this.#showCamera(track);
    else this.#send(device, track);
    previous?.stop();
    track.addEventListener("ended", () => void this.#onEnded(device, track));
    this.#setDevice(device, {
      on: true,
      problem: null,
      deviceId: track.getSettings().deviceId ?? this.#state[device].deviceId,
    });
    if (device !== "microphone") return;
    this.#listenRaw(track);
    await this.meter.listenTo(track);
  }

  /** Sends the camera as it is, or blurred; a blur that fails never keeps anybody from being seen. */
  async #showCamera(camera: MediaStreamTrack): Promise<void> {
    this.#stopBlur();
    if (!this.#state.blur.on) return this.#send("camera", camera);
    this.#setBlur({ starting: true });
    try {
      const blurred = await blurCamera(camera);
      if (this.#real.camera !== camera || !this.#state.blur.on) {
        blurred.stop();
        this.#setBlur({ starting: false });
        return;
      }
      this.#blurred = blurred;
      this.#send("camera", blurred.track);
      this.#setBlur({ starting: false });
    } catch {
      this.#send("camera", camera);
      const problem = "The background could not be blurred; it is visible.";
      this.#setBlur({ on: false, starting: false, problem });
      this.#tell(problem);
    }
  }

  #stopBlur(): void {
    this.#blurred?.stop();
    this.#blurred = null;
  }

  #listenRaw(track: MediaStreamTrack | null): void {
    this.#rawTrack?.stop();
    this.#rawTrack = track?.clone() ?? null;
    void this.rawMeter.listenTo(this.#rawTrack);
  }

  #release(device: DeviceKind): void {
    const track = this.#real[device];
    if (!track) return;
    this.#real[device] = null;
    this.#send(device, this.#standIns[device]);
    if (device === "camera") this.#stopBlur();
    track.stop();
    if (device !== "microphone") return;
    this.#listenRaw(null);
    void this.meter.listenTo(null);
  }

  #send(device: DeviceKind, next: MediaStreamTrack): void {
    const previous = this.#outgoing[device];
    if (previous === next) return;
    this.#outgoing[device] = next;
    this.stream.removeTrack(previous);
    this.stream.addTrack(next);
    this.emit("replaced", { previous, next });
  }

  /** Unplugged, or taken by the system: go on with another device if there is one, and say so. */
  async #onEnded(device: DeviceKind, track: MediaStreamTrack): Promise<void> {
    if (this.#real[device] !== track) return;
    const { on: wasOn, deviceId } = this.#state[device];
    const lost = this.#labelOf(device, deviceId);
    this.#release(device);
    this.#setDevice(device, { on: false, deviceId: null });
    await this.#refreshDevices();
    if (wasOn) await this.#open(device);
    if (!this.#real[device]) {
      this.#setDevice(device, { problem: deviceProblem("unplugged", device) });
      return;
    }
    const now = this.#labelOf(device, this.#state[device].deviceId);
    this.#tell(`${lost || `Your ${device}`} was disconnected. Now using ${now || "another one"}.`);
  }

  async #devicesChanged(): Promise<void> {
    await this.#refreshDevices();
    const { speaker, devices } = this.#state;
    if (speaker.deviceId && !devices.speakers.some(({ id }) => id === speaker.deviceId)) {
      this.#set({ speaker: { ...speaker, deviceId: null } });
      this.#tell("Your speaker was disconnected. Sound comes out of the system’s own now.");
    }
    await this.#preferRemembered({ tell: true });
  }

  /** Goes (back) to the devices chosen earlier, where they are plugged in. */
  async #preferRemembered({ tell = false } = {}): Promise<void> {
    const { devices, speaker } = this.#state;
    const memory = readDeviceMemory();
    const output = findRemembered(memory.speaker, devices.speakers);
    if (output && output.id !== speaker.deviceId) {
      this.#set({ speaker: { ...this.#state.speaker, deviceId: output.id } });
    }
    for (const device of ["microphone", "camera"] as const) {
      const list = device === "microphone" ? devices.microphones : devices.cameras;
      const wanted = findRemembered(memory[device], list);
      if (!wanted || wanted.id === this.#state[device].deviceId || !this.#state[device].on)
        continue;
      await this.choose(device, wanted.id);
      if (tell) this.#tell(`${wanted.label} is back and in use.`);
    }
  }

  async #refreshDevices(): Promise<void> {
    const devices = await listDevices();
    const isTouch = globalThis.matchMedia?.("(pointer: coarse)").matches ?? false;
    this.#set({ devices, canFlip: isTouch && devices.cameras.length > 1 });
  }

  #labelOf(device: DeviceKind, id: string | null): string {
    const { microphones, cameras } = this.#state.devices;
    const list = device === "microphone" ? microphones : cameras;
    return list.find((choice) => choice.id === id)?.label ?? "";
  }

  #remember(device: DeviceKind | "speaker", chosen: DeviceChoice | null): void {
    writeDeviceMemory({ [device]: chosen });
  }

  #tell(message: string): void {
    this.#set({ notice: { message, atMs: performance.now() } });
  }

  #setBlur(change: Partial<LocalMediaState["blur"]>): void {
    this.#set({ blur: { ...this.#state.blur, ...change } });
  }

  #details(device: DeviceKind): MediaTrackConstraints {
    if (device === "microphone") {
      const noiseSuppression = this.#processing.noiseSuppression && this.#state.noiseSuppression;
      return { ...this.#processing, noiseSuppression, channelCount: 1 };
    }
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
