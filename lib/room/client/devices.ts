export type DeviceKind = "microphone" | "camera";

export type DeviceProblem = {
  kind: "denied" | "not-found" | "busy" | "insecure" | "unplugged" | "interrupted" | "failed";
  /** What is the case, as a sentence. */
  message: string;
  /** What the person can do, as a sentence. */
  nextStep: string;
};

export type DeviceOutcome =
  | { ok: true; track: MediaStreamTrack }
  | { ok: false; problem: DeviceProblem };

export type DeviceChoice = { id: string; label: string };
export type DeviceLists = {
  microphones: DeviceChoice[];
  cameras: DeviceChoice[];
  speakers: DeviceChoice[];
};

/** Echo, noise and level handling of the browser; tests that compare sound switch it off. */
export type AudioProcessing = {
  echoCancellation: boolean;
  noiseSuppression: boolean;
  autoGainControl: boolean;
};
export const SPEECH_PROCESSING: AudioProcessing = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

type Wording = { name: string; is: string; was: string; none: string; it: string };

const WORDING = {
  microphone: {
    name: "microphone",
    is: "is",
    was: "was",
    none: "No microphone was",
    it: "it",
  },
  camera: { name: "camera", is: "is", was: "was", none: "No camera was", it: "it" },
  both: {
    name: "microphone and camera",
    is: "are",
    was: "were",
    none: "Neither microphone nor camera was",
    it: "them",
  },
} as const satisfies Record<DeviceKind | "both", Wording>;

const PROBLEMS: Record<DeviceProblem["kind"], (w: Wording) => Omit<DeviceProblem, "kind">> = {
  denied: ({ name, it }) => ({
    message: `This page may not use your ${name}.`,
    nextStep: `Allow ${it} with the symbol in the address bar, then try again. You can join without ${it}.`,
  }),
  "not-found": ({ none, it }) => ({
    message: `${none} found.`,
    nextStep: `Plug one in and try again. You can join without ${it}.`,
  }),
  busy: ({ name, is, it }) => ({
    message: `Your ${name} ${is} in use by another program.`,
    nextStep: `Close that program and try again. You can join without ${it}.`,
  }),
  insecure: ({ name }) => ({
    message: `Browsers allow the ${name} only on secure pages.`,
    nextStep: "Open this meeting by https, or on the machine that runs Parley by localhost.",
  }),
  unplugged: ({ name, was, it }) => ({
    message: `Your ${name} ${was} disconnected.`,
    nextStep: `Plug ${it} in again, then switch ${it} on.`,
  }),
  interrupted: ({ name, is, it }) => ({
    message: `Your ${name} ${is} paused by the system or by another program.`,
    nextStep: `End the call or the program that took ${it}, or switch ${it} off and on.`,
  }),
  failed: ({ name, it }) => ({
    message: `Your ${name} could not be started.`,
    nextStep: `Choose another one, or reload the page. You can join without ${it}.`,
  }),
};

/** The sentences for one device, or for both when the same is wrong with them. */
export const deviceProblem = (
  kind: DeviceProblem["kind"],
  device: DeviceKind | "both",
): DeviceProblem => ({ kind, ...PROBLEMS[kind](WORDING[device]) });

/** Not every browser's OverconstrainedError is an Error. */
const nameOf = (thrown: unknown): string =>
  typeof thrown === "object" && thrown !== null && "name" in thrown ? String(thrown.name) : "";

/** What `getUserMedia` threw, by the names the specification gives its errors. */
export const problemOf = (thrown: unknown, device: DeviceKind): DeviceProblem => {
  const name = nameOf(thrown);
  if (name === "NotAllowedError" || name === "SecurityError")
    return deviceProblem("denied", device);
  if (name === "NotFoundError" || name === "OverconstrainedError") {
    return deviceProblem("not-found", device);
  }
  if (name === "NotReadableError" || name === "AbortError") return deviceProblem("busy", device);
  return deviceProblem("failed", device);
};

const constraintsOf = (
  device: DeviceKind,
  wanted: MediaTrackConstraints,
): MediaStreamConstraints => (device === "microphone" ? { audio: wanted } : { video: wanted });

/** A remembered device may be gone: prefer it, do not insist. */
const preferring = (
  deviceId: string | null,
  details: MediaTrackConstraints,
): MediaTrackConstraints => (deviceId ? { ...details, deviceId: { ideal: deviceId } } : details);

const isMissing = (thrown: unknown): boolean =>
  ["OverconstrainedError", "NotFoundError"].includes(nameOf(thrown));

/**
 * Opens one device, exactly the one that is named if it is there, otherwise any. Every way it can
 * fail is an outcome, not an exception.
 */
export const openDevice = async (input: {
  device: DeviceKind;
  deviceId: string | null;
  details: MediaTrackConstraints;
}): Promise<DeviceOutcome> => {
  const { device, deviceId, details } = input;
  if (!navigator.mediaDevices?.getUserMedia) {
    const kind = window.isSecureContext ? "failed" : "insecure";
    return { ok: false, problem: deviceProblem(kind, device) };
  }
  const ask = async (wanted: MediaTrackConstraints): Promise<MediaStreamTrack | undefined> => {
    const stream = await navigator.mediaDevices.getUserMedia(constraintsOf(device, wanted));
    return stream.getTracks()[0];
  };
  // As a mere preference a camera's size could weigh more than its name.
  const exactly = (id: string): Promise<MediaStreamTrack | undefined> =>
    ask({ ...details, deviceId: { exact: id } }).catch((thrown: unknown) => {
      if (isMissing(thrown)) return ask(details);
      throw thrown;
    });
  try {
    const track = await (deviceId ? exactly(deviceId) : ask(details));
    return track ? { ok: true, track } : { ok: false, problem: deviceProblem("failed", device) };
  } catch (thrown) {
    return { ok: false, problem: problemOf(thrown, device) };
  }
};

/** Asks for both at once, so that the person answers one question; null when that fails. */
export const openBoth = async (input: {
  microphoneId: string | null;
  microphone: MediaTrackConstraints;
  cameraId: string | null;
  camera: MediaTrackConstraints;
}): Promise<{ microphone: MediaStreamTrack; camera: MediaStreamTrack } | null> => {
  if (!navigator.mediaDevices?.getUserMedia) return null;
  const stream = await navigator.mediaDevices
    .getUserMedia({
      ...constraintsOf("microphone", preferring(input.microphoneId, input.microphone)),
      ...constraintsOf("camera", preferring(input.cameraId, input.camera)),
    })
    .catch(() => null);
  const microphone = stream?.getAudioTracks()[0];
  const camera = stream?.getVideoTracks()[0];
  return microphone && camera ? { microphone, camera } : null;
};

/** Everything that can be chosen from; without permission browsers give no labels. */
export const listDevices = async (): Promise<DeviceLists> => {
  const lists: DeviceLists = { microphones: [], cameras: [], speakers: [] };
  const devices = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
  for (const { kind, deviceId, label } of devices) {
    const [list, name] =
      kind === "audioinput"
        ? ([lists.microphones, "Microphone"] as const)
        : kind === "videoinput"
          ? ([lists.cameras, "Camera"] as const)
          : ([lists.speakers, "Speaker"] as const);
    if (deviceId) list.push({ id: deviceId, label: label || `${name} ${list.length + 1}` });
  }
  return lists;
};
