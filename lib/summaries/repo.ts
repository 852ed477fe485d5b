import { z } from "zod";
import { db, Prisma, type Tx } from "@/lib/platform/db";
import type { PastEdit } from "@/lib/summaries/edits";
import {
  actionItem,
  citedSentence,
  type SummaryBody,
  type SummaryTemplate,
  summaryBody,
  summaryTemplate,
} from "@/lib/summaries/schema";

export interface StandingSummary {
  kind: "extractive" | "llm";
  body: SummaryBody;
  template: SummaryTemplate;
  language: string;
  model: string | null;
  dropped: number;
  notice: string | null;
  contentHash: string;
}

type SummaryRow = NonNullable<Awaited<ReturnType<typeof findSummaryRow>>>;
export type RewriteRow = Prisma.SummaryRewriteGetPayload<object>;

export const findSummaryRow = (meetingId: string) =>
  db().summary.findUnique({ where: { meetingId } });

export const findRewrite = (meetingId: string): Promise<RewriteRow | null> =>
  db().summaryRewrite.findUnique({ where: { meetingId } });

export const findRewriteById = (id: string): Promise<RewriteRow | null> =>
  db().summaryRewrite.findUnique({ where: { id } });

/** The body of a row; one of a shape that is no longer known counts as empty. */
export const bodyOf = (row: { body: unknown }): SummaryBody | null =>
  summaryBody.safeParse(row.body).data ?? null;

/** A row as it may be stored again. */
export const standingOf = (row: SummaryRow): Omit<StandingSummary, "body"> => ({
  kind: row.kind === "llm" ? "llm" : "extractive",
  template: summaryTemplate.catch("general").parse(row.template),
  language: row.language,
  model: row.model,
  dropped: row.dropped,
  notice: row.notice,
  contentHash: row.contentHash,
});

// Sentences in the history are of either kind; what to do has more.
const pastSentence = z.union([actionItem, citedSentence]).nullable().catch(null);

const findEdits = async (tx: Tx, meetingId: string): Promise<PastEdit[]> =>
  (
    await tx.summaryEdit.findMany({ where: { meetingId }, orderBy: [{ at: "asc" }, { id: "asc" }] })
  ).map(({ section, group, sentenceId, before, after }) => ({
    section,
    group,
    sentenceId,
    before: pastSentence.parse(before),
    after: pastSentence.parse(after),
  }));

/** Whoever changes a meeting's summary does so alone. */
const lock = (tx: Tx, meetingId: string) =>
  tx.$executeRaw`SELECT 1 FROM "Meeting" WHERE id = ${meetingId}::uuid FOR UPDATE`;

/**
 * Stores a summary in place of the one before, in one transaction.
 * @param build gets what stands and the changes people made; null leaves all as it is
 * @param rewriteId the rewriting this ends; one that is no longer running stores nothing
 * @returns whether it was stored
 */
export function replaceSummary(input: {
  meetingId: string;
  rewriteId?: string;
  build: (standing: SummaryRow | null, edits: PastEdit[]) => StandingSummary | null;
}): Promise<boolean> {
  const { meetingId, rewriteId } = input;
  return db().$transaction(async (tx) => {
    await lock(tx, meetingId);
    if (rewriteId) {
      const { count } = await tx.summaryRewrite.updateMany({
        where: { id: rewriteId, state: "running" },
        data: {
          state: "done",
          progress: 1,
          message: null,
          notes: Prisma.DbNull,
          finishedAt: new Date(),
        },
      });
      if (count === 0) return false;
    }
    const standing = await tx.summary.findUnique({ where: { meetingId } });
    const row = input.build(standing, await findEdits(tx, meetingId));
    if (!row) return false;
    await tx.summary.upsert({
      where: { meetingId },
      create: { meetingId, ...row },
      update: { ...row, version: { increment: 1 }, createdAt: new Date() },
    });
    await forgetGoneLines(tx, meetingId);
    return true;
  });
}

/** What the history kept of lines that are gone, as when a consent was taken back, goes with them. */
const forgetGoneLines = (tx: Tx, meetingId: string) => tx.$executeRaw`
  UPDATE "SummaryEdit" e SET "before" = NULL
  WHERE e."meetingId" = ${meetingId}::uuid
    AND jsonb_array_length(e."before" -> 'citations') > 0
    AND NOT EXISTS (
      SELECT 1 FROM jsonb_array_elements(e."before" -> 'citations') cited
      JOIN "Segment" s ON s."id" = (cited ->> 'segmentId')::uuid)`;

