import { Prisma } from "@/lib/platform/db";
import { dimensionsOf } from "@/lib/search/embedding-models";
import {
  column,
  countHaving,
  frequenciesOf,
  fusedSql,
  joined,
  lexicalScore,
  type QueryVector,
  type RankingQuery,
  runColumns,
  semanticOf,
  smoothedSql,
  weightsOf,
} from "@/lib/search/evidence-sql";
import { ordinaryWordsSql } from "@/lib/search/ordinary-sql";
import { meetingsInReach, speaksInChunk } from "@/lib/search/scope-sql";
import { vectorText } from "@/lib/search/vector-sql";

/** A query with what is looked up by words: a tsquery, or null for nothing. */
export type ProbedQuery = RankingQuery & { probe: string | null };

/** Chunks the index is asked for by meaning, per model. */
const NEAREST = 60;
/** Chunks looked at for their words; `probe` is chosen to give fewer. */
const WORDED_MAX = 6000;
/** Of both, those that are scored with all their neighbours. */
const SEEDS = 60;
/** How far around a chunk others of these two kinds speak for it, before it is a seed. */
const COMPANY = 2;
/** Neighbours of a seed that are candidates too, on each side. */
const BESIDE = 1;
/** What is ordinary is learnt from so many stretches of so many neighbouring chunks. */
const STRETCHES = 32;
const STRETCH = 12;

/**
 * The chunks in reach that may be among the best, scored as `exactRankingSql` scores all, in one
 * statement whose cost hardly grows with the instance:
 *
 * 1. `reach`: the access rule and the filters; nothing outside is looked at below;
 * 2. `background`: stretches of talk from all over the reach. They stand for it in the statistics:
 *    how common a word is, and the mean and spread of scores;
 * 3. `worded`: chunks with the query's rarest words, by the index of words;
 * 4. `near`: the nearest by the HNSW index, which goes on until enough of them are in reach;
 * 5. `seeds`: the best of both, each with its company;
 * 6. `island`: seeds and their neighbours, exactly scored and smoothed.
 */
export function candidateRankingSql(query: ProbedQuery): Prisma.Sql {
  const { vectors, terms, profile } = query;
  const words = ordinaryWordsSql(query);
  // Where a run ends and the meeting goes on, neighbours are missing: these points do not count.
  const inside = {
    first: Prisma.sql`1 + CASE WHEN r.at_start THEN 0 ELSE ${profile.reach}::int END`,
    last: Prisma.sql`cardinality(r.ids) - CASE WHEN r.at_end THEN 0 ELSE ${profile.reach}::int END`,
  };
  return Prisma.sql`
    WITH reach AS MATERIALIZED (${meetingsInReach(query)}),
    background AS MATERIALIZED (${backgroundSql(query)}),
    worded AS MATERIALIZED (${wordedSql(query)}),
    rarity AS MATERIALIZED (${raritySql(terms)}),
    stretch AS (
      SELECT min(e."position") = 0 AS at_start, false AS at_end, ${runColumns(terms)}
      FROM background e, rarity GROUP BY e."meetingId"
    ),
    ordinary AS MATERIALIZED (${smoothedSql(Prisma.sql`stretch`, { profile, ...inside })}),
    words AS MATERIALIZED (${words}),
    seeds AS MATERIALIZED (${seedsSql(query)}),
    island AS MATERIALIZED (${islandsSql(profile.reach + BESIDE)}),
    run AS (
      SELECT i.first = 0 AS at_start, i.last >= i.chunks - 1 AS at_end, ${runColumns(terms)}
      FROM island i JOIN LATERAL (
        SELECT c."id", c."position", c."modelId" AS model, ${semanticOf(vectors)} AS semantic
          ${frequenciesOf(terms)}
        FROM "Chunk" c
        WHERE c."meetingId" = i."meetingId" AND c."position" >= i.first AND c."position" <= i.last
        OFFSET 0
      ) e ON true CROSS JOIN rarity
      GROUP BY i."meetingId", i.first, i.last, i.chunks
    ),
    smoothed AS MATERIALIZED (${smoothedSql(Prisma.sql`run`, { profile, ...inside })}),
    ${fusedSql(query)}`;
}

/** Kept from being turned into a join, which would read all chunks in reach. */
const inReach = Prisma.sql`(c."meetingId" IN (SELECT "id" FROM reach)) IS TRUE`;

/** Whether chunk `c` has the words that are looked up. */
const hasProbe = ({ probe }: ProbedQuery): Prisma.Sql =>
  probe === null ? Prisma.sql`false` : Prisma.sql`(c."lexemes" @@ ${probe}::tsquery)`;

