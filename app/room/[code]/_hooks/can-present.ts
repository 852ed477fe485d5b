/** Whether this browser can share a screen; those of phones cannot. */
export const canPresent = (): boolean =>
  typeof navigator.mediaDevices?.getDisplayMedia === "function";
