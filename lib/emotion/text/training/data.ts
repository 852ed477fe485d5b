import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { EMOTIONS, type Emotion } from "@/lib/emotion/labels";
import { countWords, normaliseText } from "@/lib/emotion/text/normalise";
import { Random } from "@/lib/emotion/text/training/random";
import { AppError } from "@/lib/platform/errors";

/** A text and what it shows. */
export interface LabelledText {
  /** Normalised. */
  text: string;
  label: Emotion;
  /** GoEmotions' fine classes. */
  fine: string[];
}

const FEWEST_WORDS = 4;
/** A turn may be a speech; a segment is 60 words at most. */
const MOST_WORDS = 60;

const labelled = z.object({
  text: z.string(),
  label: z.enum(EMOTIONS),
  fine: z.array(z.string()).default([]),
});
const meeting = z.object({ turns: z.array(z.object({ text: z.string() })) });

/** GoEmotions in seven classes, `emotion/text/goemotions7-<split>.jsonl` of the data folder. */
export async function readGoEmotions(data: string, split: string): Promise<LabelledText[]> {
  const lines = await readLines(path.join(data, "emotion/text", `goemotions7-${split}.jsonl`));
  return lines.map((line) => {
    const row = labelled.parse(line);
    return { ...row, text: normaliseText(row.text) };
  });
}

/**
 * Turns of ordinary meetings, taken for neutral: `meetings/qmsum-<split>.jsonl`, a random sample of
 * those of at least four words, their first sixty words.
 */
export async function readMeetingTurns({
  data,
  split,
  count,
  seed,
}: {
  data: string;
  split: string;
  count: number;
  seed: number;
}): Promise<LabelledText[]> {
  const lines = await readLines(path.join(data, "meetings", `qmsum-${split}.jsonl`));
  const texts = lines
    .flatMap((line) => meeting.parse(line).turns)
    .map(({ text }) => normaliseText(text).split(" ").slice(0, MOST_WORDS).join(" "))
    .filter((text) => countWords(text) >= FEWEST_WORDS);
  return new Random(seed)
    .shuffled(texts)
    .slice(0, count)
    .map((text) => ({ text, label: "neutral", fine: ["neutral"] }));
}

async function readLines(file: string): Promise<unknown[]> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new AppError("not-found", `There is no ${file}.`, { cause });
  });
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as unknown);
}
