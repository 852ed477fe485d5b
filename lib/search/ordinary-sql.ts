import { Prisma } from "@/lib/platform/db";
import { lexicalScore, type RankingQuery } from "@/lib/search/evidence-sql";
import { smoothingKernel } from "@/lib/search/ranking";

/**
 * Mean and spread of the smoothed words over the reach. A rare word is what sets a spread, and no
 * sample of the reach has it: chunks with the rarest words count themselves, the background stands
 * for the rest. How much smoothing widens a spread depends on how words keep together; the
 * background tells.
 */
export function ordinaryWordsSql({ terms, profile }: RankingQuery): Prisma.Sql {
  const kernel = smoothingKernel(profile);
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  // Between neighbours that have nothing to do with one another, and neighbours that are the same.
  const least = Math.hypot(...kernel);
  return Prisma.sql`
    SELECT ${sum}::float8 * mean AS lexical_mean,
      sqrt(greatest(0, square - mean * mean))
        * least(${sum}::float8, greatest(${least}::float8, widening)) AS lexical_spread
    FROM (
      SELECT (found.sum + rest * other.mean) / greatest(1, total) AS mean,
        (found.squares + rest * other.square) / greatest(1, total) AS square
      FROM (
        SELECT total, greatest(0, total - count(w.score)) AS rest,
          coalesce(sum(w.score), 0) AS sum, coalesce(sum(w.score * w.score), 0) AS squares
        FROM rarity LEFT JOIN LATERAL (
          SELECT ${lexicalScore(terms)} AS score FROM worded
        ) w ON true
        GROUP BY total
      ) found, (
        SELECT coalesce(avg(b.score), 0) AS mean, coalesce(avg(b.score * b.score), 0) AS square
        FROM (SELECT ${lexicalScore(terms)} AS score FROM background, rarity WHERE NOT probed) b
      ) other
    ) moments, (
      SELECT coalesce(stddev_pop(near_lexical) / nullif(stddev_pop(lexical), 0),
        ${Math.sqrt(sum * least)}::float8) AS widening
      FROM ordinary
    ) smoothing`;
}
