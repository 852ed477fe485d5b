import { announceMeeting, announceStep } from "@/lib/meetings/announce";
import { PIPELINE_STEPS, type PipelineStepName } from "@/lib/meetings/schema";
import { viewStep } from "@/lib/meetings/view";
import {
  collectRecordings,
  indexTranscript,
  mergeTranscript,
  renewIndex,
  summariseMeeting,
  transcribeClip,
} from "@/lib/pipeline/jobs";
import {
  claimStep,
  countAttempt,
  endedWithoutSteps,
  failStep,
  failures,
  findStep,
  findSteps,
  finishStep,
  resetSteps,
  revisionOf,
  saveProgress,
  staleSteps,
} from "@/lib/pipeline/repo";
import { nowMs } from "@/lib/platform/clock";
import { toAppError } from "@/lib/platform/errors";
import { enqueue, enqueueFlow, type JobDeclaration, NotYet } from "@/lib/platform/jobs";
import { log } from "@/lib/platform/log";
import { requeueClip, staleClips, unsettledClips } from "@/lib/recordings/service";
import { outdatedIndexes } from "@/lib/search/renewal";

/** Which job does a step. Transcribing has none of its own: its clips do it, the merge watches. */
const JOB_OF: Record<PipelineStepName, JobDeclaration> = {
  collect: collectRecordings,
  transcribe: mergeTranscript,
  merge: mergeTranscript,
  index: indexTranscript,
  summarise: summariseMeeting,
};

/** A delivery that has not touched its row for this long is presumed lost, milliseconds. */
const LOST_AFTER_MS = 20_000;
/** A running recognition reports progress far more often than this, milliseconds. */
const CLIP_LOST_AFTER_MS = 120_000;
/** Indexes that wait to be made again, at most. */
const RENEWED_AT_ONCE = 20;

/** Sends a meeting through the whole pipeline: rows first, then the queue. */
export async function startPipeline(meetingId: string): Promise<void> {
  await resetSteps(meetingId);
  await announceMeeting(meetingId);
  await deliver(meetingId);
}

/** Something arrived after the end: what depends on the recordings is made again. */
export async function restartPipeline(meetingId: string): Promise<void> {
  await resetSteps(meetingId, "transcribe");
  await announceMeeting(meetingId);
  await deliver(meetingId);
}

/** The flow: summarise ← index ← merge ← (collect, every clip not yet recognised). */
async function deliver(meetingId: string): Promise<void> {
  const payload = { meetingId };
  const clips = await unsettledClips(meetingId);
  await enqueueFlow({
    job: summariseMeeting,
    payload,
    children: [
      {
        job: indexTranscript,
        payload,
        children: [
          {
            job: mergeTranscript,
            payload,
            children: [
              { job: collectRecordings, payload },
              ...clips.map((clipId) => ({ job: transcribeClip, payload: { clipId } })),
            ],
          },
        ],
      },
    ],
  }).catch((error: unknown) => {
    // The rows say what is due; the sweeper delivers it when the queue is back.
    log("pipeline").warn({ err: error, meetingId }, "flow not delivered");
  });
}

/** Runs a failed step again (and what follows it). */
export async function retryStep(meetingId: string, step: PipelineStepName): Promise<void> {
  await resetSteps(meetingId, step);
  await announceMeeting(meetingId);
  await enqueue(JOB_OF[step], { meetingId });
}

/** Retries whatever failed first in a meeting; false when nothing has failed. */
export async function retryFailed(meetingId: string): Promise<boolean> {
  const failed = (await findSteps(meetingId)).find((step) => step.state === "failed");
  if (!failed) return false;
  await retryStep(meetingId, PIPELINE_STEPS.find((name) => name === failed.step) ?? "collect");
  return true;
}

/** Tries an unreadable clip again; if its meeting had ended, what depends on it is made again. */
export async function retryClip(clipId: string): Promise<void> {
  const clip = await requeueClip(clipId);
  await enqueue(transcribeClip, { clipId });
  if (clip.meetingEnded) await restartPipeline(clip.meetingId);
}

