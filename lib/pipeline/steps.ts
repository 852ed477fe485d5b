import { authorizeForOperator } from "@/lib/meetings/access";
import { isStepDone, runStep } from "@/lib/pipeline/service";
import { nowMs } from "@/lib/platform/clock";
import { NotYet } from "@/lib/platform/jobs";
import { log } from "@/lib/platform/log";
import { collect, recognitionProgress } from "@/lib/recordings/service";
import { leaveIndexAlone, patientEmbedder } from "@/lib/search/renewal";
import { indexMeeting, instanceEmbedder } from "@/lib/search/service";
import { summariseMeeting } from "@/lib/summaries/service";
import {
  assembleTranscript,
  getTranscript,
  labelWords,
  type ReadWords,
} from "@/lib/transcripts/service";

interface StepInput {
  meetingId: string;
  lastAttempt: boolean;
}
interface LongStepInput extends StepInput {
  signal: AbortSignal;
}

/** How often a waiting step looks again, milliseconds. */
const LOOK_AGAIN_MS = 700;

/** Waits for what recorders are still sending. */
export const collectStep = ({ meetingId, lastAttempt }: StepInput) =>
  runStep({
    meetingId,
    step: "collect",
    lastAttempt,
    work: async () => {
      const meeting = await authorizeForOperator(meetingId);
      const endedAtMs = meeting.endedAt?.getTime() ?? nowMs();
      if ((await collect(meetingId, endedAtMs)) === "waiting") throw new NotYet(LOOK_AGAIN_MS);
    },
  });

/** Watches recognition until every clip has settled, then puts the conversation together. */
export async function mergeStep({
  meetingId,
  lastAttempt,
  readWords,
}: StepInput & { readWords: ReadWords }) {
  await runStep({
    meetingId,
    step: "transcribe",
    lastAttempt,
    next: "caller",
    work: async (report) => {
      const { settled, progress } = await recognitionProgress(meetingId);
      await report(progress);
      if (!settled) throw new NotYet(LOOK_AGAIN_MS);
    },
  });
  if (!(await isStepDone(meetingId, "transcribe"))) return "skipped";
  return runStep({
    meetingId,
    step: "merge",
    lastAttempt,
    work: async () => {
      await assembleTranscript(meetingId);
      // A transcript without the emotion of its words is still a transcript.
      await labelWords(meetingId, readWords).catch((error: unknown) =>
        log("pipeline").warn({ err: error, meetingId }, "words not read for emotion"),
      );
    },
  });
}

/** Makes the transcript searchable. */
export const indexStep = ({ meetingId, lastAttempt, signal }: LongStepInput) =>
  runStep({
    meetingId,
    step: "index",
    lastAttempt,
    work: async (report) => {
      const { segments, speakers } = await getTranscript(await authorizeForOperator(meetingId));
      await indexMeeting({
        meetingId,
        segments,
        participants: speakers,
        signal,
        onProgress: report,
      });
    },
  });

/**
 * Makes a meeting's index again after the embedding model was changed; what was found by the old one
 * is found by it until the new one is there. A meeting that fails has its turn again later.
 */
export async function renewIndexOf({
  meetingId,
  signal,
}: {
  meetingId: string;
  signal: AbortSignal;
}): Promise<"done"> {
  try {
    const { segments, speakers } = await getTranscript(await authorizeForOperator(meetingId));
    const embedder = patientEmbedder();
    await indexMeeting({ meetingId, segments, participants: speakers, embedder, signal });
    return "done";
  } catch (error) {
    await leaveIndexAlone(meetingId);
    throw error;
  }
}

/** Writes the summary. */
export const summariseStep = ({ meetingId, lastAttempt, signal }: LongStepInput) =>
  runStep({
    meetingId,
    step: "summarise",
    lastAttempt,
    work: async () => {
      await summariseMeeting(meetingId, {
        embed: (texts) => instanceEmbedder().embed(texts, { purpose: "document", signal }),
      });
    },
  });
