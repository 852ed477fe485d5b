import { readersOf } from "@/lib/meetings/repo";
import { meetingChannel, type PipelineStep, userChannel } from "@/lib/meetings/schema";
import { publish } from "@/lib/platform/channels";
import { log } from "@/lib/platform/log";
import type { SummaryState } from "@/lib/summaries/schema";

/** A lost announcement costs a delay, never the work: pages fetch again when they reconnect. */
async function quietly(sending: Promise<unknown>): Promise<void> {
  await sending.catch((error: unknown) =>
    log("notifications").warn({ err: error }, "announcement lost"),
  );
}

/** Tells open pages that a meeting changed. */
export async function announceMeeting(meetingId: string): Promise<void> {
  const readers = await readersOf(meetingId);
  await Promise.all([
    quietly(publish(meetingChannel(meetingId), "changed", {})),
    ...readers.map((userId) => quietly(publish(userChannel(userId), "changed", { meetingId }))),
  ]);
}

/** Tells the meeting's page how the writing of its summary goes: `summaryState` of lib/summaries. */
export async function announceSummary(meetingId: string, state: SummaryState): Promise<void> {
  await quietly(publish(meetingChannel(meetingId), "summary", state));
}

/** Tells the meeting's page that a step moved. */
export async function announceStep(meetingId: string, step: PipelineStep): Promise<void> {
  await quietly(publish(meetingChannel(meetingId), "pipeline", step));
}
