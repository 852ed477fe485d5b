import type { Weights } from "@/lib/emotion/fusion";
import { judge } from "@/tests/bench/fusion/judge";
import { type Pair, tellers, withoutSurprise } from "@/tests/bench/fusion/pairs";

const tenths = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => (from + at) / 10);

/** Every combination of weights that is tried, with the log loss it gives. */
export function* triedWeights(pairs: readonly Pair[]) {
  for (const voice of tenths(8, 11)) {
    for (const yields of tenths(0, 10)) {
      const weights: Weights = { voice, yields };
      yield { weights, ...judge(pairs, withoutSurprise(tellers(weights).fused)) };
    }
  }
}
