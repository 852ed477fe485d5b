import type { MediaState } from "@/lib/room/schema";
import { type BlurState, CameraBlur } from "./camera-blur";
import { DeviceFollower } from "./device-follower";
import { readDeviceMemory, writeDeviceMemory } from "./device-memory";
import { DeviceSlot, type DeviceState } from "./device-slot";
import {
  type AudioProcessing,
  type DeviceKind,
  type DeviceLists,
  openBoth,
  SPEECH_PROCESSING,
} from "./devices";
import { Emitter } from "./emitter";
import { MicrophoneLevels } from "./microphone-levels";
import { OutgoingStream } from "./outgoing-stream";
import { canChooseSpeaker } from "./test-sound";
import { videoProfile } from "./video-profile";

export type LocalMediaState = {
  microphone: DeviceState;
  camera: DeviceState;
  devices: DeviceLists;
  /** Where sound comes out; null is the system's own choice. */
  speaker: { deviceId: string | null; canChoose: boolean };
  noiseSuppression: boolean;
  blur: BlurState;
  /** There is another camera to turn to, as phones have. */
  canFlip: boolean;
  /** The camera looks away from the person: such a picture is not shown as in a mirror. */
  facesAway: boolean;
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

const KINDS = ["microphone", "camera"] as const;

/**
 * This person's microphone and camera. {@link stream} always holds exactly one audio and one video
 * track: the real one or its stand-in. Mute keeps the microphone open (unmuting is instant); a
 * camera that is off is released, so that its light goes out.
 */
export class LocalMedia extends Emitter<LocalMediaEvents> {
  readonly #levels = new MicrophoneLevels();
  /** Loudness of the microphone, for the level bar, the active speaker and the recorder's gate. */
  readonly meter = this.#levels.sent;
  /** The same while muted too, for the hint that one speaks muted; what it hears goes nowhere. */
  readonly rawMeter = this.#levels.raw;
  readonly stream: MediaStream;
  readonly #processing: AudioProcessing;
  readonly #memory = readDeviceMemory();
  readonly #outgoing = new OutgoingStream((change) => this.emit("replaced", change));
  readonly #slots: Readonly<Record<DeviceKind, DeviceSlot>>;
  readonly #follower: DeviceFollower;
  readonly #blur: CameraBlur;
  #people = 1;
  #closed = false;
  #state: LocalMediaState;

  constructor(options: LocalMediaOptions = {}) {
    super();
    this.#processing = options.audioProcessing ?? SPEECH_PROCESSING;
    this.stream = this.#outgoing.stream;
    const { noiseSuppression, blur } = this.#memory;
    this.#slots = { microphone: this.#slotFor("microphone"), camera: this.#slotFor("camera") };
    this.#follower = new DeviceFollower({
      slots: this.#slots,
      memory: this.#memory,
      onChange: (change) => {
        if ("devices" in change) this.#setDevices(change.devices);
        else if ("notice" in change) this.#tell(change.notice);
        else this.#set({ speaker: { ...this.#state.speaker, deviceId: change.speakerId } });
      },
    });
    this.#blur = new CameraBlur({
      wanted: blur,
      onState: (state) => this.#set({ blur: state }),
      onLost: (problem) => this.#onBlurLost(problem),
    });
    this.#state = {
      microphone: this.#slots.microphone.state,
      camera: this.#slots.camera.state,
      devices: { microphones: [], cameras: [], speakers: [] },
      speaker: { deviceId: null, canChoose: canChooseSpeaker() },
      noiseSuppression,
      blur: this.#blur.state,
      canFlip: false,
      facesAway: false,
      notice: null,
      opening: false,
    };
  }

  get state(): LocalMediaState {
    return this.#state;
  }

  get mediaState(): MediaState {
    return { microphone: this.#state.microphone.on, camera: this.#state.camera.on };
  }

  /** The open microphone, muted or not; null when there is none. */
  get microphoneTrack(): MediaStreamTrack | null {
    return this.#slots.microphone.track;
  }

  get cameraTrack(): MediaStreamTrack | null {
    return this.#slots.camera.track;
  }

  /**
   * Opens what is wanted, the microphone muted if `muted`. Never fails: what could not be opened
   * says why in the state.
   */
  async open(
    wanted: MediaState = { microphone: true, camera: true },
    { muted = false } = {},
  ): Promise<void> {
    this.#set({ opening: true });
    const { microphone, camera } = this.#slots;
    if (wanted.microphone) microphone.claim(!muted);
    const both = wanted.microphone && wanted.camera ? await this.#openBoth() : false;
    if (!both) {
      if (wanted.microphone) await microphone.open();
      if (wanted.camera) await camera.open();
    }
    await this.#follower.follow();
    this.#set({ opening: false });
  }

  /** Opens the devices as they were left the last time: muted, or with the camera off. */
  async openAsRemembered(): Promise<void> {
    const { muted, cameraOff } = this.#memory;
    await this.open({ microphone: true, camera: !cameraOff }, { muted });
  }

  /** Remembers, for the next visit, how one comes in. */
  rememberEntry(): void {
    writeDeviceMemory({ muted: !this.#state.microphone.on, cameraOff: !this.#state.camera.on });
  }

  async setMicrophone(on: boolean): Promise<void> {
    const slot = this.#slots.microphone;
    this.#follower.settle("microphone");
    if (on && !slot.track) await slot.open({ on });
    else slot.setOn(on);
  }

  async setCamera(on: boolean): Promise<void> {
    const slot = this.#slots.camera;
    this.#follower.settle("camera");
    if (on) {
      if (!slot.track) await slot.open();
      return;
    }
    slot.claim();
    slot.release();
    slot.set({ on: false, problem: null });
  }

  /** Changes to another device; it is as the one before was: on, muted, or off. */
  async choose(device: DeviceKind, deviceId: string): Promise<void> {
    this.#follower.want(device, deviceId);
    await this.#slots[device].moveTo(deviceId);
  }

  /** Where sound comes out from now on; null is the system's own choice. */
  chooseSpeaker(deviceId: string | null): void {
    this.#follower.want("speaker", deviceId);
  }

  /** Turns to the other camera, as on phones; for this visit only. */
  async flipCamera(): Promise<void> {
    const slot = this.#slots.camera;
    const facing = slot.track?.getSettings().facingMode;
    const { cameras } = this.#state.devices;
    const now = cameras.findIndex(({ id }) => id === slot.state.deviceId);
    const next = cameras[(now + 1) % cameras.length];
    if (!slot.track || !next) return;
    this.#follower.release("camera");
    // Phones open one camera at a time.
    slot.release();
    // A phone has several cameras on its back: the direction says more than their order.
    const facingMode = { ideal: facing === "environment" ? "user" : "environment" };
    await slot.open(facing ? { deviceId: null, facingMode } : { deviceId: next.id });
  }

  /** Takes noise away, or lets the room sound as it is (music, a lecture hall). */
  async setNoiseSuppression(on: boolean): Promise<void> {
    this.#set({ noiseSuppression: on });
    writeDeviceMemory({ noiseSuppression: on });
    const slot = this.#slots.microphone;
    const { track } = slot;
    if (!track) return;
    const details = this.#details("microphone");
    await track.applyConstraints(details).catch(() => undefined);
    const isTaken = track.getSettings().noiseSuppression === details.noiseSuppression;
    // Some browsers take it only when the microphone is opened.
    if (!isTaken && slot.track === track) await slot.open();
  }

  /** Blurs what is behind the person, or shows it. */
  async setBlur(on: boolean): Promise<void> {
    if (!this.#state.blur.supported || on === this.#state.blur.on) return;
    writeDeviceMemory({ blur: on });
    this.#blur.want(on);
    if (this.cameraTrack) await this.#showCamera(this.cameraTrack);
  }

  /** After a pause of the page (a locked phone, a call that came in): reopens what the system took. */
  recover(): Promise<void> {
    return this.#follower.recover();
  }

  /** Fits the camera to how many people watch it. */
  async fitTo(people: number): Promise<void> {
    this.#people = people;
    await this.cameraTrack?.applyConstraints(this.#details("camera")).catch(() => undefined);
  }

  close(): void {
    this.#closed = true;
    this.removeAllListeners();
    this.#follower.close();
    for (const device of KINDS) this.#slots[device].close();
    this.#outgoing.close();
    this.#levels.close();
  }

  #slotFor(device: DeviceKind): DeviceSlot {
    return new DeviceSlot({
      device,
      deviceId: this.#memory[device]?.id ?? null,
      details: () => this.#details(device),
      onState: (state) => this.#set({ [device]: state }),
      onTrack: (track) => this.#onTrack(device, track),
      onLost: (lost) => this.#follower.onLost(device, lost),
    });
  }

  async #openBoth(): Promise<boolean> {
    const { microphone, camera } = this.#slots;
    const isCurrent = { microphone: microphone.claim(), camera: camera.claim() };
    const tracks = await openBoth({
      microphoneId: microphone.state.deviceId,
      microphone: this.#details("microphone"),
      cameraId: camera.state.deviceId,
      camera: this.#details("camera"),
    });
    for (const device of KINDS) {
      const track = tracks?.[device];
      if (!isCurrent[device]()) track?.stop();
      else if (track) await this.#slots[device].use(track);
    }
    return tracks !== null;
  }

  async #onTrack(device: DeviceKind, track: MediaStreamTrack | null): Promise<void> {
    if (track) this.#follower.settle(device);
    if (device === "microphone") {
      this.#outgoing.send("microphone", track);
      this.#levels.listenTo(track);
      return;
    }
    if (!track) {
      this.#outgoing.send("camera", null);
      this.#blur.stop();
      return;
    }
    this.#set({ facesAway: track.getSettings().facingMode === "environment" });
    await this.#showCamera(track);
  }

  /** Sends the camera as it is, or blurred; a blur that fails never keeps anybody from being seen. */
  async #showCamera(camera: MediaStreamTrack): Promise<void> {
    const picture = await this.#blur.apply(camera);
    if (picture && this.cameraTrack === camera) this.#outgoing.send("camera", picture);
  }

  #onBlurLost(problem: string): void {
    if (this.cameraTrack) this.#outgoing.send("camera", this.cameraTrack);
    this.#tell(problem);
  }

  #setDevices(devices: DeviceLists): void {
    const isTouch = globalThis.matchMedia?.("(pointer: coarse)").matches ?? false;
    this.#set({ devices, canFlip: isTouch && devices.cameras.length > 1 });
  }

  #details(device: DeviceKind): MediaTrackConstraints {
    if (device === "microphone") {
      const noiseSuppression = this.#processing.noiseSuppression && this.#state.noiseSuppression;
      return { ...this.#processing, noiseSuppression, channelCount: 1 };
    }
    const { width, height, frameRate } = videoProfile(this.#people);
    return {
      width: { ideal: width },
      height: { ideal: height },
      frameRate: { ideal: frameRate },
      ...this.#blur.constraints,
    };
  }

  #tell(message: string): void {
    this.#set({ notice: { message, atMs: performance.now() } });
  }

  #set(change: Partial<LocalMediaState>): void {
    if (this.#closed) return;
    this.#state = { ...this.#state, ...change };
    this.emit("state", this.#state);
  }
}
