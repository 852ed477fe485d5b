/** Frames a second asked of each person: at most, at least, and at a start. */
export const PACE = { max: 2, min: 0.2, start: 1 } as const;
/** Deliveries that wait longer than this mean that the workers do not keep up, milliseconds. */
const TOO_LONG_MS = 50;
/** Only while they wait less than this is there room for more. */
const ROOM_MS = 20;
/** How much is taken back at once. */
const DOWN = 0.7;
/** How much is added per second when all is well. */
const UP = 1.05;
/** Nothing is added for this long after something was taken back, milliseconds. */
const REST_MS = 8_000;

export interface Pace {
  fps: number;
  loweredAtMs: number;
}

/**
 * The pace for the next second out of the last second's waiting times: additive-increase,
 * multiplicative-decrease in spirit, so that load turns into fewer frames and never into delay.
 */
export function nextPace(before: Pace, waitsMs: readonly number[], atMs: number): Pace {
  const sorted = [...waitsMs].sort((a, b) => a - b);
  const p75 = sorted[Math.ceil(sorted.length * 0.75) - 1] ?? 0;
  if (p75 > TOO_LONG_MS) {
    // What was asked for the last time shows only once everybody has sent again.
    if (atMs - before.loweredAtMs < 1000 / before.fps) return before;
    return { fps: Math.max(PACE.min, before.fps * DOWN), loweredAtMs: atMs };
  }
  if (p75 > ROOM_MS || atMs - before.loweredAtMs < REST_MS) return before;
  return { ...before, fps: Math.min(PACE.max, before.fps * UP) };
}
