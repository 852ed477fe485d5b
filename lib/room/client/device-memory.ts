import { z } from "zod";
import type { DeviceChoice } from "./devices";

const remembered = z.object({ id: z.string(), label: z.string() });
export type RememberedDevice = z.infer<typeof remembered>;

const memory = z.object({
  microphone: remembered.nullable().catch(null),
  camera: remembered.nullable().catch(null),
  speaker: remembered.nullable().catch(null),
  /** How one came in last time. */
  muted: z.boolean().catch(false),
  cameraOff: z.boolean().catch(false),
  noiseSuppression: z.boolean().catch(true),
  blur: z.boolean().catch(false),
});
export type DeviceMemory = z.infer<typeof memory>;

const KEY = "parley.devices";

const NOTHING: DeviceMemory = {
  microphone: null,
  camera: null,
  speaker: null,
  muted: false,
  cameraOff: false,
  noiseSuppression: true,
  blur: false,
};

/** What this browser remembers of earlier visits; what cannot be read counts as nothing. */
export const readDeviceMemory = (): DeviceMemory => {
  try {
    return memory.parse(JSON.parse(localStorage.getItem(KEY) ?? "{}"));
  } catch {
    return NOTHING;
  }
};

/** Remembers for the next visit. A browser that keeps nothing (a private window) is no failure. */
export const writeDeviceMemory = (change: Partial<DeviceMemory>): void => {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...readDeviceMemory(), ...change }));
  } catch {
    // The choice holds for this visit.
  }
};

/**
 * The remembered device among those plugged in: by its id, else by its label, because browsers give
 * new ids when permissions were reset. Null when it is not there.
 */
export const findRemembered = (
  wanted: RememberedDevice | null,
  devices: readonly DeviceChoice[],
): DeviceChoice | null => {
  if (!wanted) return null;
  return (
    devices.find(({ id }) => id === wanted.id) ??
    devices.find(({ label }) => label !== "" && label === wanted.label) ??
    null
  );
};
