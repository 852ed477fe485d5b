import type { LlmCaps, LlmPurpose } from "@/lib/llm/schema";
import { db, Prisma, type Tx } from "@/lib/platform/db";

const SETTING = "llm";

export const loadCaps = async (): Promise<unknown> =>
  (await db().instanceSetting.findUnique({ where: { key: SETTING } }))?.value ?? null;

export const saveCaps = (value: LlmCaps, by: string) =>
  db().instanceSetting.upsert({
    where: { key: SETTING },
    create: { key: SETTING, value, updatedBy: by },
    update: { value, updatedBy: by },
  });

export interface UsageDraft {
  userId: string | null;
  meetingId: string | null;
  purpose: LlmPurpose;
  model: string;
  promptTokens: number;
  completionTokens: number;
  costMicros: number | null;
}

/** Tokens used since a moment, of everybody or of one person. */
export async function tokensSince(
  since: Date,
  userId?: string | null,
  client: Tx = db(),
): Promise<number> {
  const { _sum } = await client.llmUsage.aggregate({
    where: { at: { gte: since }, ...(userId && { userId }) },
    _sum: { promptTokens: true, completionTokens: true },
  });
  return (_sum.promptTokens ?? 0) + (_sum.completionTokens ?? 0);
}

/**
 * Sets aside what a request may use at its most, unless that would go past a cap. One at a time,
 * so that requests made together cannot pass a cap together.
 * @returns the row's id, or whose cap is in the way
 */
export function reserve(
  draft: UsageDraft,
  { caps, since }: { caps: LlmCaps; since: Date },
): Promise<{ id: string } | { full: "instance" | "person" }> {
  return db().$transaction(async (tx) => {
    const wanted = draft.promptTokens + draft.completionTokens;
    const { monthlyTokens, monthlyTokensPerPerson } = caps;
    if (monthlyTokens !== null || monthlyTokensPerPerson !== null)
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('parley.llm'))`;
    if (monthlyTokens !== null && (await tokensSince(since, null, tx)) + wanted > monthlyTokens)
      return { full: "instance" };
    if (
      monthlyTokensPerPerson !== null &&
      draft.userId !== null &&
      (await tokensSince(since, draft.userId, tx)) + wanted > monthlyTokensPerPerson
    )
      return { full: "person" };
    return tx.llmUsage.create({ data: draft, select: { id: true } });
  });
}

/** Puts what was used in place of what was set aside. */
export const settle = (
  id: string,
  used: Pick<UsageDraft, "promptTokens" | "completionTokens" | "costMicros">,
) => db().llmUsage.updateMany({ where: { id }, data: used });

interface Sums {
  requests: number;
  promptTokens: number;
  completionTokens: number;
  costMicros: number | null;
}

const SUMS = Prisma.sql`count(*)::int AS "requests",
  coalesce(sum(u."promptTokens"), 0)::float8 AS "promptTokens",
  coalesce(sum(u."completionTokens"), 0)::float8 AS "completionTokens",
  sum(u."costMicros")::float8 AS "costMicros"`;

const MONTH = Prisma.sql`to_char(u."at" AT TIME ZONE 'UTC', 'YYYY-MM')`;

/** What was used since a moment: in all, by purpose, and by the people who used most. */
export async function usageSince(since: Date, people: number) {
  const [total, purposes, persons] = await Promise.all([
    db().$queryRaw<Sums[]>`SELECT ${SUMS} FROM "LlmUsage" u WHERE u."at" >= ${since}`,
    db().$queryRaw<(Sums & { purpose: string })[]>`
      SELECT u."purpose", ${SUMS} FROM "LlmUsage" u WHERE u."at" >= ${since}
      GROUP BY u."purpose" ORDER BY u."purpose"`,
    db().$queryRaw<(Sums & { id: string; name: string })[]>`
      SELECT p."id", p."name", ${SUMS} FROM "LlmUsage" u JOIN "User" p ON p."id" = u."userId"
      WHERE u."at" >= ${since} GROUP BY p."id"
      ORDER BY sum(u."promptTokens" + u."completionTokens") DESC, p."id" LIMIT ${people}`,
  ]);
  return { total: total[0], purposes, people: persons };
}

/** Sums of the months before a moment, newest first. */
export const monthsBefore = (before: Date, months: number) =>
  db().$queryRaw<(Sums & { month: string })[]>`
    SELECT ${MONTH} AS "month", ${SUMS} FROM "LlmUsage" u WHERE u."at" < ${before}
    GROUP BY 1 ORDER BY 1 DESC LIMIT ${months}`;
