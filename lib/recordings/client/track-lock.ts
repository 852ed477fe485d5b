const nameOf = (trackId: string): string => `parley-track-${trackId}`;

const locks = (): LockManager | undefined =>
  typeof navigator === "undefined" ? undefined : navigator.locks;

/**
 * Marks a track as being worked on by this page, for as long as the page lives; returns what ends
 * it. The browser lets go by itself when the page dies, which no flag in a database would.
 */
export const holdTrack = (trackId: string): (() => void) => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  locks()
    ?.request(nameOf(trackId), () => held)
    .catch(() => undefined);
  return release;
};

/** Whether no living page (this one included) works on the track. */
export const isAbandoned = async (trackId: string): Promise<boolean> =>
  (await locks()?.request(nameOf(trackId), { ifAvailable: true }, (lock) => lock !== null)) ?? true;
