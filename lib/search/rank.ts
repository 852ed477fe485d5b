import { probeFor } from "@/lib/search/rank-plan";
import { FUSION, type RankedChunk } from "@/lib/search/ranking";
import { rankCandidates, rankExactly } from "@/lib/search/repo";
import { termShares } from "@/lib/search/term-shares";
import type { UnderstoodQuery } from "@/lib/search/understanding";

/** Chunks that are looked at for their words, about. */
const WORDED = 2500;

/**
 * The best of the chunks in reach: of all of them, or past some thousands of candidates found by
 * index (docs/decisions/0013-search-at-scale.md).
 *
 * @param profile how evidence is fused, for measuring; by the kind of query unless given
 * @returns with the tsquery that was looked up, null when none was
 */
export async function rank(
  query: UnderstoodQuery,
  limit: number,
  profile = FUSION[query.plan.kind],
): Promise<{ chunks: RankedChunk[]; probe: string | null }> {
  const { plan, scope, vectors, reach } = query;
  const { terms } = plan;
  const asked = { ...scope, vectors, terms, profile, limit };
  if (query.way === "exact") return { chunks: await rankExactly(asked), probe: null };
  const shares = await termShares(terms);
  const probe = probeFor({ terms: shares, total: reach.total, budget: WORDED });
  return { chunks: await rankCandidates({ ...asked, probe }), probe };
}
