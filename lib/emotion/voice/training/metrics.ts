/** A guess beside the truth. */
export interface Judged {
  /** Index of the true class. */
  truth: number;
  /** One per class, summing to 1. */
  probabilities: readonly number[];
}

export interface Quality {
  count: number;
  accuracy: number;
  /** Mean recall over the classes that occur. */
  balancedAccuracy: number;
  macroF1: number;
  /** Expected calibration error over ten bins of the likeliest class's probability. */
  calibrationError: number;
  /** [truth][guess], in counts */
  confusion: number[][];
}

const BINS = 10;

export function qualityOf(judged: readonly Judged[], classes: number): Quality {
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const { truth, probabilities } of judged) {
    const row = confusion[truth];
    const guess = best(probabilities);
    if (row) row[guess] = (row[guess] ?? 0) + 1;
  }
  const scores = confusion.map((row, label) => {
    const right = row[label] ?? 0;
    const actual = sum(row);
    const guessed = sum(confusion.map((other) => other[label] ?? 0));
    return { actual, right, recall: right / actual, f1: (2 * right) / (actual + guessed) };
  });
  const present = scores.filter(({ actual }) => actual > 0);
  return {
    count: judged.length,
    accuracy: sum(scores.map(({ right }) => right)) / judged.length,
    balancedAccuracy: mean(present.map(({ recall }) => recall)),
    macroF1: mean(present.map(({ f1 }) => f1)),
    calibrationError: calibrationError(judged),
    confusion,
  };
}

export function calibrationError(judged: readonly Judged[]): number {
  const bins = Array.from({ length: BINS }, () => ({ confidence: 0, right: 0 }));
  for (const { truth, probabilities } of judged) {
    const guess = best(probabilities);
    const confidence = probabilities[guess] ?? 0;
    const bin = bins[Math.min(BINS - 1, Math.floor(confidence * BINS))];
    if (!bin) continue;
    bin.confidence += confidence;
    bin.right += guess === truth ? 1 : 0;
  }
  const gaps = bins.map(({ confidence, right }) => Math.abs(confidence - right));
  return sum(gaps) / judged.length;
}

/** Mean negative log likelihood of the truth. */
export function surprisal(judged: readonly Judged[]): number {
  return mean(
    judged.map(({ truth, probabilities }) => -Math.log((probabilities[truth] ?? 0) + 1e-9)),
  );
}

export function best(values: readonly number[]): number {
  return values.reduce((top, value, at) => (value > (values[top] ?? 0) ? at : top), 0);
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
export const mean = (values: readonly number[]) => sum(values) / Math.max(1, values.length);
