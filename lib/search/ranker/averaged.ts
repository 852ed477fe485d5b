import { type Series, zScores } from "@/lib/search/ranker/series";

/** The mean of the z-scores, so that every network says as much as the others. */
export function averaged(scores: readonly Series[]): Series {
  const sum = new Float32Array(scores[0]?.length ?? 0);
  for (const one of scores) {
    zScores(one).forEach((value, index) => {
      sum[index] = (sum[index] as number) + value / scores.length;
    });
  }
  return sum;
}
