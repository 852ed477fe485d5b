/** A number per chunk of a meeting, in the order of the meeting. */
export type Series = Float32Array;

/** Weights of the neighbours of a chunk up to four away: 0.7^|distance|. */
export const NEIGHBOURS = Float32Array.from(
  { length: 9 },
  (_, index) => 0.7 ** Math.abs(index - 4),
);

export function series(length: number, value: (index: number) => number): Series {
  const values = new Float32Array(length);
  for (let i = 0; i < length; i += 1) values[i] = value(i);
  return values;
}

/** In units of the standard deviation around the mean; zeros when all are alike. */
export function zScores(values: Series): Series {
  const { mean, deviation } = spread(values);
  return deviation > 0 ? values.map((value) => (value - mean) / deviation) : values.map(() => 0);
}

/** Mean and standard deviation (of the population); zeros for nothing. */
export function spread(values: ArrayLike<number>): { mean: number; deviation: number } {
  const { length } = values;
  if (length === 0) return { mean: 0, deviation: 0 };
  let sum = 0;
  for (let i = 0; i < length; i += 1) sum += values[i] as number;
  const mean = sum / length;
  let squares = 0;
  for (let i = 0; i < length; i += 1) squares += ((values[i] as number) - mean) ** 2;
  const deviation = Math.sqrt(squares / length);
  // What rounding leaves of equal numbers is no spread.
  return { mean, deviation: deviation > 1e-6 * (1 + Math.abs(mean)) ? deviation : 0 };
}

/** Each value summed with its neighbours' by the kernel (odd length); outside counts nothing. */
export function smoothed(values: Series, kernel: Float32Array = NEIGHBOURS): Series {
  const reach = kernel.length >> 1;
  return values.map((_, place) => {
    let sum = 0;
    for (let k = 0; k < kernel.length; k += 1) {
      const at = place + k - reach;
      if (at >= 0 && at < values.length) sum += (kernel[k] as number) * (values[at] as number);
    }
    return sum;
  });
}

/** The weighted sum of series of one length. */
export function weighted(...parts: readonly [weight: number, values: Series][]): Series {
  const sum = new Float32Array(parts[0]?.[1].length ?? 0);
  for (const [weight, values] of parts) {
    for (let i = 0; i < sum.length; i += 1) {
      sum[i] = (sum[i] as number) + weight * (values[i] as number);
    }
  }
  return sum;
}

/** Indices, those of the highest values first; the earlier of two equal ones. */
export const bestFirst = (values: ArrayLike<number>): number[] =>
  Array.from(values, (_, index) => index).sort(
    (a, b) => (values[b] as number) - (values[a] as number) || a - b,
  );

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
