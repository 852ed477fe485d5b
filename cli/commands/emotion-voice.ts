import { type CommandIo, parseCommandLine, UsageError } from "@/cli/command";
import type { EmotionScores } from "@/lib/emotion/labels";
import type { VoiceFileReading } from "@/lib/emotion/voice/read-file";
import type { SpeakerContext } from "@/lib/emotion/voice/speaker";
import type { InferencePool } from "@/lib/models/pool";

export const EMOTION_VOICE_USAGE = `parley emotion voice FILE… [--same-speaker]

How voices sound, a JSON line per file: {file, durationSeconds, label, scores, unsure, anomaly,
windows: [{start, end, label, scores, unsure, anomaly}]}. Each file holds one voice. label and scores
are null where nobody speaks; anomaly says that the sound is no ordinary speech, such as music.
Learned from acted English speech: see docs/models/voice-emotion.md before you believe it.

  --same-speaker   all files are of one person, who is got to know on the way`;

/** `parley emotion voice`: a line per file; those that cannot be read are told at the end. */
export async function emotionVoice(argv: string[], io: CommandIo): Promise<void> {
  const { values, positionals } = parseCommandLine(argv, { "same-speaker": { type: "boolean" } });
  if (positionals.length === 0) throw new UsageError("Name at least one audio file.");
  const { closeInferencePool, inferencePool } = await import("@/lib/models/shared-pool");
  const problems: string[] = [];
  let context: SpeakerContext | null | undefined = values["same-speaker"] ? null : undefined;
  try {
    for (const file of positionals) {
      const reading = await readOne({ pool: inferencePool(), file, context });
      if (typeof reading === "string") {
        problems.push(reading);
        continue;
      }
      if (values["same-speaker"]) context = reading.context;
      io.out({ file, ...told(reading) });
    }
  } finally {
    await closeInferencePool();
  }
  if (problems.length > 0) throw new UsageError(problems.join("\n"));
}

/** What people and scripts want of it, with four decimals. */
function told({ context: _, scores, windows, ...reading }: VoiceFileReading) {
  return {
    ...reading,
    scores: scores && rounded(scores),
    windows: windows.map((window) => ({ ...window, scores: rounded(window.scores) })),
  };
}

function rounded(scores: EmotionScores): Record<string, number> {
  return Object.fromEntries(
    Object.entries(scores).map(([emotion, score]) => [emotion, Math.round(score * 1e4) / 1e4]),
  );
}

/** @returns a sentence when the file cannot be read; other faults end the command */
async function readOne(request: {
  pool: InferencePool;
  file: string;
  context: SpeakerContext | null | undefined;
}): Promise<VoiceFileReading | string> {
  const [{ readVoiceFile }, { AudioError }] = await Promise.all([
    import("@/lib/emotion/voice/read-file"),
    import("@/lib/speech/errors"),
  ]);
  try {
    return await readVoiceFile(request);
  } catch (error) {
    if (error instanceof AudioError) return error.message;
    throw error;
  }
}
