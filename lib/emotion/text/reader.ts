import { countWords, normaliseText } from "@/lib/emotion/text/normalise";
import { labelsAsEmotions } from "@/lib/emotion/text/other-labels";
import {
  FEWEST_WORDS,
  readingOf,
  shortReading,
  type TextReading,
} from "@/lib/emotion/text/reading";
import type { InferencePool } from "@/lib/models/pool";
import { localEnv } from "@/lib/platform/env";

/** Texts per task: about a quarter of a second of one core, so that nothing live waits long behind. */
const TEXTS_PER_TASK = 48;
/** A larger model may be fetched first, and takes long. */
const LARGE_MODEL_TIMEOUT_MS = 10 * 60_000;

export interface TextEmotionReader {
  /** The model's id, to be kept with what it said. */
  id: string;
  /**
   * @param texts segments of a transcript, as they are
   * @returns a reading per text, in order
   */
  read(texts: readonly string[], options?: ReadOptions): Promise<TextReading[]>;
}

export interface ReadOptions {
  signal?: AbortSignal | undefined;
  /** Reads texts of fewer than four words too, instead of calling them neutral. */
  evenShort?: boolean | undefined;
}

export interface TextEmotionSettings {
  /** A text classifier in Transformers.js layout; the embedded head when absent. */
  model?: string | undefined;
  /** The folder it is looked for in, as `<modelsDir>/<model>`; the hub otherwise. */
  modelsDir?: string | undefined;
}

/** Which model this instance reads words with. */
export function textEmotionSettings(): TextEmotionSettings {
  const { EMOTION_TEXT_MODEL, MODELS_DIR } = localEnv();
  return { model: EMOTION_TEXT_MODEL, modelsDir: MODELS_DIR };
}

/** Reads the emotions of words on the inference threads. */
export function createTextEmotionReader({
  pool,
  settings = textEmotionSettings(),
}: {
  pool: InferencePool;
  settings?: TextEmotionSettings;
}): TextEmotionReader {
  const { model } = settings;
  return model === undefined
    ? readerOf("text-emotion-en", (texts, signal) => askHead({ pool, texts, signal }))
    : readerOf(model, (texts, signal) =>
        askClassifier({ pool, model, folder: settings.modelsDir, texts, signal }),
      );
}

type Ask = (texts: string[], signal: AbortSignal | undefined) => Promise<TextReading[]>;

/** What every reader does alike: normalise, set short texts aside, ask in batches. */
function readerOf(id: string, ask: Ask): TextEmotionReader {
  return {
    id,
    async read(texts, { signal, evenShort = false } = {}) {
      const fewest = evenShort ? 1 : FEWEST_WORDS;
      const normalised = texts.map(normaliseText);
      const long = [...normalised.keys()].filter(
        (index) => countWords(normalised[index] ?? "") >= fewest,
      );
      const readings = texts.map(shortReading);
      for (let start = 0; start < long.length; start += TEXTS_PER_TASK) {
        const places = long.slice(start, start + TEXTS_PER_TASK);
        const answers = await ask(
          places.map((place) => normalised[place] ?? ""),
          signal,
        );
        answers.forEach((answer, row) => {
          readings[places[row] as number] = answer;
        });
      }
      return readings;
    },
  };
}

async function askHead({
  pool,
  texts,
  signal,
}: {
  pool: InferencePool;
  texts: string[];
  signal: AbortSignal | undefined;
}): Promise<TextReading[]> {
  const { labels, probabilities } = await pool.run("read-text-emotion", { texts }, { signal });
  const width = labels.length;
  return texts.map((_, row) =>
    readingOf(labels, probabilities.subarray(row * width, (row + 1) * width)),
  );
}

async function askClassifier({
  pool,
  model,
  folder,
  texts,
  signal,
}: {
  pool: InferencePool;
  model: string;
  folder: string | undefined;
  texts: string[];
  signal: AbortSignal | undefined;
}): Promise<TextReading[]> {
  const answers = await pool.run(
    "classify-text",
    { model, folder, texts },
    { signal, timeoutMs: LARGE_MODEL_TIMEOUT_MS },
  );
  return answers.map((classes) => labelsAsEmotions(model, classes));
}
