import { CLIP_MAX_MS } from "@/lib/recordings/schema";
import { NoiseGate } from "./noise-gate";

/** Two recorders overlap this long at a cut; a stopping one loses its last 70 ms, so ≥ 100 is safe. */
export const CUT_OVERLAP_MS = 300;
/** An idle clip is replaced this often, so that a clip never begins with long silence. */
export const IDLE_ROTATION_MS = 5_000;
/** The idle clip before is kept this long beside its successor: what comes before a loud vowel. */
export const IDLE_OVERLAP_MS = 1_000;
/** From this share of the longest clip on (23 of 30 s) one looks for a quiet moment to cut in. */
const SEEK_QUIET_SHARE = 23 / 30;
/** A clip is cut anyway this long before its limit, so that the overlap ends within it. */
const FORCE_CUT_MARGIN_MS = CUT_OVERLAP_MS + 200;
/** What counts as quiet, as a share of the clip's mean loudness: strict at first, lenient later. */
const QUIET_SHARE = { strict: 0.1, lenient: 0.6 } as const;

export type ClipCut = "pause" | "hard";

/** What the recorder has to do now. Clips are numbered by the planner, in order of their start. */
export type ClipAction =
  | { do: "start"; clip: number }
  /** Somebody speaks in it: it may leave this device. */
  | { do: "keep"; clip: number }
  /** Finish it. `successor` speaks for the time from its own start on; null at the end. */
  | { do: "finish"; clip: number; cut: ClipCut; successor: number | null }
  /** Nothing was said in it: stop it and throw it away. */
  | { do: "drop"; clip: number };

type Planned = { clip: number; startedMs: number; kept: boolean };
type Leaving = Planned & { untilMs: number; cut: ClipCut };

/**
 * Decides when clips begin and end, from loudness alone. A clip is always running; it is kept once
 * somebody speaks, ends at the next pause, and is replaced every few seconds while nobody does.
 * Pure: time comes in with the levels (monotonic ms), actions go out.
 */
export class ClipPlanner {
  readonly #gate = new NoiseGate();
  readonly #seekQuietMs: number;
  readonly #forceCutMs: number;
  #current: Planned | null = null;
  /** The one before, still running for the overlap. */
  #leaving: Leaving | null = null;
  #next = 0;
  #loudnessSum = 0;
  #loudnessCount = 0;

  /** `maxMs`: the longest clip. */
  constructor({ maxMs = CLIP_MAX_MS }: { maxMs?: number } = {}) {
    this.#seekQuietMs = maxMs * SEEK_QUIET_SHARE;
    this.#forceCutMs = maxMs - FORCE_CUT_MARGIN_MS;
  }

  begin(atMs: number): ClipAction[] {
    return this.#start(atMs);
  }

  /** The next loudness (rms 0..1) at a moment in ms. */
  level(rms: number, atMs: number): ClipAction[] {
    const speaking = this.#gate.update(rms, atMs);
    if (!this.#current) return [];
    const actions = this.#gate.isLoud ? this.#keep() : [];
    if (speaking) this.#weigh();
    if (this.#leaving && atMs >= this.#leaving.untilMs) actions.push(...this.#leave());
    if (!this.#leaving) actions.push(...this.#cutIfDue(speaking, atMs));
    return actions;
  }

  /** Ends whatever runs: recording stopped, or the microphone was muted. */
  end(): ClipAction[] {
    const actions = this.#leaving ? this.#leave() : [];
    const current = this.#current;
    this.#current = null;
    if (!current) return actions;
    return [
      ...actions,
      current.kept
        ? { do: "finish", clip: current.clip, cut: "pause", successor: null }
        : { do: "drop", clip: current.clip },
    ];
  }

  #start(atMs: number): ClipAction[] {
    const clip = this.#next++;
    this.#current = { clip, startedMs: atMs, kept: false };
    this.#loudnessSum = 0;
    this.#loudnessCount = 0;
    return [{ do: "start", clip }];
  }

  #keep(): ClipAction[] {
    const current = this.#current;
    if (!current || current.kept) return [];
    // The idle clip before has more of what led up to these words: it stays, its successor goes.
    const earlier = this.#leaving;
    if (earlier && !earlier.kept) {
      this.#leaving = null;
      this.#current = { clip: earlier.clip, startedMs: earlier.startedMs, kept: true };
      return [
        { do: "keep", clip: earlier.clip },
        { do: "drop", clip: current.clip },
      ];
    }
    current.kept = true;
    return [{ do: "keep", clip: current.clip }];
  }

  #weigh(): void {
    this.#loudnessSum += this.#gate.level;
    this.#loudnessCount += 1;
  }

  #leave(): ClipAction[] {
    const leaving = this.#leaving;
    this.#leaving = null;
    if (!leaving) return [];
    if (!leaving.kept) return [{ do: "drop", clip: leaving.clip }];
    const successor = this.#current?.clip ?? null;
    return [{ do: "finish", clip: leaving.clip, cut: leaving.cut, successor }];
  }

  #cutIfDue(speaking: boolean, atMs: number): ClipAction[] {
    const current = this.#current;
    if (!current) return [];
    const ageMs = atMs - current.startedMs;
    if (!current.kept) {
      return ageMs >= IDLE_ROTATION_MS ? this.#hand(current, "pause", atMs, IDLE_OVERLAP_MS) : [];
    }
    if (!speaking) return this.#hand(current, "pause", atMs, CUT_OVERLAP_MS);
    if (!this.#isMomentForHardCut(ageMs)) return [];
    return this.#hand(current, "hard", atMs, CUT_OVERLAP_MS);
  }

  #hand(current: Planned, cut: ClipCut, atMs: number, overlapMs: number): ClipAction[] {
    this.#leaving = { ...current, cut, untilMs: atMs + overlapMs };
    return this.#start(atMs);
  }

  /** Quiet enough for the clip's age: between words first, between syllables when it gets late. */
  #isMomentForHardCut(ageMs: number): boolean {
    if (ageMs < this.#seekQuietMs) return false;
    if (ageMs >= this.#forceCutMs) return true;
    const lateness = (ageMs - this.#seekQuietMs) / (this.#forceCutMs - this.#seekQuietMs);
    const share = QUIET_SHARE.strict + (QUIET_SHARE.lenient - QUIET_SHARE.strict) * lateness;
    return this.#gate.level <= (share * this.#loudnessSum) / Math.max(1, this.#loudnessCount);
  }
}
