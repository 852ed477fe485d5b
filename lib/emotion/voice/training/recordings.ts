import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { VOICE_EMOTIONS, type VoiceEmotion, type VoiceManner } from "@/lib/emotion/voice/head";
import { seedOf } from "@/lib/emotion/voice/training/random";

/** One file of the data folder, with what is known of it. */
export interface Recording {
  /** Relative to the data folder. */
  file: string;
  corpus: "ravdess" | "librispeech";
  speaker: string;
  label: VoiceEmotion;
  manner: VoiceManner;
  /** `train` makes the weights; the others only measure them. */
  split: "train" | "dev";
}

const ravdessRow = z.object({
  file: z.string(),
  speaker: z.string(),
  emotion: z.string(),
  label7: z.string(),
  split: z.enum(["train", "dev"]),
});
const librispeechRow = z.object({ file: z.string(), speaker: z.string() });

/** One LibriSpeech speaker in this many is never trained on. */
const KEPT_APART = 5;
const LIBRISPEECH = "speech/librispeech-speakers";

/**
 * Acted speech: RAVDESS, by `emotion/voice.csv`. Surprise is left out: the reader does not know it.
 *
 * @throws when the folder has no such list
 */
export async function actedRecordings(data: string): Promise<Recording[]> {
  const text = await readFile(path.join(data, "emotion", "voice.csv"), "utf8");
  const [head = "", ...lines] = text.trim().split(/\r?\n/);
  const columns = head.split(",");
  return lines.flatMap((line) => {
    const cells = line.split(",");
    const row = ravdessRow.parse(Object.fromEntries(columns.map((name, at) => [name, cells[at]])));
    const label = VOICE_EMOTIONS.find((emotion) => emotion === row.label7);
    if (!label) return [];
    const manner = row.emotion === "calm" ? "calm" : label;
    const { speaker, split } = row;
    return [
      { file: `emotion/${row.file}`, corpus: "ravdess" as const, speaker, label, manner, split },
    ];
  });
}

/**
 * Ordinary speech: a clip each of many LibriSpeech readers, taken for neutral. Who is trained on
 * depends on the reader's id alone.
 *
 * @throws when the folder has no list of speakers
 */
export async function ordinaryRecordings(data: string): Promise<Recording[]> {
  const text = await readFile(path.join(data, LIBRISPEECH, "speakers.jsonl"), "utf8");
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => librispeechRow.parse(JSON.parse(line)))
    .map(({ file, speaker }) => ({
      file: `${LIBRISPEECH}/${file}`,
      corpus: "librispeech" as const,
      speaker: `librispeech${speaker}`,
      label: "neutral" as const,
      manner: "reading" as const,
      split: seedOf(`librispeech ${speaker}`) % KEPT_APART === 0 ? "dev" : "train",
    }));
}
