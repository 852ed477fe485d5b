/** So much speech within this time while muted is somebody who forgot, not a cough. */
const SPEECH_MS = 600;
const WINDOW_MS = 2_000;
/** The hint goes after so much silence. */
const SILENCE_MS = 4_000;
/** Loudness above the noise floor that counts as speech, 0..1; somewhat more than for speakers. */
const SPEAKING_LEVEL = 0.015;
/** The floor rises this slowly towards louder moments, per look. */
const FLOOR_ALPHA = 0.97;
/** Looks further apart than this (a sleeping tab) prove no speech between them. */
const LONGEST_TICK_MS = 500;

/** Tells when somebody speaks although their microphone is muted. */
export class MutedSpeech {
  #spoken: { atMs: number; forMs: number }[] = [];
  #floor: number | null = null;
  #lastMs: number | null = null;
  #lastSpokeMs = 0;
  #shown = false;

  /** `level`: the open but muted microphone's loudness, 0..1; null while unmuted or absent. */
  update(nowMs: number, level: number | null): boolean {
    if (level === null) {
      this.#reset();
      return false;
    }
    const tick = Math.min(nowMs - (this.#lastMs ?? nowMs), LONGEST_TICK_MS);
    this.#lastMs = nowMs;
    const before = this.#floor ?? level;
    this.#floor = Math.min(level, FLOOR_ALPHA * before + (1 - FLOOR_ALPHA) * level);
    if (level - this.#floor >= SPEAKING_LEVEL) {
      this.#lastSpokeMs = nowMs;
      this.#spoken.push({ atMs: nowMs, forMs: tick });
    }
    this.#spoken = this.#spoken.filter(({ atMs }) => nowMs - atMs < WINDOW_MS);
    const spokenMs = this.#spoken.reduce((sum, { forMs }) => sum + forMs, 0);
    if (spokenMs >= SPEECH_MS) this.#shown = true;
    if (nowMs - this.#lastSpokeMs >= SILENCE_MS) this.#shown = false;
    return this.#shown;
  }

  #reset(): void {
    this.#spoken = [];
    this.#floor = null;
    this.#lastMs = null;
    this.#shown = false;
  }
}