/**
 * Changes the body of a summary of this very version.
 * @returns `conflict` when another change came in between, `none` when there is no summary
 */
export function changeSummary(input: {
  meetingId: string;
  version: number;
  userId: string;
  change: (body: SummaryBody, past: PastEdit[]) => { body: SummaryBody; done: PastEdit };
}): Promise<"changed" | "conflict" | "none"> {
  const { meetingId, version, userId } = input;
  return db().$transaction(async (tx) => {
    await lock(tx, meetingId);
    const row = await tx.summary.findUnique({ where: { meetingId } });
    const standing = row && bodyOf(row);
    if (!row || !standing) return "none";
    if (row.version !== version) return "conflict";
    const { body, done } = input.change(standing, await findEdits(tx, meetingId));
    if (done.before === null && done.after === null) return "changed";
    await tx.summary.update({ where: { meetingId }, data: { body, version: { increment: 1 } } });
    await tx.summaryEdit.create({
      data: {
        meetingId,
        userId,
        section: done.section,
        group: done.group,
        sentenceId: done.sentenceId,
        before: done.before ?? Prisma.DbNull,
        after: done.after ?? Prisma.DbNull,
      },
    });
    return "changed";
  });
}

/** Says why what stands is not what was asked for; the summary itself stays as it is. */
export const saveNotice = (meetingId: string, notice: string) =>
  db().summary.updateMany({ where: { meetingId }, data: { notice } });

/* ---- rewriting ---- */

/** Asks for a rewriting in place of the one before; null while that one is still to be done. */
export function insertRewrite(input: {
  meetingId: string;
  askedBy: string | null;
  template: SummaryTemplate;
  instructions: string;
  language: string | null;
}): Promise<RewriteRow | null> {
  return db().$transaction(async (tx) => {
    await lock(tx, input.meetingId);
    const { count } = await tx.summaryRewrite.deleteMany({
      where: { meetingId: input.meetingId, state: { in: ["done", "failed"] } },
    });
    const open =
      count === 0 && (await tx.summaryRewrite.count({ where: { meetingId: input.meetingId } }));
    return open ? null : tx.summaryRewrite.create({ data: input });
  });
}

/** Claims a rewriting: null unless it is still to be done. */
export async function claimRewrite(id: string): Promise<RewriteRow | null> {
  const { count } = await db().summaryRewrite.updateMany({
    where: { id, state: { in: ["queued", "running"] } },
    data: { state: "running", message: null, waitUntil: null },
  });
  if (count === 0) return null;
  await db().summaryRewrite.updateMany({
    where: { id, startedAt: null },
    data: { startedAt: new Date() },
  });
  return findRewriteById(id);
}

/** Progress, 0..1, and what the model wrote so far. */
export const saveRewriteProgress = (
  id: string,
  data: { progress: number; notes?: Prisma.InputJsonValue },
) => db().summaryRewrite.updateMany({ where: { id, state: "running" }, data });

export const saveRewriteWait = (id: string, data: { message: string; waitUntil: Date }) =>
  db().summaryRewrite.updateMany({
    where: { id, state: "running" },
    data: { ...data, state: "queued" },
  });

export const countRewriteAttempt = (id: string) =>
  db().summaryRewrite.updateMany({ where: { id }, data: { attempts: { increment: 1 } } });

export const failRewrite = (id: string, message: string) =>
  db().summaryRewrite.updateMany({
    where: { id, state: { in: ["queued", "running"] } },
    data: { state: "failed", message, notes: Prisma.DbNull, finishedAt: new Date() },
  });

/** Rewritings that should be moving and were not touched for a while; one that waits is due later. */
export const staleRewrites = async (before: Date): Promise<string[]> =>
  (
    await db().summaryRewrite.findMany({
      where: {
        state: { in: ["queued", "running"] },
        updatedAt: { lt: before },
        OR: [{ waitUntil: null }, { waitUntil: { lt: before } }],
      },
      select: { id: true },
    })
  ).map(({ id }) => id);
