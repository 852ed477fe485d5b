import { PrismaPg } from "@prisma/adapter-pg";
import { env } from "@/lib/platform/env";
import { Prisma, PrismaClient } from "@/lib/platform/prisma/client";

export { Prisma };
export type Db = PrismaClient;
/** Inside `db().$transaction(async (tx) => …)`. */
export type Tx = Prisma.TransactionClient;

// Next bundles routes apart from the server; both share one pool through the process.
const shared = globalThis as typeof globalThis & { parleyDb?: PrismaClient };

/** The process's database client; connects at the first query. */
export function db(): Db {
  shared.parleyDb ??= new PrismaClient({
    adapter: new PrismaPg({
      connectionString: env().DATABASE_URL,
      max: 12,
      connectionTimeoutMillis: 10_000,
    }),
  });
  return shared.parleyDb;
}

/** Closes the pool. */
export async function closeDb(): Promise<void> {
  await shared.parleyDb?.$disconnect();
  shared.parleyDb = undefined;
}

/** True for a violated unique constraint. */
export const isDuplicate = (error: unknown): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
