/** Plain loops over parts of long arrays; the hot parts of training are made of these. */
type Numbers = Float32Array | Float64Array;

/** target[t + i] += factor · source[s + i] for i below `length`. */
export function addScaled(
  target: Numbers,
  t: number,
  source: Numbers,
  s: number,
  length: number,
  factor: number,
): void {
  for (let i = 0; i < length; i += 1) {
    target[t + i] = (target[t + i] as number) + factor * (source[s + i] as number);
  }
}

/** Sum of a[i + …] · b[j + …] over `length` numbers. */
export function dot(a: Numbers, i: number, b: Numbers, j: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k += 1) sum += (a[i + k] as number) * (b[j + k] as number);
  return sum;
}

/** Scores to probabilities, in place. @returns ln of the sum of their exponentials */
export function softmax(scores: Float64Array): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (const score of scores) if (score > highest) highest = score;
  let sum = 0;
  for (let i = 0; i < scores.length; i += 1) {
    const share = Math.exp((scores[i] as number) - highest);
    scores[i] = share;
    sum += share;
  }
  for (let i = 0; i < scores.length; i += 1) scores[i] = (scores[i] as number) / sum;
  return highest + Math.log(sum);
}
