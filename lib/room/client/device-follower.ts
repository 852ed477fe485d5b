import { fallBackSentence, moveAfterChange, returnSentence } from "./device-choice";
import { type DeviceMemory, writeDeviceMemory } from "./device-memory";
import type { DeviceSlot, LostDevice } from "./device-slot";
import {
  type DeviceChoice,
  type DeviceKind,
  type DeviceLists,
  type DeviceProblem,
  deviceProblem,
  listDevices,
} from "./devices";

type Kind = DeviceKind | "speaker";
type Change = { devices: DeviceLists } | { speakerId: string | null } | { notice: string };

type DeviceFollowerOptions = {
  slots: Readonly<Record<DeviceKind, DeviceSlot>>;
  memory: DeviceMemory;
  onChange: (change: Change) => void;
};

const KINDS = ["microphone", "camera"] as const;
const LISTS = { microphone: "microphones", camera: "cameras", speaker: "speakers" } as const;

/** What keeps away a device that was in use. A hidden page is refused without anybody's decision. */
const whyLost = (problem: DeviceProblem, device: DeviceKind): DeviceProblem => {
  if (problem.kind === "not-found") return deviceProblem("unplugged", device);
  if (problem.kind === "denied" && document.hidden) return deviceProblem("interrupted", device);
  return problem;
};

/**
 * Keeps to the devices a person chose while things are plugged in and out: goes on with another one
 * and says so, goes back and says so, and reopens what the system took.
 */
