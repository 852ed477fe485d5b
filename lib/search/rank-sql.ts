import { readableBy } from "@/lib/meetings/access-sql";
import { Prisma } from "@/lib/platform/db";
import { quoteLexeme } from "@/lib/search/query";
import { type FusionProfile, smoothingKernel } from "@/lib/search/ranking";
import { vectorSql } from "@/lib/search/vector-sql";

export interface RankingQuery {
  viewerId: string;
  meetingId: string | undefined;
  /** Chunks of other models take part with their words alone. */
  modelId: string;
  vector: Float32Array;
  /** Stems; see `QueryPlan.terms`. */
  terms: readonly string[];
  profile: FusionProfile;
  limit: number;
}

/** ts_rank of a word that occurs once: weight D (0.1) over pi^2/6 (Postgres, tsrank.c). */
const RANK_OF_ONE = 0.1 / 1.64493406685;

/**
 * All chunks the viewer may read, scored and ordered, in one statement:
 *
 * 1. `scope`: the access rule, and one meeting if asked for;
 * 2. `lexical`: BM25 without its length term (chunks are of one length): the sum over the query's
 *    stems of idf (Robertson and Sparck Jones) times Postgres' ts_rank for that stem alone, which
 *    saturates with frequency as 1 + 1/4 + 1/9 + …;
 * 3. `semantic`: dot product of unit vectors;
 * 4. `smoothed`: each of the two, summed over the neighbours within the same meeting;
 * 5. `fused`: both as z-scores over the scope, added.
 */
export function rankingSql(query: RankingQuery): Prisma.Sql {
  const { viewerId, meetingId, modelId, vector, terms, profile, limit } = query;
  const oneMeeting = meetingId ? Prisma.sql`AND c."meetingId" = ${meetingId}::uuid` : Prisma.empty;
  return Prisma.sql`
    WITH scope AS MATERIALIZED (
      SELECT c."id", c."meetingId", c."position", c."firstSegment", c."lastSegment", c."lexemes",
        CASE WHEN c."modelId" = ${modelId} THEN -(c."embedding" <#> ${vectorSql(vector)}) END
          AS semantic
      FROM "Chunk" c
      WHERE ${readableBy({ userId: viewerId, meetingId: Prisma.sql`c."meetingId"` })} ${oneMeeting}
    ),
    terms AS (
      SELECT term, quoted::tsquery AS query
      FROM unnest(${[...terms]}::text[], ${terms.map(quoteLexeme)}::text[]) AS t(term, quoted)
    ),
    occurrences AS (
      SELECT s."id", t.term, ts_rank(s."lexemes", t.query) / ${RANK_OF_ONE}::float8 AS frequency
      FROM scope s JOIN terms t ON s."lexemes" @@ t.query
    ),
    rarity AS (
      SELECT term, ln(1 + (total - count(*) + 0.5) / (count(*) + 0.5)) AS idf
      FROM occurrences, (SELECT count(*) AS total FROM scope) n
      GROUP BY term, total
    ),
    lexical AS (
      SELECT o."id", sum(o.frequency * r.idf) AS lexical
      FROM occurrences o JOIN rarity r USING (term)
      GROUP BY o."id"
    ),
    evidence AS (
      SELECT s.*, coalesce(l.lexical, 0)::float8 AS lexical
      FROM scope s LEFT JOIN lexical l USING ("id")
    ),
    smoothed AS (
      SELECT e.*, ${overNeighbours("lexical", profile)} AS near_lexical,
        ${overNeighbours("semantic", profile)} AS near_semantic
      FROM evidence e
      WINDOW meeting AS (PARTITION BY e."meetingId" ORDER BY e."position")
    ),
    fused AS (
      SELECT s.*, ${profile.lexicalWeight}::float8 * ${zScore("near_lexical")}
        + ${profile.semanticWeight}::float8 * ${zScore("near_semantic")} AS score
      FROM smoothed s
    )
    SELECT "id" AS "chunkId", "meetingId", "position", "firstSegment", "lastSegment", lexical,
      semantic, score
    FROM fused
    ORDER BY score DESC, "meetingId", "position"
    LIMIT ${limit}`;
}

/** The column weighted over the neighbours in the same meeting; missing ones count nothing. */
function overNeighbours(column: "lexical" | "semantic", profile: FusionProfile): Prisma.Sql {
  const terms = smoothingKernel(profile).map((weight, index) => {
    const distance = index - profile.reach;
    const side = distance < 0 ? "lag" : "lead";
    return `${weight} * coalesce(${side}(e.${column}, ${Math.abs(distance)}) OVER meeting, 0)`;
  });
  return Prisma.raw(`(${terms.join(" + ")})`);
}

/** 0 for all when all are alike, which says nothing. */
const zScore = (column: "near_lexical" | "near_semantic"): Prisma.Sql =>
  Prisma.raw(
    `coalesce((s.${column} - avg(s.${column}) OVER ()) / nullif(stddev_pop(s.${column}) OVER (), 0), 0)`,
  );
