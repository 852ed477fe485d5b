/**
 * Cuts a sequence into as many consecutive runs as there are rows, run `r` scored by row `r`, so
 * that the sum is highest (dynamic programming). Runs may be empty.
 *
 * @param likelihoods per row, the score of every item in that row's run
 * @param startScore what a run gains by beginning at this item; null where it may not begin
 * @returns per row, the index of its run's first item
 */
export function likeliestDivision({
  likelihoods,
  startScore,
}: {
  likelihoods: readonly (readonly number[])[];
  startScore: (index: number) => number | null;
}): number[] {
  const length = likelihoods[0]?.length ?? 0;
  // Highest sum of the first `index` items over the rows so far; before any row, only of none.
  let best = new Float64Array(length + 1).fill(Number.NEGATIVE_INFINITY);
  best[0] = 0;
  const began: Int32Array[] = [];
  for (const row of likelihoods) {
    const next = new Float64Array(length + 1);
    const from = new Int32Array(length + 1);
    let open = Number.NEGATIVE_INFINITY;
    let openedAt = 0;
    for (let index = 0; index <= length; index += 1) {
      if (index > 0) open += row[index - 1] as number;
      const gain = index === 0 || index === length ? 0 : startScore(index);
      const begun = gain === null ? Number.NEGATIVE_INFINITY : (best[index] as number) + gain;
      if (begun > open) {
        open = begun;
        openedAt = index;
      }
      next[index] = open;
      from[index] = openedAt;
    }
    best = next;
    began.push(from);
  }
  const starts: number[] = [];
  let end = length;
  for (const from of began.reverse()) {
    end = from[end] as number;
    starts.unshift(end);
  }
  return starts;
}
