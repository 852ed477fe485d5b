import { EMOTIONS, type EmotionScores } from "@/lib/emotion/labels";

/** Weight of the newest reading (facts/reference-system.md). */
const ALPHA = 0.65;

export interface Smoothed {
  scores: EmotionScores;
  atMs: number;
}

/**
 * An average over about the last `spanMs`, whatever the rate of readings: what is half that old
 * weighs 1/e of what is new.
 */
export function averageOver(before: Smoothed | null, next: Smoothed, spanMs: number): Smoothed {
  if (!before || next.atMs - before.atMs > spanMs) return next;
  const keep = Math.exp((-2 * Math.max(0, next.atMs - before.atMs)) / spanMs);
  return { scores: mixed(next.scores, before.scores, keep), atMs: next.atMs };
}

/** `kept` of the old and the rest of the new. */
function mixed(next: EmotionScores, before: EmotionScores, kept: number): EmotionScores {
  const scores = { ...next };
  for (const emotion of EMOTIONS)
    scores[emotion] = (1 - kept) * next[emotion] + kept * before[emotion];
  return scores;
}

/**
 * Exponential moving average over readings. One that lies further back than `expiryMs` says nothing
 * about now: the average begins anew.
 */
export function smooth(
  before: Smoothed | null,
  next: { scores: EmotionScores; atMs: number },
  expiryMs: number,
  alpha: number = ALPHA,
): Smoothed {
  if (!before || next.atMs - before.atMs > expiryMs) return next;
  return { scores: mixed(next.scores, before.scores, 1 - alpha), atMs: next.atMs };
}
