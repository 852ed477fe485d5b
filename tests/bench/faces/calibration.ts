const BINS = 10;

/**
 * How far probabilities are from what they promise: the mean distance, over answers, between the mean
 * probability and the share of right ones in ten bins (expected calibration error), 0..1.
 */
export function expectedCalibrationError(
  answers: readonly { probability: number; right: boolean }[],
): number {
  let sum = 0;
  for (let bin = 0; bin < BINS; bin += 1) {
    const inside = answers.filter(
      ({ probability }) => Math.min(BINS - 1, Math.floor(probability * BINS)) === bin,
    );
    const promised = inside.reduce((total, { probability }) => total + probability, 0);
    const right = inside.filter((answer) => answer.right).length;
    sum += Math.abs(promised - right);
  }
  return sum / answers.length;
}
