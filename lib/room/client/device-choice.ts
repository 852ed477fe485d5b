import { findRemembered, type RememberedDevice } from "./device-memory";
import type { DeviceChoice } from "./devices";

/** What a change of the plugged in devices asks for. */
export type DeviceMove =
  | { kind: "keep" }
  /** The wanted device is there but not in use; `isBack` when it was missing a moment ago. */
  | { kind: "return"; to: DeviceChoice; isBack: boolean }
  /** The device in use is gone. */
  | { kind: "fall-back"; lost: DeviceChoice };

/**
 * Whether to stay with a device. The wanted one goes before all others as soon as it is plugged in;
 * whoever chose another one wants that. An empty list is no unplugging: browsers tell no devices
 * before the permission was given, and none after it was taken back.
 */
export const moveAfterChange = (input: {
  /** Id of the device in use, or of the one that comes next; null is the system's own choice. */
  inUse: string | null;
  wanted: RememberedDevice | null;
  before: readonly DeviceChoice[];
  now: readonly DeviceChoice[];
}): DeviceMove => {
  const { inUse, wanted, before, now } = input;
  const found = findRemembered(wanted, now);
  if (found) {
    if (found.id === inUse) return { kind: "keep" };
    const wasMissing = before.length > 0 && findRemembered(wanted, before) === null;
    return { kind: "return", to: found, isBack: wasMissing };
  }
  const lost = before.find(({ id }) => id === inUse);
  const isGone = now.length > 0 && !now.some(({ id }) => id === inUse);
  return lost && isGone ? { kind: "fall-back", lost } : { kind: "keep" };
};

/** What is said after a device went away and another one took over. Labels may be unknown (""). */
export const fallBackSentence = (input: {
  device: "microphone" | "camera" | "speaker";
  lost: string;
  now: string;
}): string => {
  const { device, lost, now } = input;
  const next = now === "" ? `another ${device}` : now;
  return `${lost === "" ? `Your ${device}` : lost} was disconnected. Now using ${next}.`;
};

/** What is said when the wanted device was plugged in again and taken. */
export const returnSentence = (label: string): string => `${label} is connected again and in use.`;
