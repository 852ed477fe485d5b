/** Cameras are mute for a moment while they start; a pause that lasts is one worth telling. */
const PAUSE_MS = 2_000;

/**
 * What the system does to an open device by itself: it ends it, or holds it back for a while (a
 * phone call, a privacy key). Returns what stops the watching.
 */
export const watchTrack = (
  track: MediaStreamTrack,
  { onEnded, onPaused }: { onEnded: () => void; onPaused: (paused: boolean) => void },
): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const unmute = (): void => {
    clearTimeout(timer);
    onPaused(false);
  };
  const mute = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => onPaused(true), PAUSE_MS);
  };
  track.addEventListener("ended", onEnded);
  track.addEventListener("mute", mute);
  track.addEventListener("unmute", unmute);
  return () => {
    clearTimeout(timer);
    track.removeEventListener("ended", onEnded);
    track.removeEventListener("mute", mute);
    track.removeEventListener("unmute", unmute);
  };
};
