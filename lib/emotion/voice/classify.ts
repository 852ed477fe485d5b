import { EMOTIONS, type Emotion, type EmotionScores, likeliest } from "@/lib/emotion/labels";
import { SURE_FROM } from "@/lib/emotion/schema";
import { MANNERS, VOICE_EMOTIONS, VOICE_MANNERS, type VoiceHead } from "@/lib/emotion/voice/head";
import { adapted, heardMore, type SpeakerContext } from "@/lib/emotion/voice/speaker";

/** Voices shorter than this are told with less confidence, seconds. */
const SHORT_BELOW_SECONDS = 2;
const MANNER_EMOTIONS = MANNERS.map((manner) => VOICE_MANNERS[manner]);

export interface VoiceReading {
  /** Calibrated probabilities; surprise is 0. */
  scores: EmotionScores;
  label: Emotion;
  /** The likeliest class is not likely enough to be told. */
  unsure: boolean;
  /** The sound is no ordinary speech (music, noise): its scores mean nothing. */
  anomaly: boolean;
  /** Mean squared distance from speech in standard deviations; about 1 for speech. */
  distance: number;
  /** To be given with this speaker's next window. */
  context: SpeakerContext | null;
}

export interface VoiceEvidence {
  head: VoiceHead;
  /** 864 numbers of the inference kind "read-voice". */
  features: Float32Array;
  /** Length of the voice; 2 s and more when not given. */
  seconds?: number | undefined;
  /** What is known of the speaker; null at first. */
  context: SpeakerContext | null;
}

/** Tells the emotion of a window of voice. Anomalous windows do not count for the speaker. */
export function classifyVoice({ head, features, seconds, context }: VoiceEvidence): VoiceReading {
  const distance = distanceFromSpeech(features, head);
  const anomaly = distance > head.anomaly.threshold;
  const { features: relative, share } = adapted(features, context, head);
  const temperature = temperatureFor({ head, share, seconds });
  const scores = toScores(emotionProbabilities(linearScores(relative, head), temperature));
  const { label, probability } = likeliest(scores);
  return {
    scores,
    label,
    unsure: probability < SURE_FROM,
    anomaly,
    distance,
    context: anomaly ? context : heardMore(context, features),
  };
}

/** Scores grow too sure where less is known: an unknown speaker, a short voice. */
export function temperatureFor({
  head,
  share,
  seconds = SHORT_BELOW_SECONDS,
}: {
  head: Pick<VoiceHead, "temperature">;
  share: number;
  seconds?: number | undefined;
}): number {
  const { unknown, known, short } = head.temperature;
  return unknown + share * (known - unknown) + short * Math.max(0, SHORT_BELOW_SECONDS - seconds);
}

/** One score per manner, before calibration. */
function linearScores(
  features: Float32Array,
  { weights, bias }: Pick<VoiceHead, "weights" | "bias">,
): number[] {
  return bias.map((offset, label) => {
    let score = offset;
    const from = label * features.length;
    features.forEach((value, at) => {
      score += value * (weights[from + at] ?? 0);
    });
    return score;
  });
}

/** Mahalanobis distance, squared, with a diagonal covariance, per feature. */
export function distanceFromSpeech(
  features: Float32Array,
  { anomaly: { mean, deviation } }: Pick<VoiceHead, "anomaly">,
): number {
  let sum = 0;
  features.forEach((value, at) => {
    sum += ((value - (mean[at] ?? 0)) / (deviation[at] ?? 1)) ** 2;
  });
  return sum / features.length;
}

/** Scores of the manners as probabilities of VOICE_EMOTIONS: an emotion's manners are added up. */
export function emotionProbabilities(logits: readonly number[], temperature: number): number[] {
  const manners = softmax(logits.map((logit) => logit / temperature));
  return VOICE_EMOTIONS.map((emotion) =>
    manners.reduce((sum, share, at) => (MANNER_EMOTIONS[at] === emotion ? sum + share : sum), 0),
  );
}

function toScores(probabilities: readonly number[]): EmotionScores {
  const known = new Map<Emotion, number>(
    VOICE_EMOTIONS.map((emotion, at) => [emotion, probabilities[at] ?? 0]),
  );
  return Object.fromEntries(
    EMOTIONS.map((emotion) => [emotion, known.get(emotion) ?? 0]),
  ) as EmotionScores;
}

function softmax(logits: readonly number[]): number[] {
  const highest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
