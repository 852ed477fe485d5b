import type { Series } from "@/lib/search/ranker/series";

/** BM25's saturation and length normalisation (Robertson and Zaragoza 2009, usual values). */
const K1 = 1.2;
const B = 0.75;

/** How often something occurs, by the number of the unit (chunk, span) it is in. */
export interface Occurrences {
  /** Ascending. */
  units: ArrayLike<number>;
  counts: ArrayLike<number>;
}

/** Robertson and Sparck Jones' weight of a word that is in `found` of `all` units. */
export const inverseFrequency = (found: number, all: number): number =>
  Math.log(1 + (all - found + 0.5) / (found + 0.5));

/** Adds what one word is worth in each unit it occurs in. */
export function addScores(
  sum: Series,
  { units, counts }: Occurrences,
  weight: number,
  lengths: Series,
): void {
  if (units.length === 0) return;
  let total = 0;
  for (let i = 0; i < lengths.length; i += 1) total += lengths[i] as number;
  const usual = total / lengths.length || 1;
  for (let i = 0; i < units.length; i += 1) {
    const unit = units[i] as number;
    const count = counts[i] as number;
    const norm = K1 * (1 - B + (B * (lengths[unit] as number)) / usual);
    sum[unit] = (sum[unit] as number) + (weight * count * (K1 + 1)) / (count + norm);
  }
}

/** Sums over `width` (odd) values around each. */
export function runningSums(values: Series, width: number): Series {
  const reach = width >> 1;
  const before = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i += 1)
    before[i + 1] = (before[i] as number) + (values[i] as number);
  return values.map(
    (_, i) =>
      (before[Math.min(values.length, i + reach + 1)] as number) -
      (before[Math.max(0, i - reach)] as number),
  );
}

export function presentIn(counts: Series): Occurrences {
  const units: number[] = [];
  const present: number[] = [];
  counts.forEach((count, unit) => {
    if (count <= 0) return;
    units.push(unit);
    present.push(count);
  });
  return { units, counts: present };
}
