import { Prisma } from "@/lib/platform/db";
import {
  countHaving,
  frequenciesOf,
  fusedSql,
  type RankingQuery,
  runColumns,
  semanticOf,
  smoothedSql,
  weightsOf,
} from "@/lib/search/evidence-sql";
import { meetingsInReach } from "@/lib/search/scope-sql";

/**
 * All chunks in reach, scored and ordered, in one statement:
 *
 * 1. `reach`: the access rule and the filters;
 * 2. `evidence`: what speaks for a chunk, word by word and as a dot product of unit vectors;
 * 3. `rarity`: what each word weighs among the chunks in reach: BM25 without its length term
 *    (chunks are of one length);
 * 4. `smoothed`: words and meaning, each summed over the neighbours within the same meeting;
 * 5. `fused`: both as z-scores over the reach, added.
 */
export function exactRankingSql(query: RankingQuery): Prisma.Sql {
  const { vectors, terms, profile } = query;
  const whole = { first: Prisma.sql`1`, last: Prisma.sql`cardinality(r.ids)` };
  return Prisma.sql`
    WITH reach AS MATERIALIZED (${meetingsInReach(query)}),
    evidence AS MATERIALIZED (
      SELECT c."id", c."meetingId", c."position", c."modelId" AS model,
        ${semanticOf(vectors)} AS semantic ${frequenciesOf(terms)}
      FROM reach JOIN "Chunk" c ON c."meetingId" = reach."id"
    ),
    rarity AS MATERIALIZED (
      SELECT count(*) AS total
        ${weightsOf(terms, { total: Prisma.sql`count(*)`, containing: countHaving })}
      FROM evidence
    ),
    run AS (SELECT ${runColumns(terms)} FROM evidence e, rarity GROUP BY e."meetingId"),
    smoothed AS MATERIALIZED (${smoothedSql(Prisma.sql`run`, { profile, ...whole })}),
    ordinary AS (SELECT * FROM smoothed),
    words AS MATERIALIZED (
      SELECT avg(near_lexical) AS lexical_mean, stddev_pop(near_lexical) AS lexical_spread
      FROM smoothed
    ),
    ${fusedSql(query)}`;
}
