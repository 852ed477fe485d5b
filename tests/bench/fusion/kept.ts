import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { Emotion, EmotionScores } from "@/lib/emotion/labels";
import { emotionLabel, emotionScores } from "@/lib/emotion/schema";

/** What a reader said of a face or a window of voice whose emotion is known. */
export interface Known {
  /** Whose it is: the face, or the recording. What is of one unit is not independent. */
  unit: string;
  truth: Emotion;
  scores: EmotionScores;
}

const list = z.array(z.object({ unit: z.string(), truth: emotionLabel, scores: emotionScores }));

/**
 * What was read in an earlier run, or is read now and kept for the next one.
 *
 * @param cache a folder; nothing is kept when absent
 */
export async function kept(
  cache: string | undefined,
  name: string,
  read: () => Promise<Known[]>,
): Promise<Known[]> {
  if (cache === undefined) return read();
  const file = path.join(cache, `fusion.${name}.json`);
  const text = await readFile(file, "utf8").catch(() => null);
  if (text !== null) return list.parse(JSON.parse(text));
  const known = await read();
  await mkdir(cache, { recursive: true });
  await writeFile(file, JSON.stringify(known));
  return known;
}