/** What failed, newest first, at most `limit` of each kind. */
export const listFailures = (limit: number) => failures(limit);

const PROGRESS_EVERY_MS = 500;

/** Reports a step's progress, 0..1, to its row and to open pages, at most twice a second. */
export function progressReporter(meetingId: string, step: PipelineStepName) {
  let last = 0;
  return async (progress: number): Promise<void> => {
    if (nowMs() - last < PROGRESS_EVERY_MS) return;
    last = nowMs();
    await saveProgress(meetingId, step, progress);
    await announce(meetingId, step);
  };
}

async function announce(meetingId: string, step: PipelineStepName): Promise<void> {
  const row = await findStep(meetingId, step);
  if (row) await announceStep(meetingId, viewStep(row, nowMs()));
}

/**
 * Runs one step of a meeting: waits until the step before is done, claims the row, does the work,
 * and writes down how it ended. Idempotent: a step that is done is skipped. When recordings changed
 * meanwhile the step stays queued and is delivered again.
 */
export async function runStep(input: {
  meetingId: string;
  step: PipelineStepName;
  lastAttempt: boolean;
  /** Who sees to the step after: the queue, or the caller, who goes on with it at once. */
  next?: "queue" | "caller";
  work: (report: (progress: number) => Promise<void>) => Promise<void>;
}): Promise<"done" | "skipped"> {
  const { meetingId, step, lastAttempt } = input;
  const revision = await revisionOf(meetingId);
  if (revision === null) return "skipped";
  const before = PIPELINE_STEPS[PIPELINE_STEPS.indexOf(step) - 1];
  if (before && (await findStep(meetingId, before))?.state !== "done") return "skipped";
  if (!(await claimStep(meetingId, step))) return "skipped";
  await announce(meetingId, step);
  try {
    await input.work(progressReporter(meetingId, step));
  } catch (error) {
    if (error instanceof NotYet) throw error;
    await countAttempt(meetingId, step);
    if (lastAttempt) {
      await failStep(meetingId, step, toAppError(error).message);
      await announceMeeting(meetingId);
    }
    throw error;
  }
  if (!(await finishStep(meetingId, step, revision))) throw new NotYet(500);
  await announce(meetingId, step);
  const next = PIPELINE_STEPS[PIPELINE_STEPS.indexOf(step) + 1];
  if (!next) await announceMeeting(meetingId);
  // The flow delivers the next step anyway; this covers a retry and a flushed queue without waiting.
  else if (input.next !== "caller") await enqueue(JOB_OF[next], { meetingId });
  return "done";
}

/** Whether a step is done. */
export const isStepDone = async (meetingId: string, step: PipelineStepName): Promise<boolean> =>
  (await findStep(meetingId, step))?.state === "done";

/**
 * Delivers again whatever the rows say is due and nobody has touched for a while: after Redis lost
 * its data, after a crash between the row and the queue. Indexes of another embedding model than the
 * one that is set are made again a few at a time.
 */
export async function sweep(): Promise<{
  clips: number;
  steps: number;
  indexes: number;
}> {
  const stale = new Date(nowMs() - LOST_AFTER_MS);
  for (const { id } of await endedWithoutSteps(stale)) await startPipeline(id);
  const clips = await staleClips({
    queuedBefore: stale,
    runningBefore: new Date(nowMs() - CLIP_LOST_AFTER_MS),
  });
  for (const clipId of clips) await enqueue(transcribeClip, { clipId });
  const steps = await staleSteps(stale);
  for (const row of steps) {
    const name = PIPELINE_STEPS.find((candidate) => candidate === row.step);
    if (name) await enqueue(JOB_OF[name], { meetingId: row.meetingId });
  }
  const indexes = await outdatedIndexes(RENEWED_AT_ONCE);
  for (const meetingId of indexes) await enqueue(renewIndex, { meetingId });
  return { clips: clips.length, steps: steps.length, indexes: indexes.length };
}
