import { EMOTIONS } from "@/lib/emotion/labels";
import { FINE_CLASSES } from "@/lib/emotion/text/classes";
import { type Agreement, agreement, calibrationError } from "@/lib/emotion/text/metrics";
import { trainConvolution } from "@/lib/emotion/text/training/convolution";
import {
  type LabelledText,
  readGoEmotions,
  readMeetingTurns,
} from "@/lib/emotion/text/training/data";
import { trainDense } from "@/lib/emotion/text/training/dense";
import { encodeTexts } from "@/lib/emotion/text/training/features";
import { trainNgrams } from "@/lib/emotion/text/training/ngram-regression";
import { Random } from "@/lib/emotion/text/training/random";
import type { LoadContext } from "@/lib/models/tasks/task";
import { decodeTextHead, encodeTextHead } from "@/lib/models/text-head/file";
import {
  type Matrix,
  mixParts,
  type PartProbabilities,
  type TextHead,
} from "@/lib/models/text-head/head";
import { TextHeadRunner } from "@/lib/models/text-head/runner";
import { readTfjsWeights } from "@/lib/models/tfjs/weights";
import { openUseLite } from "@/lib/models/use-lite/encoder";

/** Meeting turns labelled neutral: without them 59 % of meeting talk is called neutral, with them 91 %. */
export const MEETING_TURNS = 4500;
/** Chosen by log loss on dev, in tenths and twentieths. */
export const MIXTURE = { ngrams: 0.2, dense: 0.5, convolution: 0.3 };
export const TEMPERATURE = 0.8;
/** The sample that is measured on does not depend on the training's seed. */
const MEASURING_SEED = 7;

const NOTES = {
  model: "emotions of English texts, over Universal Sentence Encoder Lite",
  licence: "MIT; trained on GoEmotions (CC BY 4.0) and QMSum (MIT, its meetings CC BY 4.0)",
  derivedFrom: "Universal Sentence Encoder Lite (Apache-2.0): the table of the convolution",
  card: "docs/models/text-emotion.md",
};

export interface TrainingRequest {
  /** The data folder: emotion/text/goemotions7-*.jsonl and meetings/qmsum-*.jsonl. */
  data: string;
  seed: number;
  /** How many turns of QMSum's training meetings count as neutral. */
  meetingTurns?: number | undefined;
  /** Where encoded texts are kept between trainings. */
  cache?: string | undefined;
  context: LoadContext;
  progress: (line: string) => void;
}

/** One way of answering, on GoEmotions dev and on turns of QMSum's validation meetings. */
export interface TrainingFigures extends Omit<Agreement, "confusion"> {
  part: keyof PartProbabilities | "mixture";
  calibrationError: number;
  meetingTurnsNeutral: number;
}

/** Trains all parts and measures what goes into the file, 8-bit weights and all. */
export async function trainTextEmotion(
  request: TrainingRequest,
): Promise<{ file: Uint8Array; figures: TrainingFigures[] }> {
  const { data, seed, meetingTurns = MEETING_TURNS, progress } = request;
  const rows = [
    ...(await readGoEmotions(data, "train")),
    ...(await readMeetingTurns({ data, split: "train", count: meetingTurns, seed })),
  ];
  progress(`${rows.length} texts to learn from`);
  return finish(await trainHead(rows, request), request);
}

/** Measures a head as it will be in its file, and makes the file. */
export async function finish(head: TextHead, request: TrainingRequest) {
  const figures = await measure(decodeTextHead(encodeTextHead(head, NOTES)), request);
  const mixture = figures.find(({ part }) => part === "mixture");
  return { file: encodeTextHead(head, { ...NOTES, seed: request.seed, dev: mixture }), figures };
}

async function trainHead(
  rows: readonly LabelledText[],
  { seed, cache, context, progress }: TrainingRequest,
): Promise<TextHead> {
  const groups = EMOTIONS.map((emotion) => [...FINE_CLASSES[emotion]]);
  const encoder = await openUseLite(context);
  const texts = rows.map(({ text }) => text);
  const { tokenized, features } = await encodeTexts({ texts, encoder, cache, progress });
  const targets = fineTargets(rows, groups.flat());

  const labels = rows.map(({ label }) => EMOTIONS.indexOf(label));
  const ngrams = trainNgrams(rows, labels, EMOTIONS.length);
  progress(`n-grams trained, ${ngrams.hashes.length} kept`);
  const dense = await trainDense({
    features,
    targets,
    rows: rows.length,
    random: new Random(seed),
  });
  progress("dense part trained");
  const convolution = await trainConvolution({
    tokenized,
    targets,
    table: await encoderTable(context),
    random: new Random(seed + 1),
    progress,
  });
  return {
    labels: [...EMOTIONS],
    groups,
    mixture: MIXTURE,
    temperature: TEMPERATURE,
    ngrams,
    dense,
    convolution,
  };
}

/** Equal shares of a text's fine classes, a row per text. */
function fineTargets(rows: readonly LabelledText[], classes: readonly string[]): Float32Array {
  const targets = new Float32Array(rows.length * classes.length);
  rows.forEach(({ text, fine }, row) => {
    for (const name of fine) {
      const place = classes.indexOf(name);
      if (place < 0) throw new Error(`"${text}" has a class of unknown name, ${name}.`);
      targets[row * classes.length + place] = 1 / fine.length;
    }
  });
  return targets;
}

async function encoderTable(context: LoadContext): Promise<Matrix> {
  const { file } = await context.model("use-lite-en");
  const { shape, values } = (await readTfjsWeights(file))("module/Embeddings_en");
  const [rows = 0, columns = 0] = shape;
  return { rows, columns, values };
}

async function measure(
  head: TextHead,
  { data, cache, context, progress }: TrainingRequest,
): Promise<TrainingFigures[]> {
  const encoder = await openUseLite(context);
  const runner = await TextHeadRunner.load(head);
  const ask = async (rows: readonly LabelledText[]) => {
    const texts = rows.map(({ text }) => text);
    const encoded = await encodeTexts({ texts, encoder, cache, progress });
    const parts = await runner.parts({ texts, ...encoded });
    return { ...parts, mixture: mixParts(parts, head) };
  };
  const dev = await readGoEmotions(data, "dev");
  const meetings = { data, split: "val", count: 3000, seed: MEASURING_SEED };
  const onDev = await ask(dev);
  const onMeetings = await ask(await readMeetingTurns(meetings));
  return (["ngrams", "dense", "convolution", "mixture"] as const).map((part) => {
    const answers = answersOf(onDev[part]);
    const pairs = answers.map(({ said }, row) => ({ truth: dev[row]?.label ?? "neutral", said }));
    const { confusion: _, ...scores } = agreement(pairs);
    const calls = answersOf(onMeetings[part]);
    return {
      part,
      ...scores,
      calibrationError: calibrationError(
        answers.map(({ said, confidence }, row) => ({
          confidence,
          right: said === dev[row]?.label,
        })),
      ),
      meetingTurnsNeutral: calls.filter(({ said }) => said === "neutral").length / calls.length,
    };
  });
}

/** The likeliest class of every row. */
function answersOf(probabilities: Float32Array) {
  const width = EMOTIONS.length;
  return Array.from({ length: probabilities.length / width }, (_, row) => {
    const own = probabilities.subarray(row * width, (row + 1) * width);
    const confidence = Math.max(...own);
    return { said: EMOTIONS[own.indexOf(confidence)] ?? ("neutral" as const), confidence };
  });
}
