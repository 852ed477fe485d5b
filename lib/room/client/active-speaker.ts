/** How often levels are looked at, milliseconds. */
export const SPEAKER_TICK_MS = 200;

/** Starting values of the reference system. */
const DECAY = 0.88;
const BOOST = 2.2;
const FLOOR_ALPHA = 0.97;
const COOL_DOWN_MS = 1_800;
const HOLD_MS = 2_500;
const PROMOTION = 1.6;
const SILENCE_MS = 3_500;
/** Less above the noise floor is nobody speaking: breath, keys, the rest of an echo. */
const SPEAKING_LEVEL = 0.009;

type Voice = { score: number; floor: number; lastSpokeMs: number };

/**
 * Who is speaking, from everybody's loudness at every tick. Loudness above a person's own noise
 * floor feeds a score that decays; another person takes over only when clearly louder, not within
 * the cool-down, and not while the present speaker was heard a moment ago.
 */
export class ActiveSpeaker {
  readonly #voices = new Map<string, Voice>();
  #current: string | null = null;
  #changedMs = Number.NEGATIVE_INFINITY;

  get current(): string | null {
    return this.#current;
  }

  /** Levels are 0..1 by participant id; people left out are forgotten. Yields the speaker's id. */
  update(nowMs: number, levels: ReadonlyMap<string, number>): string | null {
    for (const id of [...this.#voices.keys()]) if (!levels.has(id)) this.#voices.delete(id);
    for (const [id, level] of levels) this.#hear(id, level, nowMs);
    const present = this.#current === null ? undefined : this.#voices.get(this.#current);
    if (!present || nowMs - present.lastSpokeMs > SILENCE_MS) this.#move(null, nowMs);
    this.#consider(nowMs);
    return this.#current;
  }

  #hear(id: string, level: number, nowMs: number): void {
    const voice = this.#voices.get(id) ?? {
      score: 0,
      floor: level,
      lastSpokeMs: Number.NEGATIVE_INFINITY,
    };
    this.#voices.set(id, voice);
    // The floor falls to any quieter moment at once and rises only slowly, so speech is not noise.
    voice.floor = Math.min(level, FLOOR_ALPHA * voice.floor + (1 - FLOOR_ALPHA) * level);
    const above = Math.max(0, level - voice.floor);
    // It adds up over a second or two, so that one cough weighs little against a sentence.
    voice.score = voice.score * DECAY + above * BOOST;
    if (above >= SPEAKING_LEVEL) voice.lastSpokeMs = nowMs;
  }

  #consider(nowMs: number): void {
    let loudest: { id: string; voice: Voice } | null = null;
    for (const [id, voice] of this.#voices) {
      if (nowMs - voice.lastSpokeMs > SPEAKER_TICK_MS) continue;
      if (!loudest || voice.score > loudest.voice.score) loudest = { id, voice };
    }
    if (!loudest || loudest.id === this.#current) return;
    const present = this.#current === null ? undefined : this.#voices.get(this.#current);
    if (!present) {
      this.#move(loudest.id, nowMs);
      return;
    }
    if (nowMs - this.#changedMs < COOL_DOWN_MS) return;
    const isHolding = nowMs - present.lastSpokeMs < HOLD_MS;
    if (isHolding && loudest.voice.score < present.score * PROMOTION) return;
    this.#move(loudest.id, nowMs);
  }

  #move(id: string | null, nowMs: number): void {
    if (id === this.#current) return;
    this.#current = id;
    this.#changedMs = nowMs;
  }
}
