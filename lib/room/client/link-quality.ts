/** How good the way to somebody is, for the badge on their picture. */
export type LinkQuality = "good" | "fair" | "poor";

/** What one reading says about a path; null where the browser does not tell yet. */
export type PathReading = {
  rttMs: number | null;
  /** Lost packets of the last interval, either way, percent. */
  lossPercent: number | null;
  jitterMs: number | null;
};

/**
 * Beyond `fair` people begin to notice, beyond `poor` they misunderstand each other: ITU-T G.114 has
 * 150 ms one way as good and 400 ms as the limit, G.1010 wants speech below 3 % loss; jitter above
 * some 30 ms begins to outrun a browser's usual buffer.
 */
const LIMITS = {
  fair: { rttMs: 300, lossPercent: 3, jitterMs: 30 },
  poor: { rttMs: 600, lossPercent: 10, jitterMs: 80 },
} as const;

/** A worse mark needs two readings in a row, a better one three: a badge shall not flicker. */
const WORSE_READINGS = 2;
const BETTER_READINGS = 3;

const RANK: readonly LinkQuality[] = ["good", "fair", "poor"];

export const markOf = (reading: PathReading): LinkQuality => {
  const exceeds = (limits: { rttMs: number; lossPercent: number; jitterMs: number }): boolean =>
    (reading.rttMs ?? 0) > limits.rttMs ||
    (reading.lossPercent ?? 0) > limits.lossPercent ||
    (reading.jitterMs ?? 0) > limits.jitterMs;
  if (exceeds(LIMITS.poor)) return "poor";
  return exceeds(LIMITS.fair) ? "fair" : "good";
};

/** The mark that is shown, and for how many readings another one has been due. */
export type QualityState = { shown: LinkQuality; due: LinkQuality; readings: number };

/** The next state; the first reading is shown at once. */
export const nextQuality = (before: QualityState | null, reading: PathReading): QualityState => {
  const mark = markOf(reading);
  if (!before || mark === before.shown) return { shown: mark, due: mark, readings: 0 };
  const isWorse = RANK.indexOf(mark) > RANK.indexOf(before.shown);
  const wasSameWay =
    before.readings > 0 && RANK.indexOf(before.due) > RANK.indexOf(before.shown) === isWorse;
  const readings = wasSameWay ? before.readings + 1 : 1;
  if (readings >= (isWorse ? WORSE_READINGS : BETTER_READINGS)) {
    return { shown: mark, due: mark, readings: 0 };
  }
  return { shown: before.shown, due: mark, readings };
};

/** One's own line, told from all one's links: their median, the better of two; null without any. */
export const medianQuality = (links: readonly LinkQuality[]): LinkQuality | null => {
  const ranks = links.map((link) => RANK.indexOf(link)).sort((a, b) => a - b);
  return RANK[ranks[(ranks.length - 1) >> 1] ?? -1] ?? null;
};
