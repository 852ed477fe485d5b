import pgvector from "pgvector";
import { Prisma } from "@/lib/platform/db";

/** Seven digits keep a float32 to within 1e-7 of itself and the statement short. */
const DIGITS = 7;

/** A vector in pgvector's text form. */
export const vectorText = (vector: Float32Array): string =>
  pgvector.toSql(Array.from(vector, (value) => Number(value.toPrecision(DIGITS))));

export const vectorSql = (vector: Float32Array): Prisma.Sql =>
  Prisma.sql`${vectorText(vector)}::vector`;
