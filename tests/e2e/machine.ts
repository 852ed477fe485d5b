import type { Person } from "./people";

/** Several cameras; microphones and speakers are several by themselves. */
export const MORE_CAMERAS = "--use-fake-device-for-media-stream=device-count=3";
/** Chromium's second test camera sees depths, which cannot be sent as a picture. */
export const CAMERA_LABELS = { first: "fake_device_0", other: "fake_device_2" } as const;

interface TestMachine {
  /** How often this page negotiated with anybody. */
  negotiations: number;
  /** Takes a device away, by its label: it ends, and is not there any more. */
  unplug(label: string): void;
  plugIn(label: string): void;
  /** As a phone does for a call: the page is hidden, its devices end and cannot be opened. */
  interrupt(): void;
  resume(): void;
}
type WithMachine = Window & { testMachine: TestMachine };

/** Runs in the page before its own scripts: Chromium's test devices, as a machine that is lived with. */
export function machineScript(): void {
  const scope = window as unknown as Partial<WithMachine>;
  const devices = navigator.mediaDevices;
  if (!devices || scope.testMachine) return;

  const unplugged = new Set<string>();
  const opened = new Set<MediaStreamTrack>();
  let isInterrupted = false;
  // The browser's own word stays the truth while nothing is interrupted.
  for (const [name, whileInterrupted] of [
    ["hidden", true],
    ["visibilityState", "hidden"],
  ] as const) {
    const own = Object.getOwnPropertyDescriptor(Document.prototype, name);
    const get = () => (isInterrupted ? whileInterrupted : own?.get?.call(document));
    Object.defineProperty(document, name, { configurable: true, get });
  }
  const end = (label?: string): void => {
    for (const track of opened) {
      if (track.readyState === "ended" || (label && track.label !== label)) continue;
      track.stop();
      track.dispatchEvent(new Event("ended"));
    }
  };
  const change = (): void => void devices.dispatchEvent(new Event("devicechange"));
  const setInterrupted = (value: boolean): void => {
    isInterrupted = value;
    document.dispatchEvent(new Event("visibilitychange"));
  };
  const machine: TestMachine = {
    negotiations: 0,
    unplug(label) {
      unplugged.add(label);
      end(label);
      change();
    },
    plugIn(label) {
      unplugged.delete(label);
      change();
    },
    interrupt() {
      setInterrupted(true);
      end();
    },
    resume: () => setInterrupted(false),
  };
  scope.testMachine = machine;

  const enumerate = devices.enumerateDevices.bind(devices);
  devices.enumerateDevices = async () =>
    (await enumerate()).filter(({ label }) => !unplugged.has(label));

  /** What is asked of a kind of device, without those that are unplugged. */
  const among = async (
    kind: MediaDeviceKind,
    wanted: MediaTrackConstraints,
  ): Promise<MediaTrackConstraints> => {
    if (unplugged.size === 0) return wanted;
    const there = (await devices.enumerateDevices()).filter((device) => device.kind === kind);
    const { exact, ideal } = (wanted.deviceId ?? {}) as { exact?: string; ideal?: string };
    const named = there.find(({ deviceId }) => deviceId === (exact ?? ideal));
    if (exact && !named) throw new OverconstrainedError("deviceId");
    const device = named ?? there[0];
    if (!device) throw new DOMException("There is none.", "NotFoundError");
    return { ...wanted, deviceId: { exact: device.deviceId } };
  };

  // A modest camera: meshed browsers share this machine's cores with everything else.
  const modest = { width: 320, height: 180, frameRate: 10 };
  const constrain = MediaStreamTrack.prototype.applyConstraints;
  MediaStreamTrack.prototype.applyConstraints = function (wanted) {
    return constrain.call(this, this.kind === "video" ? modest : wanted);
  };
  const open = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async ({ audio, video } = {}) => {
    if (isInterrupted) throw new DOMException("The page is hidden.", "NotAllowedError");
    const stream = await open({
      ...(audio && { audio: await among("audioinput", audio as MediaTrackConstraints) }),
      ...(video && {
        video: { ...(await among("videoinput", video as MediaTrackConstraints)), ...modest },
      }),
    });
    for (const track of stream.getTracks()) opened.add(track);
    return stream;
  };

  const negotiate = RTCPeerConnection.prototype.setLocalDescription;
  RTCPeerConnection.prototype.setLocalDescription = function (
    this: RTCPeerConnection,
    ...description: unknown[]
  ) {
    machine.negotiations += 1;
    return Reflect.apply(negotiate, this, description);
  };
}

/** Does something with the machine of a person who came with {@link machineScript}. */
export const onMachineOf = (
  person: Person,
  what: "unplug" | "plugIn" | "interrupt" | "resume",
  label = "",
): Promise<void> =>
  person.page.evaluate(
    ([name, device]) => (window as unknown as WithMachine).testMachine[name](device),
    [what, label] as const,
  );

export const negotiationsOf = (person: Person): Promise<number> =>
  person.page.evaluate(() => (window as unknown as WithMachine).testMachine.negotiations);
