import { Gauge } from "prom-client";
import { z } from "zod";
import { counts, cutPage, pageOfMeetings, pageOfPeople, ping } from "@/lib/admin/repo";
import type { AdminOverview, AdminStatistics } from "@/lib/admin/schema";
import { emotionStatistics } from "@/lib/emotion/statistics";
import { pipelineStepName } from "@/lib/meetings/schema";
import { stateOf } from "@/lib/meetings/view";
import { JOBS } from "@/lib/pipeline/jobs";
import { listFailures, retryClip, retryStep } from "@/lib/pipeline/service";
import { notFound } from "@/lib/platform/errors";
import { workerIsAlive } from "@/lib/platform/heartbeat";
import { queueOf } from "@/lib/platform/jobs";
import { metrics } from "@/lib/platform/metrics";
import { redis } from "@/lib/platform/redis";
import { storage } from "@/lib/platform/storage";
import { roomsNow } from "@/lib/room/state";
import { searchState } from "@/lib/search/renewal";

/** Words of a step for an admin. */
const STEP_WORDS = {
  collect: "Collecting the recordings",
  transcribe: "Transcribing",
  merge: "Putting the conversation together",
  index: "Making it searchable",
  summarise: "Summarising",
} as const;

/** What an admin sees first: who is here, what waits, what failed. */
export async function overview(): Promise<AdminOverview> {
  const [rooms, { people, meetings }, storageBytes, queues, search, failures] = await Promise.all([
    roomsNow(),
    counts(),
    storage().size(),
    Promise.all(JOBS.map(queueNumbers)),
    searchState(),
    listFailures(50),
  ]);
  return {
    liveMeetings: rooms.meetings,
    livePeople: rooms.people,
    people,
    meetings,
    storageBytes,
    queues,
    search,
    failures: [
      ...failures.steps.map((step) => ({
        ref: `step:${step.meetingId}:${step.step}`,
        what: STEP_WORDS[pipelineStepName.parse(step.step)],
        meetingId: step.meetingId,
        meetingTitle: step.meeting.title,
        message: step.message ?? "It failed without saying why.",
        attempts: step.attempts,
        at: step.updatedAt.toISOString(),
      })),
      ...failures.clips.map((clip) => ({
        ref: `clip:${clip.id}`,
        what: `Transcribing a part of what ${clip.track.participant.name} said`,
        meetingId: clip.track.meetingId,
        meetingTitle: clip.track.meeting.title,
        message: clip.message ?? "It failed without saying why.",
        attempts: clip.attempts,
        at: clip.updatedAt.toISOString(),
      })),
    ],
  };
}

async function queueNumbers(job: { name: string }) {
  const queue = queueOf(job);
  const [numbers, paused] = await Promise.all([
    queue.getJobCounts("waiting", "waiting-children", "active", "delayed", "failed"),
    queue.isPaused(),
  ]);
  return {
    name: job.name,
    waiting: numbers.waiting ?? 0,
    running: numbers.active ?? 0,
    delayed: (numbers.delayed ?? 0) + (numbers["waiting-children"] ?? 0),
    failed: numbers.failed ?? 0,
    paused,
  };
}

/** A page of accounts, newest first. */
export async function listPeople(input: { q?: string | undefined; cursor?: string | undefined }) {
  const { page, nextCursor } = cutPage(await pageOfPeople(input.q, input.cursor));
  return {
    people: page.map((row) => ({
      id: row.id,
      email: row.email,
      name: row.name,
      role: row.role,
      disabled: row.disabledAt !== null,
      meetings: row._count.hosted,
      createdAt: row.createdAt.toISOString(),
    })),
    nextCursor,
  };
}

/** A page of everybody's meetings: titles and states, never what was said. */
export async function listAllMeetings(input: {
  q?: string | undefined;
  cursor?: string | undefined;
}) {
  const { page, nextCursor } = cutPage(await pageOfMeetings(input.q, input.cursor));
  return {
    meetings: page.map((row) => ({
      id: row.id,
      title: row.title,
      host: row.host.name,
      state: stateOf(row, 0),
      people: row._count.participants,
      createdAt: row.createdAt.toISOString(),
    })),
    nextCursor,
  };
}

const workRef = z.union([
  z
    .string()
    .regex(/^clip:[0-9a-f-]{36}$/)
    .transform((ref) => ({ clipId: ref.slice("clip:".length) })),
  z.templateLiteral(["step:", z.uuid(), ":", pipelineStepName]).transform((ref) => {
    const [, meetingId = "", step = ""] = ref.split(":");
    return { meetingId, step: pipelineStepName.parse(step) };
  }),
]);

/** Tries a failed piece of work again; `ref` comes from the overview. */
export async function retryWork(ref: string): Promise<{ state: "queued" }> {
  const parsed = workRef.safeParse(ref);
  if (!parsed.success) throw notFound("There is no such piece of work.");
  if ("clipId" in parsed.data) await retryClip(parsed.data.clipId);
  else await retryStep(parsed.data.meetingId, parsed.data.step);
  return { state: "queued" };
}

/** How fast live emotion is. */
export const statistics = async (): Promise<AdminStatistics> => ({
  emotion: await emotionStatistics(),
});

let gauges: ReturnType<typeof emotionGauges> | undefined;

function emotionGauges() {
  const { registry } = metrics();
  return {
    latency: new Gauge({
      name: "parley_emotion_latency_ms",
      help: "Live emotion from capture to result over the last 500 readings, by modality.",
      labelNames: ["modality", "quantile"],
      registers: [registry],
    }),
    people: new Gauge({
      name: "parley_emotion_people",
      help: "People whose emotion is being read now.",
      registers: [registry],
    }),
  };
}

/** This web copy's metrics and the instance's emotion figures, in Prometheus's text format. */
export async function metricsText(): Promise<string> {
  gauges ??= emotionGauges();
  const { activePeople, ...parts } = await emotionStatistics();
  gauges.people.set(activePeople);
  gauges.latency.reset();
  for (const [modality, figures] of Object.entries(parts)) {
    if (!figures) continue;
    gauges.latency.set({ modality, quantile: "0.5" }, figures.p50Ms);
    gauges.latency.set({ modality, quantile: "0.9" }, figures.p90Ms);
    gauges.latency.set({ modality, quantile: "0.95" }, figures.p95Ms);
  }
  return metrics().registry.metrics();
}

const reachable = (attempt: Promise<unknown>): Promise<boolean> =>
  attempt.then(
    () => true,
    () => false,
  );

/** Whether the instance can do its work now. */
export async function readiness() {
  const [database, cache, worker] = await Promise.all([
    reachable(Promise.resolve(ping())),
    reachable(redis().ping()),
    workerIsAlive().catch(() => false),
  ]);
  return { ready: database && cache && worker, database, redis: cache, worker };
}
