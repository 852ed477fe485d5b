import pgvector from "pgvector";
import { Prisma } from "@/lib/platform/db";

/** Seven digits keep a float32 to within 1e-7 of itself and the statement short. */
const DIGITS = 7;

/** A statement has a query's vector in several places. */
const written = new WeakMap<Float32Array, string>();

/** A vector in pgvector's text form. Whoever changes a vector afterwards makes a copy first. */
export function vectorText(vector: Float32Array): string {
  const known = written.get(vector);
  if (known !== undefined) return known;
  const numbers = Array.from(vector, (value) => Number(value.toPrecision(DIGITS)));
  const text = String(pgvector.toSql(numbers));
  written.set(vector, text);
  return text;
}

export const vectorSql = (vector: Float32Array): Prisma.Sql =>
  Prisma.sql`${vectorText(vector)}::vector`;
