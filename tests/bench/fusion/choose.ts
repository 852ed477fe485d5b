import type { Weights } from "@/lib/emotion/fusion";
import { judge } from "@/tests/bench/fusion/judge";
import { type Pair, tellers, withoutSurprise } from "@/tests/bench/fusion/pairs";

/** Exponents that are tried for each reader. What both have in common is the temperature. */
const TRIED = Array.from({ length: 15 }, (_, at) => Math.round((0.2 + at * 0.1) * 10) / 10);

/** The two weights under which the truth is likeliest. */
export function chooseWeights(pairs: readonly Pair[]): { weights: Weights; logLoss: number } {
  let best = { weights: { face: 1, voice: 1 }, logLoss: Number.POSITIVE_INFINITY };
  for (const face of TRIED) {
    for (const voice of TRIED) {
      const weights = { face, voice };
      const { logLoss } = judge(pairs, withoutSurprise(tellers(weights).fused));
      if (logLoss < best.logLoss) best = { weights, logLoss };
    }
  }
  return best;
}
