import { quoteLexeme } from "@/lib/search/query";

/** What a search would go through. */
export interface Reach {
  /** Chunks the viewer may read, within the filters. */
  readable: number;
  /** Chunks of the whole instance, about. */
  total: number;
}

/**
 * What the two ways of ranking cost, in the time it takes to score one chunk (about 5 microseconds,
 * docs/decisions/0013-search-at-scale.md): the exact way scores everything in reach; the other scores its candidates, and
 * the fewer of an instance's chunks somebody may read, the more of them the index has to step over.
 */
const CANDIDATES_COST = 4_000;
const STEP_COST = 1.5;
/** Seeds the index is asked for. */
const SEEDS = 60;

/** Scoring all chunks in reach, or candidates alone. */
export type RankingWay = "exact" | "candidates";

export function chooseWay({ readable, total }: Reach): RankingWay {
  const stepsPerSeed = total / Math.max(1, readable);
  return readable > CANDIDATES_COST + SEEDS * stepsPerSeed * STEP_COST ? "candidates" : "exact";
}

/** A stem and the share of all chunks that have it. */
export interface TermShare {
  term: string;
  share: number;
}

/** Rarest terms that are combined; more would double the work each and find nothing new. */
const PROBED_TERMS = 8;
/** Words of one subject come together this much more often than chance has it, per further word. */
const TOGETHER = 4;

/**
 * A tsquery for the chunks whose words say most, such that about `budget` chunks have them: those
 * where the weights (-ln of the share) of the words they contain sum to a threshold, the lowest that
 * keeps the budget. Written as the least combinations that reach it.
 *
 * @returns null when even all words together are too common to look up
 */
export function probeFor({
  terms,
  total,
  budget,
}: {
  terms: readonly TermShare[];
  total: number;
  budget: number;
}): string | null {
  const rarest = [...terms].sort((a, b) => a.share - b.share).slice(0, PROBED_TERMS);
  const combinations = combinationsOf(rarest);
  const thresholds = [...new Set(combinations.map(({ weight }) => weight))].sort((a, b) => a - b);
  for (const threshold of thresholds) {
    const least = combinations.filter(
      ({ weight, lightest }) => weight >= threshold && weight - lightest < threshold,
    );
    const expected = least.reduce((sum, { share }) => sum + share * total, 0);
    if (expected <= budget) return least.map(({ query }) => query).join(" | ");
  }
  return null;
}

interface Combination {
  query: string;
  weight: number;
  /** The least weight among its words. */
  lightest: number;
  /** Share of the chunks that have all of them, about. */
  share: number;
}

function combinationsOf(terms: readonly TermShare[]): Combination[] {
  return Array.from({ length: 2 ** terms.length - 1 }, (_, index) => {
    const members = terms.filter((_, bit) => ((index + 1) >> bit) & 1);
    const weights = members.map(({ share }) => -Math.log(share));
    const independent = members.reduce((product, { share }) => product * share, 1);
    const rarest = Math.min(...members.map(({ share }) => share));
    return {
      query: `(${members.map(({ term }) => quoteLexeme(term)).join(" & ")})`,
      weight: weights.reduce((sum, weight) => sum + weight, 0),
      lightest: Math.min(...weights),
      share: Math.min(rarest, independent * TOGETHER ** (members.length - 1)),
    };
  });
}
