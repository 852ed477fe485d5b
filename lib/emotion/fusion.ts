import { EMOTIONS, type Emotion, type EmotionScores } from "@/lib/emotion/labels";

export interface Weights {
  /** Exponent of what the voice says. */
  voice: number;
  /** How much of its exponent, 1, the face yields to a voice that is certain, 0..1. */
  yields: number;
}

/**
 * With the voice at 1, so that a face which knows nothing leaves it as it is, the truth was likeliest
 * under this on faces and voices of which nothing is reported (docs/models/emotion-fusion.md).
 */
export const WEIGHTS: Weights = { voice: 1, yields: 0.2 };
/** The least probability a class has, so that one reader cannot rule a class out alone. */
const FLOOR = 1e-3;
/** Classes the voice knows; surprise is the face's alone. */
const SHARED: readonly Emotion[] = EMOTIONS.filter((emotion) => emotion !== "surprise");

/**
 * One reading out of two, by a weighted product of the probabilities (a logarithmic opinion pool):
 * readers that agree make each other surer, one that knows nothing leaves the other as it is. What
 * only the face knows keeps the face's probability.
 */
export function fuse(
  face: EmotionScores,
  voice: EmotionScores,
  weights: Weights = WEIGHTS,
): EmotionScores {
  const faceWeight = 1 - weights.yields * certainty(voice);
  const products = SHARED.map(
    (emotion) =>
      Math.max(FLOOR, face[emotion]) ** faceWeight *
      Math.max(FLOOR, voice[emotion]) ** weights.voice,
  );
  const sum = products.reduce((total, product) => total + product, 0);
  const fused = { ...face };
  SHARED.forEach((emotion, index) => {
    fused[emotion] = ((products[index] ?? 0) / sum) * (1 - face.surprise);
  });
  return fused;
}

/** 0 when all shared classes are alike, 1 when one is certain: what entropy is missing. */
function certainty(scores: EmotionScores): number {
  const entropy = SHARED.reduce((sum, emotion) => {
    const share = scores[emotion];
    return share > 0 ? sum - share * Math.log(share) : sum;
  }, 0);
  return 1 - entropy / Math.log(SHARED.length);
}
