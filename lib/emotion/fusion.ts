import { EMOTIONS, type Emotion, type EmotionScores } from "@/lib/emotion/labels";

/** Exponents of what face and voice say. */
export interface Weights {
  face: number;
  voice: number;
}

/** Chosen on faces and voices that are reported nowhere (docs/models/emotion-fusion.md). */
export const WEIGHTS: Weights = { face: 1, voice: 1 };
/** The least probability a class has, so that one reader cannot rule a class out alone. */
const FLOOR = 1e-3;
/** Classes the voice knows; surprise is the face's alone. */
const SHARED: readonly Emotion[] = EMOTIONS.filter((emotion) => emotion !== "surprise");

/**
 * One reading out of two, by a weighted product of the probabilities (a logarithmic opinion pool):
 * readers that agree make each other surer. What only the face knows keeps the face's probability.
 */
export function fuse(
  face: EmotionScores,
  voice: EmotionScores,
  weights: Weights = WEIGHTS,
): EmotionScores {
  const surprise = face.surprise;
  const products = SHARED.map(
    (emotion) =>
      Math.max(FLOOR, face[emotion]) ** weights.face *
      Math.max(FLOOR, voice[emotion]) ** weights.voice,
  );
  const sum = products.reduce((total, product) => total + product, 0);
  const fused = { ...face };
  SHARED.forEach((emotion, index) => {
    fused[emotion] = ((products[index] ?? 0) / sum) * (1 - surprise);
  });
  return fused;
}
