/** Root mean square above which somebody speaks; values of the reference system. */
export const GATE_OPEN_RMS = 0.008;
/** The gate stays open this long after the last loud moment: pauses within a sentence are shorter. */
export const GATE_HOLD_MS = 1_500;
/** Weight of what was before, per 20 ms level: a click alone does not open the gate. */
const SMOOTHING = 0.8;

/** Tells speech from a quiet room by smoothed loudness with a hold. */
export class NoiseGate {
  #smoothed = 0;
  #latest = 0;
  #loudAt = Number.NEGATIVE_INFINITY;

  /** Smoothed loudness, 0..1. */
  get level(): number {
    return this.#smoothed;
  }

  /** Loud at this very moment: not a click, and not merely the memory of what was loud before. */
  get isLoud(): boolean {
    return this.#smoothed >= GATE_OPEN_RMS && this.#latest >= GATE_OPEN_RMS;
  }

  /** Takes the next level (rms 0..1) at a moment in ms; true while somebody speaks, with hold. */
  update(rms: number, atMs: number): boolean {
    this.#latest = rms;
    this.#smoothed = SMOOTHING * this.#smoothed + (1 - SMOOTHING) * rms;
    if (this.isLoud) this.#loudAt = atMs;
    return atMs - this.#loudAt <= GATE_HOLD_MS;
  }
}
