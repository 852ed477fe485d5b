import { distanceFromSpeech } from "@/lib/emotion/voice/classify";
import { encodeFloats } from "@/lib/emotion/voice/floats";
import { MANNERS, VOICE_EMOTIONS, voiceHeadSchema } from "@/lib/emotion/voice/head";
import { calibrated } from "@/lib/emotion/voice/training/calibrate";
import { HALF_KNOWN, meanOf } from "@/lib/emotion/voice/training/examples";
import { qualityOf } from "@/lib/emotion/voice/training/metrics";
import { actedRecordings, ordinaryRecordings } from "@/lib/emotion/voice/training/recordings";
import { type Sample, type SampleRequest, samplesOf } from "@/lib/emotion/voice/training/samples";
import { type CrossValidated, type Training, trainHead } from "@/lib/emotion/voice/training/train";
import { quantile } from "@/lib/models/tasks/voice-window";
import { groupBy } from "@/lib/platform/group-by";

const LICENCE =
  "CC BY-NC-SA 4.0: trained on RAVDESS (Livingstone and Russo 2018, CC BY-NC-SA 4.0) and LibriSpeech (Panayotov et al. 2015, CC BY 4.0). Not for commercial use; set EMOTION_VOICE=off or train it anew on other recordings.";
/** All but this share of the speech trained on counts as speech. */
const SPEECH_SHARE = 0.999;

export type LearnRequest = Omit<SampleRequest, "recordings">;

/** What is listened to: the actors and the ordinary speakers, those kept apart included. */
export async function allSamples(request: LearnRequest): Promise<Sample[]> {
  const lists = [await ordinaryRecordings(request.data), await actedRecordings(request.data)];
  const samples: Sample[] = [];
  for (const recordings of lists) samples.push(...(await samplesOf({ ...request, recordings })));
  return samples;
}

export interface Learned {
  /** The file of weights, as JSON. */
  head: Record<string, unknown>;
  /** Measured on actors the head did not hear, a line each. */
  figures: Record<string, unknown>[];
}

/** Trains the head on everything marked for training. Some minutes, nearly all of it listening. */
export async function learnVoiceEmotion(request: LearnRequest): Promise<Learned> {
  const samples = (await allSamples(request)).filter(
    ({ recording }) => recording.split === "train",
  );
  request.progress(`learning from ${samples.length} listenings`);
  const training = trainHead(samples, request.seed);
  const figures = crossValidation(training);
  return { head: headOf({ training, samples, seed: request.seed, figures }), figures };
}

/** Quality over the folds, by way of listening and by what was known of the speaker. */
export function crossValidation({ unseen, temperature }: Training): Record<string, unknown>[] {
  const groups = groupBy(unseen, groupOf);
  return [...groups].map(([name, members]) => ({
    measured: `cross-validation by actor, ${name}`,
    ...toldQuality(qualityOf(calibrated(members, temperature), VOICE_EMOTIONS.length)),
  }));
}

function groupOf({ example, share }: CrossValidated): string {
  return `${example.sample.view}, ${share > 0 ? "known" : "unknown"} speaker`;
}

export function toldQuality(quality: ReturnType<typeof qualityOf>) {
  return {
    count: quality.count,
    accuracy: rounded(quality.accuracy),
    balancedAccuracy: rounded(quality.balancedAccuracy),
    macroF1: rounded(quality.macroF1),
    calibrationError: rounded(quality.calibrationError),
  };
}

function headOf({
  training: { head, temperature },
  samples,
  seed,
  figures,
}: {
  training: Training;
  samples: readonly Sample[];
  seed: number;
  figures: Record<string, unknown>[];
}): Record<string, unknown> {
  const parts = {
    model: "voice-emotion",
    licence: LICENCE,
    trained: { on: countsOf(samples), seed, figures },
    manners: MANNERS,
    weights: encodeFloats(head.weights),
    bias: [...head.bias].map((value) => Number(value.toPrecision(7))),
    temperature,
    speaker: { mean: encodeFloats(head.reference), halfKnown: HALF_KNOWN },
    anomaly: anomalyOf(samples),
  };
  voiceHeadSchema.parse(parts);
  return parts;
}

function anomalyOf(samples: readonly Sample[]) {
  const vectors = samples.map(({ features }) => features);
  const mean = meanOf(vectors);
  const squares = meanOf(vectors.map((vector) => vector.map((value) => value * value)));
  const deviation = squares.map((square, at) => Math.sqrt(square - (mean[at] ?? 0) ** 2));
  const distances = vectors.map((vector) =>
    distanceFromSpeech(vector, { anomaly: { mean, deviation, threshold: 0 } }),
  );
  return {
    mean: encodeFloats(mean),
    deviation: encodeFloats(deviation),
    threshold: rounded(quantile(distances, SPEECH_SHARE)),
  };
}

function countsOf(samples: readonly Sample[]): Record<string, number> {
  const groups = groupBy(samples, ({ recording }) => `${recording.corpus} ${recording.label}`);
  return Object.fromEntries([...groups].map(([name, members]) => [name, members.length]));
}

export const rounded = (value: number): number => Math.round(value * 1000) / 1000;
