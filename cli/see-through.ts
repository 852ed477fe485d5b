import { setTimeout as sleep } from "node:timers/promises";
import type { CommandIo } from "@/cli/command";
import { authorizeForOperator } from "@/lib/meetings/access";
import type { MeetingState, PipelineStep } from "@/lib/meetings/schema";
import { getMeeting } from "@/lib/meetings/service";
import { workerIsAlive } from "@/lib/platform/heartbeat";
import { getTranscript } from "@/lib/transcripts/service";

const LOOK_EVERY_MS = 400;

/** Where a meeting's pipeline is, and how many lines its transcript has. */
export async function meetingProgress(
  meetingId: string,
): Promise<{ state: MeetingState; steps: PipelineStep[]; segments: number }> {
  const meeting = await authorizeForOperator(meetingId);
  const { state, steps } = await getMeeting(meeting, { id: meeting.hostId });
  const { segments } = await getTranscript(meeting);
  return { state, steps, segments: segments.length };
}

/**
 * Sees a meeting through its pipeline. A running worker does the work and is waited for when asked;
 * without one this process runs the same handlers itself, and then it has to wait.
 * @returns the state the meeting is in afterwards
 */
export async function seeThrough(input: {
  meetingId: string;
  wait: boolean;
  io: CommandIo;
}): Promise<MeetingState> {
  if (await workerIsAlive()) {
    return input.wait ? untilSettled(input) : (await meetingProgress(input.meetingId)).state;
  }
  input.io.progress("No worker is running, so this command does the work itself.");
  const { startWorkers } = await import("@/workers/run");
  const workers = await startWorkers();
  try {
    return await untilSettled(input);
  } finally {
    await workers.close();
  }
}

async function untilSettled(input: { meetingId: string; io: CommandIo }): Promise<MeetingState> {
  let shown = "";
  for (;;) {
    const { state, steps } = await meetingProgress(input.meetingId);
    const current = steps.find((step) => step.state !== "done");
    const line = current ? stepLine(current) : "";
    if (line !== "" && line !== shown) input.io.progress(line);
    shown = line;
    if (state !== "processing") return state;
    await sleep(LOOK_EVERY_MS);
  }
}

function stepLine(step: PipelineStep): string {
  if (step.state === "failed") return `${step.step}: ${step.message ?? "failed"}`;
  const percent = Math.floor(step.progress * 10) * 10;
  return percent > 0 ? `${step.step}: ${percent} %` : `${step.step} …`;
}
