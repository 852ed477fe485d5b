import { EMOTIONS, type Emotion } from "@/lib/emotion/labels";

/** How well predictions agree with truth. */
export interface Agreement {
  rows: number;
  /** Share that is right, 0..1. */
  accuracy: number;
  /** Mean of the classes' F1. */
  macroF1: number;
  f1: Record<Emotion, number>;
  /** Rows are the truth, columns what was said, both in the order of EMOTIONS. */
  confusion: number[][];
}

export function agreement(pairs: readonly { truth: Emotion; said: Emotion }[]): Agreement {
  const confusion = EMOTIONS.map((truth) => {
    const own = pairs.filter((pair) => pair.truth === truth);
    return EMOTIONS.map((said) => own.filter((pair) => pair.said === said).length);
  });
  const f1 = Object.fromEntries(
    EMOTIONS.map((emotion, index) => {
      const hits = confusion[index]?.[index] ?? 0;
      const actual = pairs.filter(({ truth }) => truth === emotion).length;
      const claimed = pairs.filter(({ said }) => said === emotion).length;
      return [emotion, actual + claimed === 0 ? 0 : (2 * hits) / (actual + claimed)];
    }),
  ) as Record<Emotion, number>;
  const right = pairs.filter(({ truth, said }) => truth === said).length;
  const sum = Object.values(f1).reduce((total, value) => total + value, 0);
  return {
    rows: pairs.length,
    accuracy: right / Math.max(1, pairs.length),
    macroF1: sum / EMOTIONS.length,
    f1,
    confusion,
  };
}

/**
 * Expected calibration error (Guo et al. 2017): over `bins` equal ranges of confidence, the mean
 * distance between confidence and the share that was right.
 */
export function calibrationError(
  answers: readonly { confidence: number; right: boolean }[],
  bins = 15,
): number {
  const totals = Array.from({ length: bins }, () => ({ confidence: 0, right: 0 }));
  for (const { confidence, right } of answers) {
    const bin = totals[Math.min(bins - 1, Math.floor(confidence * bins))];
    if (!bin) continue;
    bin.confidence += confidence;
    bin.right += right ? 1 : 0;
  }
  const distance = totals.reduce((sum, bin) => sum + Math.abs(bin.confidence - bin.right), 0);
  return distance / Math.max(1, answers.length);
}
