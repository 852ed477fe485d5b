export type DeviceKind = "microphone" | "camera";

export type DeviceProblem = {
  kind: "denied" | "not-found" | "busy" | "insecure" | "unplugged" | "failed";
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

/** What `getUserMedia` threw, by the names the specification gives its errors. */
export const problemOf = (thrown: unknown, device: DeviceKind): DeviceProblem => {
  const name = thrown instanceof Error || thrown instanceof DOMException ? thrown.name : "";
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
  deviceId: string | null,
  details: MediaTrackConstraints,
): MediaStreamConstraints => {
  // A remembered device may be gone: prefer it, do not insist.
  const wanted = { ...details, ...(deviceId ? { deviceId: { ideal: deviceId } } : {}) };
  return device === "microphone" ? { audio: wanted } : { video: wanted };
};

/** Opens one device; every way it can fail is an outcome, not an exception. */
export const openDevice = async (input: {
  device: DeviceKind;
  deviceId: string | null;
  details: MediaTrackConstraints;
}): Promise<DeviceOutcome> => {
  const { device } = input;
  if (!navigator.mediaDevices?.getUserMedia) {
    const kind = window.isSecureContext ? "failed" : "insecure";
    return { ok: false, problem: deviceProblem(kind, device) };
  }
  try {
    const constraints = constraintsOf(device, input.deviceId, input.details);
    const [track] = (await navigator.mediaDevices.getUserMedia(constraints)).getTracks();
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
      ...constraintsOf("microphone", input.microphoneId, input.microphone),
      ...constraintsOf("camera", input.cameraId, input.camera),
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
