import type { Emotion } from "@/lib/emotion/labels";
import { createTextEmotionReader } from "@/lib/emotion/text/reader";
import type { InferencePool } from "@/lib/models/pool";

/** What the words of one line say by themselves, as it is kept with the line. */
export interface LineEmotion {
  emotion: Emotion;
  /** Its probability, 0..1. */
  emotionScore: number;
}

/** Reads the lines of a transcript, in order. */
export async function readLines(
  pool: InferencePool,
  texts: readonly string[],
): Promise<LineEmotion[]> {
  const readings = await createTextEmotionReader({ pool }).read(texts);
  return readings.map(({ label, scores }) => ({ emotion: label, emotionScore: scores[label] }));
}
