import { isStepDone, restartPipeline } from "@/lib/pipeline/service";
import { type FindCutSpeech, recogniseRecording } from "@/lib/recordings/recognise";
import type { SpeechEngine } from "@/lib/speech/engine";

/**
 * Recognises a clip. One that comes after its meeting's transcript was made (a crashed tab sent what
 * it had kept) has the transcript made again.
 */
export async function recogniseClip(input: {
  clipId: string;
  engine: SpeechEngine;
  findCutSpeech: FindCutSpeech;
  lastAttempt: boolean;
  signal: AbortSignal;
}): Promise<"done" | "skipped"> {
  const settled = await recogniseRecording(input);
  if (!settled) return "skipped";
  if (await isStepDone(settled.meetingId, "transcribe")) await restartPipeline(settled.meetingId);
  return "done";
}