function backgroundSql(query: ProbedQuery): Prisma.Sql {
  return Prisma.sql`
    SELECT c."id", c."meetingId", c."position", c."modelId" AS model,
      ${hasProbe(query)} AS probed, ${semanticOf(query.vectors)} AS semantic
      ${frequenciesOf(query.terms)}
    FROM (
      SELECT "id", mod(abs(hashtext("id"::text)::bigint), greatest(1, chunks - ${STRETCH} + 1)) AS start
      FROM (
        SELECT "id", chunks, row_number() OVER (ORDER BY "id") AS place, count(*) OVER () AS meetings
        FROM reach WHERE chunks > 0
      ) ordered
      WHERE mod(place, greatest(1, meetings / ${STRETCHES})) = 0
      LIMIT ${STRETCHES}
    ) s JOIN "Chunk" c ON c."meetingId" = s."id"
      AND c."position" >= s.start AND c."position" < s.start + ${STRETCH}`;
}

function wordedSql(query: ProbedQuery): Prisma.Sql {
  return Prisma.sql`
    SELECT c."meetingId", c."position", c."modelId" AS model,
      ${semanticOf(query.vectors)} AS semantic ${frequenciesOf(query.terms)}
    FROM "Chunk" c
    WHERE ${hasProbe(query)} AND ${inReach} AND ${speaksInChunk(query.filter)}
    LIMIT ${WORDED_MAX}`;
}

/** Null for a model without an index. */
function nearSql(query: ProbedQuery, { modelId, vector }: QueryVector): Prisma.Sql | null {
  const dimensions = dimensionsOf(modelId);
  if (dimensions === null) return null;
  // Written out, as in the index: its predicate and its type are part of what the planner matches.
  const half = Prisma.raw(`halfvec(${dimensions})`);
  return Prisma.sql`
    SELECT * FROM (
      SELECT c."meetingId", c."position", c."modelId" AS model,
        ${semanticOf(query.vectors)} AS semantic ${frequenciesOf(query.terms)}
      FROM "Chunk" c
      WHERE c."modelId" = ${Prisma.raw(`'${modelId}'`)} AND ${inReach}
        AND ${speaksInChunk(query.filter)}
      ORDER BY (c."embedding"::${half}) <#> ${vectorText(vector)}::${half}
      LIMIT ${NEAREST}
    ) n`;
}

/** A word is as common as in the background; a rare one as often as it was found. */
function raritySql(terms: readonly string[]): Prisma.Sql {
  const share = (index: number) =>
    Prisma.sql`, ${countHaving(index)}::float8 / greatest(1, count(*)) AS ${column("n", index)}`;
  const found = (index: number) => Prisma.sql`, ${countHaving(index)} AS ${column("n", index)}`;
  const containing = (index: number) =>
    Prisma.sql`greatest(b.${column("n", index)} * total, w.${column("n", index)})`;
  return Prisma.sql`
    SELECT total ${weightsOf(terms, { total: Prisma.sql`total`, containing })}
    FROM (SELECT sum(chunks)::float8 AS total FROM reach) r,
      (SELECT 1 ${joined(terms, (_, index) => share(index))} FROM background) b,
      (SELECT 1 ${joined(terms, (_, index) => found(index))} FROM worded) w`;
}

/** Words count as they are, meaning by how far it is above the ordinary; both in units of its spread. */
function seedsSql(query: ProbedQuery): Prisma.Sql {
  const { terms, profile } = query;
  const nearest = query.vectors.flatMap((vector) => nearSql(query, vector) ?? []);
  return Prisma.sql`
    SELECT "meetingId", "position" FROM (
      SELECT p."meetingId", p."position", sum(p.worth) OVER (
        PARTITION BY p."meetingId" ORDER BY p."position"
        RANGE BETWEEN ${COMPANY}::int PRECEDING AND ${COMPANY}::int FOLLOWING
      ) + p.worth AS worth
      FROM (
        SELECT DISTINCT ON ("meetingId", "position") "meetingId", "position",
          ${profile.lexicalWeight}::float8
            * coalesce(${lexicalScore(terms)} / nullif(lexical_spread, 0), 0)
          + ${profile.semanticWeight}::float8
            * coalesce(greatest(0, semantic - o.mean) / nullif(o.spread, 0), 0) AS worth
        FROM (SELECT * FROM worded ${joined(nearest, (near) => Prisma.sql`UNION ALL ${near}`)}) found
        CROSS JOIN rarity CROSS JOIN words LEFT JOIN (
          SELECT model, avg(semantic) AS mean, stddev_pop(semantic) AS spread
          FROM background GROUP BY model
        ) o USING (model)
      ) p
    ) accompanied
    ORDER BY worth DESC LIMIT ${SEEDS}`;
}

/** Stretches of neighbouring positions that hold the seeds and what is around them. */
function islandsSql(around: number): Prisma.Sql {
  return Prisma.sql`
    SELECT b."meetingId", min(b."position") AS first, max(b."position") AS last, reach.chunks
    FROM (
      SELECT "meetingId", "position", "position"
        - row_number() OVER (PARTITION BY "meetingId" ORDER BY "position") AS block
      FROM (
        SELECT DISTINCT s."meetingId", s."position" + d AS "position"
        FROM seeds s, generate_series(${-around}::int, ${around}::int) AS d
        WHERE s."position" + d >= 0
      ) positions
    ) b JOIN reach ON reach."id" = b."meetingId"
    GROUP BY b."meetingId", b.block, reach.chunks`;
}
