import { percent, secondsLeft } from "@/lib/client/format";
import type { MeetingListItem, PipelineStep, PipelineStepName } from "@/lib/meetings/schema";

/** What a step does while it runs, and what it is called in a list of steps. */
export const STEP_WORDS: Record<PipelineStepName, { doing: string; name: string }> = {
  collect: { doing: "Collecting", name: "Collect what was recorded" },
  transcribe: { doing: "Transcribing", name: "Turn speech into text" },
  merge: { doing: "Putting in order", name: "Put everybody’s words in order" },
  index: { doing: "Making it searchable", name: "Make it searchable" },
  summarise: { doing: "Summarising", name: "Write the summary" },
};

/** `Transcribing 62 % · about 20 s` */
export const runningWords = (step: PipelineStep): string => {
  const { doing } = STEP_WORDS[step.step];
  if (step.state === "queued") return "Waiting its turn";
  const share = step.progress > 0 ? ` ${percent(step.progress)}` : "";
  const left = step.secondsLeft === null ? "" : ` · ${secondsLeft(step.secondsLeft)}`;
  return `${doing}${share}${left}`;
};

/** How many of those in a meeting agreed to be recorded. */
export const agreedCount = (meeting: MeetingListItem): number =>
  meeting.people.filter((person) => person.recording === "granted").length;

/** When a meeting began, or was made if nobody was in yet; ISO 8601. */
export const whenOf = (meeting: MeetingListItem): string => meeting.startedAt ?? meeting.createdAt;

/** How long a meeting took, milliseconds; null while it runs or when it never began. */
export const lengthOf = (meeting: MeetingListItem): number | null =>
  meeting.startedAt === null || meeting.endedAt === null
    ? null
    : Date.parse(meeting.endedAt) - Date.parse(meeting.startedAt);
