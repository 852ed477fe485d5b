import { Prisma } from "@/lib/platform/db";
import { quoteLexeme } from "@/lib/search/query";
import { type FusionProfile, smoothingKernel } from "@/lib/search/ranking";
import { type SearchScope, speaksInChunk } from "@/lib/search/scope-sql";
import { vectorSql } from "@/lib/search/vector-sql";

/** The query as one embedding model sees it. */
export interface QueryVector {
  modelId: string;
  vector: Float32Array;
}

export interface RankingQuery extends SearchScope {
  /** One per model that answers; chunks of other models take part with their words alone. */
  vectors: readonly QueryVector[];
  /** Stems; see `QueryPlan.terms`. */
  terms: readonly string[];
  profile: FusionProfile;
  limit: number;
}

/** ts_rank of a word that occurs once: weight D (0.1) over pi^2/6 (Postgres, tsrank.c). */
const RANK_OF_ONE = 0.1 / 1.64493406685;

/**
 * The dot product with the query of an embedding, as the chunk `c`'s own model sees it; null without.
 * @param table whose embedding it is: the chunk's, or its window's
 */
export function semanticOf(vectors: readonly QueryVector[], table: "c" | "w" = "c"): Prisma.Sql {
  if (vectors.length === 0) return Prisma.sql`NULL::float8`;
  const embedding = Prisma.raw(`${table}."embedding"`);
  const cases = vectors.map(
    ({ modelId, vector }) =>
      Prisma.sql`WHEN ${modelId} THEN -(${embedding} <#> ${vectorSql(vector)})`,
  );
  return Prisma.sql`(CASE c."modelId" ${Prisma.join(cases, " ")} END)::float8`;
}

/**
 * Columns `f0, f1, …` of chunk `c`, to follow others: how often each stem occurs, as Postgres'
 * ts_rank for it alone, which saturates as 1 + 1/4 + 1/9 + …; 1 for one occurrence.
 */
export const frequenciesOf = (terms: readonly string[]): Prisma.Sql =>
  joined(terms, (term, index) => {
    const rank = Prisma.sql`ts_rank(c."lexemes", ${quoteLexeme(term)}::tsquery)`;
    return Prisma.sql`, ${rank} / ${RANK_OF_ONE}::float8 AS ${column("f", index)}`;
  });

/** Columns `w0, w1, …`, to follow others: what each stem weighs (idf of Robertson and Sparck Jones). */
export const weightsOf = (
  terms: readonly string[],
  { total, containing }: { total: Prisma.Sql; containing: (index: number) => Prisma.Sql },
): Prisma.Sql =>
  joined(terms, (_, index) => {
    const having = containing(index);
    return Prisma.sql`, ln(1 + (${total} - ${having} + 0.5) / (${having} + 0.5)) AS ${column("w", index)}`;
  });

/** Rows with `f` of a stem, of those of an aggregation. */
export const countHaving = (index: number): Prisma.Sql =>
  Prisma.sql`count(*) FILTER (WHERE ${column("f", index)} > 0)`;

/** The sum over the stems of frequency times weight, where both kinds of columns are in reach. */
export const lexicalScore = (terms: readonly string[]): Prisma.Sql =>
  Prisma.sql`(0::float8 ${joined(terms, (_, index) => Prisma.sql`+ ${column("f", index)} * ${column("w", index)}`)})`;

export const column = (letter: "f" | "w" | "n", index: number): Prisma.Sql =>
  Prisma.raw(`${letter}${index}`);

/** Pieces of SQL one after the other; nothing of nothing. */
export function joined<T>(
  items: readonly T[],
  piece: (item: T, index: number) => Prisma.Sql,
  separator = " ",
): Prisma.Sql {
  return items.length > 0 ? Prisma.join(items.map(piece), separator) : Prisma.empty;
}

/**
 * Columns of a run: neighbouring chunks `e` of one meeting as arrays, in their order. Arrays sum
 * over neighbours ten times faster than window functions do.
 */
export const runColumns = (terms: readonly string[]): Prisma.Sql => {
  const inOrder = Prisma.sql`ORDER BY e."position"`;
  return Prisma.sql`min(e.model) AS model, bool_or(e.semantic IS NOT NULL) AS seen,
    array_agg(e."id" ${inOrder}) AS ids,
    array_agg(${lexicalScore(terms)} ${inOrder}) AS lexical,
    array_agg(coalesce(e.semantic, 0) ${inOrder}) AS semantic`;
};

/**
 * The chunks `first` to `last` (from 1) of each run, with words and meaning each summed over the
 * neighbours within the run.
 */
export const smoothedSql = (
  runs: Prisma.Sql,
  { profile, first, last }: { profile: FusionProfile; first: Prisma.Sql; last: Prisma.Sql },
): Prisma.Sql => Prisma.sql`
  SELECT r.model, r.ids[i] AS id, r.lexical[i] AS lexical,
    CASE WHEN r.seen THEN r.semantic[i] END AS semantic,
    ${overNeighbours("lexical", profile)} AS near_lexical,
    ${overNeighbours("semantic", profile)} AS near_semantic
  FROM ${runs} r CROSS JOIN LATERAL generate_series(${first}, ${last}) AS i`;

/** An array's elements weighted over the neighbours of `i`; missing ones count nothing. */
function overNeighbours(array: "lexical" | "semantic", profile: FusionProfile): Prisma.Sql {
  const terms = smoothingKernel(profile).map((weight, index) => {
    const distance = index - profile.reach;
    return `${weight}::float8 * coalesce(r.${array}[i + ${distance}], 0)`;
  });
  return Prisma.raw(`(${terms.join(" + ")})`);
}

/**
 * The end of a ranking: chunks of `smoothed`, their two kinds of evidence as z-scores, added: words by
 * `words(lexical_mean, lexical_spread)`, meaning by what is in `ordinary`. Dot products of different
 * models are never compared: each is a z-score among those of its own.
 */
export function fusedSql(query: RankingQuery): Prisma.Sql {
  const { profile, limit, filter } = query;
  const zScore = (kind: "lexical" | "semantic") =>
    Prisma.raw(`coalesce((s.near_${kind} - ${kind}_mean) / nullif(${kind}_spread, 0), 0)`);
  const spoken = filter.speakers
    ? Prisma.sql`JOIN "Chunk" c ON c."id" = s.id AND ${speaksInChunk(filter)}`
    : Prisma.empty;
  return Prisma.sql`
    meaning AS MATERIALIZED (
      SELECT model, avg(near_semantic) AS semantic_mean, stddev_pop(near_semantic) AS semantic_spread
      FROM ordinary GROUP BY model
    ),
    fused AS MATERIALIZED (
      SELECT z.*, ${profile.lexicalWeight}::float8 * z.lexical_z
        + ${profile.semanticWeight}::float8 * z.semantic_z AS score
      FROM (
        SELECT s.*, ${zScore("lexical")} AS lexical_z, ${zScore("semantic")} AS semantic_z
        FROM smoothed s ${spoken} CROSS JOIN words LEFT JOIN meaning USING (model)
      ) z
      ORDER BY score DESC, z.id
      LIMIT ${limit}
    )
    SELECT c."id" AS "chunkId", c."meetingId", c."position", c."firstSegment", c."lastSegment",
      c."modelId", f.lexical, f.semantic, f.near_lexical AS "nearLexical",
      f.near_semantic AS "nearSemantic", f.lexical_z AS "lexicalZ", f.semantic_z AS "semanticZ",
      f.score
    FROM fused f JOIN "Chunk" c ON c."id" = f.id
    ORDER BY f.score DESC, c."meetingId", c."position"`;
}
