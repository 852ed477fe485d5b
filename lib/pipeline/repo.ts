import { PIPELINE_STEPS, type PipelineStepName } from "@/lib/meetings/schema";
import { db } from "@/lib/platform/db";

/** Makes all steps of a meeting `queued`; steps before `from` stay as they are. */
export async function resetSteps(
  meetingId: string,
  from: PipelineStepName = PIPELINE_STEPS[0],
): Promise<void> {
  const first = PIPELINE_STEPS.indexOf(from);
  const fresh = {
    state: "queued",
    progress: 0,
    message: null,
    attempts: 0,
    startedAt: null,
    finishedAt: null,
  } as const;
  await db().$transaction([
    db().meeting.update({ where: { id: meetingId }, data: { revision: { increment: 1 } } }),
    ...PIPELINE_STEPS.map((step, order) =>
      db().pipelineStep.upsert({
        where: { meetingId_step: { meetingId, step } },
        create: { meetingId, step, order },
        update: order >= first ? fresh : {},
      }),
    ),
  ]);
}

export const findStep = (meetingId: string, step: PipelineStepName) =>
  db().pipelineStep.findUnique({ where: { meetingId_step: { meetingId, step } } });

export const findSteps = (meetingId: string) =>
  db().pipelineStep.findMany({ where: { meetingId }, orderBy: { order: "asc" } });

/** Claims a step: true unless it is already done or failed for good. */
export async function claimStep(meetingId: string, step: PipelineStepName): Promise<boolean> {
  const { count } = await db().pipelineStep.updateMany({
    where: { meetingId, step, state: { in: ["queued", "running"] } },
    data: { state: "running", updatedAt: new Date() },
  });
  if (count === 0) return false;
  await db().pipelineStep.updateMany({
    where: { meetingId, step, startedAt: null },
    data: { startedAt: new Date() },
  });
  return true;
}

export const saveProgress = (meetingId: string, step: PipelineStepName, progress: number) =>
  db().pipelineStep.updateMany({
    where: { meetingId, step, state: "running" },
    data: { progress: Math.min(1, Math.max(0, progress)) },
  });

export const countAttempt = (meetingId: string, step: PipelineStepName) =>
  db().pipelineStep.updateMany({
    where: { meetingId, step },
    data: { attempts: { increment: 1 } },
  });

/** Finishes a step unless the recordings changed since `revision`: then it stays to be run again. */
export async function finishStep(
  meetingId: string,
  step: PipelineStepName,
  revision: number,
): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const [meeting] = await tx.$queryRaw<{ revision: number }[]>`
      SELECT revision FROM "Meeting" WHERE id = ${meetingId}::uuid FOR SHARE`;
    if (meeting?.revision !== revision) return false;
    await tx.pipelineStep.update({
      where: { meetingId_step: { meetingId, step } },
      data: { state: "done", progress: 1, message: null, finishedAt: new Date() },
    });
    return true;
  });
}

export const failStep = (meetingId: string, step: PipelineStepName, message: string) =>
  db().pipelineStep.updateMany({
    where: { meetingId, step },
    data: { state: "failed", message, finishedAt: new Date() },
  });

export const revisionOf = async (meetingId: string): Promise<number | null> =>
  (await db().meeting.findUnique({ where: { id: meetingId }, select: { revision: true } }))
    ?.revision ?? null;

/**
 * The first step of each meeting that should be moving and was not touched for a while; the others
 * follow it. One row a meeting, so that a crowd of waiting meetings hides none behind it.
 */
export const staleSteps = (before: Date): Promise<{ meetingId: string; step: string }[]> =>
  db().$queryRaw`
    SELECT DISTINCT ON ("meetingId") "meetingId", step FROM "PipelineStep"
    WHERE state IN ('queued', 'running') AND "updatedAt" < ${before}
    ORDER BY "meetingId", "order"`;

/** Ended meetings whose pipeline was never begun: the process died in between. */
export const endedWithoutSteps = (before: Date) =>
  db().meeting.findMany({
    where: { endedAt: { lt: before }, steps: { none: {} } },
    select: { id: true },
    take: 100,
  });

/** All failed steps and clips, newest first, for the admin's page. */
export async function failures(limit: number) {
  const [steps, clips] = await Promise.all([
    db().pipelineStep.findMany({
      where: { state: "failed" },
      include: { meeting: { select: { title: true } } },
      orderBy: { updatedAt: "desc" },
      take: limit,
    }),
    db().clip.findMany({
      where: { state: "failed" },
      include: {
        track: {
          select: {
            meetingId: true,
            meeting: { select: { title: true } },
            participant: { select: { name: true } },
          },
        },
      },
      orderBy: { updatedAt: "desc" },
      take: limit,
    }),
  ]);
  return { steps, clips };
}
