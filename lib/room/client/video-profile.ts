/** Width and height in pixels, frames per second, bits per second per receiver. */
export type VideoProfile = {
  width: number;
  height: number;
  frameRate: number;
  maxBitrate: number;
};

/**
 * What a mesh can carry: everybody sends to everybody, so quality falls as people come. Starts at
 * the reference system's 640x360 at 15 frames; six real browsers at 320x180 saturate two cores.
 */
export const videoProfile = (people: number): VideoProfile => {
  if (people <= 4) return { width: 640, height: 360, frameRate: 15, maxBitrate: 500_000 };
  if (people <= 6) return { width: 480, height: 270, frameRate: 12, maxBitrate: 250_000 };
  return { width: 320, height: 180, frameRate: 10, maxBitrate: 140_000 };
};