export class DeviceFollower {
  readonly #options: DeviceFollowerOptions;
  /** What was chosen, here or on an earlier visit. */
  readonly #wanted: Record<Kind, DeviceChoice | null>;
  /** Lost without the person's doing. */
  readonly #lost: Record<DeviceKind, boolean> = { microphone: false, camera: false };
  #devices: DeviceLists = { microphones: [], cameras: [], speakers: [] };
  #speakerId: string | null = null;
  /** What the system does is answered one by one; what the person does overtakes it. */
  #queue: Promise<void> = Promise.resolve();
  #closed = false;
  readonly #onDevices = (): void => void this.follow();
  readonly #onVisibility = (): void => {
    if (!document.hidden) void this.recover();
  };

  constructor(options: DeviceFollowerOptions) {
    this.#options = options;
    const { microphone, camera, speaker } = options.memory;
    this.#wanted = { microphone, camera, speaker };
    navigator.mediaDevices?.addEventListener("devicechange", this.#onDevices);
    document.addEventListener("visibilitychange", this.#onVisibility);
  }

  /** Keeps to this one from now on and on later visits; null to whatever the system takes. */
  want(device: Kind, deviceId: string | null): void {
    const chosen = this.#list(device).find(({ id }) => id === deviceId) ?? null;
    this.#wanted[device] = chosen;
    writeDeviceMemory({ [device]: chosen });
    if (device === "speaker") this.#setSpeaker(chosen?.id ?? null);
  }

  /** Keeps to none for this visit; what is remembered stays. */
  release(device: Kind): void {
    this.#wanted[device] = null;
  }

  /** The person decided about the device themselves: nothing is to be reopened. */
  settle(device: DeviceKind): void {
    this.#lost[device] = false;
  }

  /** A device went away by itself. */
  onLost(device: DeviceKind, lost: LostDevice): void {
    const name = this.#nameOf(device, lost.deviceId);
    void this.#inTurn(() => this.#goOn(device, lost, name));
  }

  /** Looks what is plugged in, and goes where the person wants to be. */
  follow(): Promise<void> {
    return this.#inTurn(() => this.#follow());
  }

  /** After a pause of the page (a locked phone, a call that came in): reopens what the system took. */
  recover(): Promise<void> {
    return this.#inTurn(async () => {
      for (const device of KINDS) {
        const slot = this.#options.slots[device];
        if (this.#lost[device]) await this.#find(device);
        else if (slot.track?.muted) await slot.open();
      }
    });
  }

  close(): void {
    this.#closed = true;
    navigator.mediaDevices?.removeEventListener("devicechange", this.#onDevices);
    document.removeEventListener("visibilitychange", this.#onVisibility);
  }

  async #goOn(device: DeviceKind, { isCurrent }: LostDevice, name: string): Promise<void> {
    if (!isCurrent()) return;
    const isBack = await this.#openAgain(device);
    await this.#refresh();
    if (!isBack) return;
    const now = this.#nameOf(device, this.#options.slots[device].state.deviceId);
    // A device that is itself again was interrupted, not unplugged.
    if (now === "" || now !== name) this.#tell(fallBackSentence({ device, lost: name, now }));
  }

  /** Tries to get back what was lost. */
  async #find(device: DeviceKind): Promise<void> {
    if (!(await this.#openAgain(device))) return;
    const name = this.#nameOf(device, this.#options.slots[device].state.deviceId);
    if (name !== "") this.#tell(returnSentence(name));
  }

  async #openAgain(device: DeviceKind): Promise<boolean> {
    const slot = this.#options.slots[device];
    const outcome = await slot.open({ explain: (problem) => whyLost(problem, device) });
    this.#lost[device] = false;
    if (outcome !== "failed") return outcome === "used";
    // Whoever took the permission back is not asked again and again.
    this.#lost[device] = slot.state.problem?.kind !== "denied";
    return false;
  }

  async #follow(): Promise<void> {
    const before = this.#devices;
    await this.#refresh();
    this.#followSpeakers(before.speakers);
    for (const device of KINDS) {
      if (this.#closed) return;
      await this.#followDevice(device, before[LISTS[device]]);
      const isThere = this.#list(device).length > 0;
      if (this.#lost[device] && isThere && !document.hidden) await this.#find(device);
    }
  }

  async #followDevice(device: DeviceKind, before: readonly DeviceChoice[]): Promise<void> {
    const slot = this.#options.slots[device];
    const move = this.#moveOf(device, slot.state.deviceId, before);
    if (move.kind === "return") {
      const outcome = await slot.moveTo(move.to.id);
      if (move.isBack && outcome === "used") this.#tell(returnSentence(move.to.label));
    }
    if (move.kind !== "fall-back") return;
    const outcome = await slot.moveTo(null);
    const now = this.#nameOf(device, slot.state.deviceId);
    if (outcome === "used") this.#tell(fallBackSentence({ device, lost: move.lost.label, now }));
  }

  #followSpeakers(before: readonly DeviceChoice[]): void {
    const move = this.#moveOf("speaker", this.#speakerId, before);
    if (move.kind === "return") {
      this.#setSpeaker(move.to.id);
      if (move.isBack) this.#tell(returnSentence(move.to.label));
    }
    if (move.kind !== "fall-back") return;
    this.#setSpeaker(null);
    const now = "the speaker of the system";
    this.#tell(fallBackSentence({ device: "speaker", lost: move.lost.label, now }));
  }

  #moveOf(device: Kind, inUse: string | null, before: readonly DeviceChoice[]) {
    const [wanted, now] = [this.#wanted[device], this.#list(device)];
    return moveAfterChange({ inUse, wanted, before, now });
  }

  async #refresh(): Promise<void> {
    this.#devices = await listDevices();
    this.#change({ devices: this.#devices });
  }

  #list(device: Kind): readonly DeviceChoice[] {
    return this.#devices[LISTS[device]];
  }

  #nameOf(device: DeviceKind, deviceId: string | null): string {
    return this.#list(device).find(({ id }) => id === deviceId)?.label ?? "";
  }

  #setSpeaker(speakerId: string | null): void {
    this.#speakerId = speakerId;
    this.#change({ speakerId });
  }

  #tell(notice: string): void {
    this.#change({ notice });
  }

  #change(change: Change): void {
    if (!this.#closed) this.#options.onChange(change);
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(() => (this.#closed ? undefined : work()));
    this.#queue = done.catch(() => undefined);
    return done;
  }
}
