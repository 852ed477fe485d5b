import type { ListedMeeting } from "@/lib/meetings/repo";
import { roleOf } from "@/lib/meetings/role";
import {
  type MeetingListItem,
  type MeetingState,
  PIPELINE_STEPS,
  type PipelineStep,
  pipelineStepName,
  type WorkState,
} from "@/lib/meetings/schema";
import { summaryBody } from "@/lib/summaries/schema";

/** Less progress than this says nothing about how long the rest takes. */
const ENOUGH_TO_ESTIMATE = 0.1;

/** A step as people see it. `secondsLeft` extrapolates the time since it started. */
export function viewStep(row: ListedMeeting["steps"][number], nowMs: number): PipelineStep {
  const elapsed = row.startedAt ? (nowMs - row.startedAt.getTime()) / 1000 : 0;
  const canEstimate = row.state === "running" && row.progress >= ENOUGH_TO_ESTIMATE;
  return {
    step: pipelineStepName.parse(row.step),
    state: row.state,
    progress: row.progress,
    message: row.message,
    secondsLeft: canEstimate
      ? Math.max(1, Math.ceil((elapsed / row.progress) * (1 - row.progress)))
      : null,
  };
}

/** What state a meeting is in, from its rows. */
export function stateOf(
  row: {
    startedAt: Date | null;
    endedAt: Date | null;
    steps: { state: WorkState }[];
    _count: { segments: number };
  },
  peopleHere: number,
): MeetingState {
  if (!row.endedAt) return row.startedAt || peopleHere > 0 ? "live" : "open";
  if (row.steps.some((step) => step.state === "failed")) return "failed";
  if (row.steps.some((step) => step.state !== "done")) return "processing";
  return row._count.segments > 0 ? "ready" : "empty";
}

/** Rows → a line of the dashboard, for one viewer. */
export function viewListItem(input: {
  row: ListedMeeting;
  userId: string;
  peopleHere: number;
  nowMs: number;
}): MeetingListItem {
  const { row, userId, peopleHere, nowMs } = input;
  const steps = [...row.steps].sort((a, b) => a.order - b.order);
  const current =
    steps.find((s) => s.state === "failed") ??
    steps.find((s) => s.state === "running") ??
    steps.find((s) => s.state === "queued");
  const body = row.summary ? summaryBody.safeParse(row.summary.body) : null;
  return {
    id: row.id,
    code: row.code,
    title: row.title,
    state: stateOf(row, peopleHere),
    role: row.hostId === userId ? "host" : "attendee",
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    people: row.participants.map((person) => ({
      id: person.id,
      name: person.name,
      colour: person.colour,
      isHost: roleOf(person) === "host",
      isGuest: person.userId === null,
      recording: person.recording,
    })),
    step: current ? viewStep(current, nowMs) : null,
    excerpt: body?.success ? (body.data.overview[0]?.text ?? null) : null,
    peopleHere,
    recordingNow: row.endedAt === null && row.recordings.length > 0,
  };
}

/** All steps in order; those not begun are queued. */
export function viewSteps(row: ListedMeeting, nowMs: number): PipelineStep[] {
  if (row.steps.length === 0) return [];
  return PIPELINE_STEPS.flatMap((name) => {
    const step = row.steps.find((candidate) => candidate.step === name);
    return step ? [viewStep(step, nowMs)] : [];
  });
}
