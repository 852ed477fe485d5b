import { EMOTIONS, type Emotion, type EmotionScores } from "@/lib/emotion/labels";
import type { ExpressionLogits } from "@/lib/models/face/expression-net";

/** The network's word for each of our classes. */
const CLASS_OF: Record<Emotion, keyof ExpressionLogits> = {
  anger: "angry",
  disgust: "disgusted",
  fear: "fearful",
  joy: "happy",
  neutral: "neutral",
  sadness: "sad",
  surprise: "surprised",
};

/**
 * The network is much too sure of itself. Chosen on one half of FER2013's public test for the lowest
 * negative log likelihood, since no other labelled faces are at hand (docs/models/face-emotion.md);
 * it changes no label.
 */
const TEMPERATURE = 5.5;

/** Probabilities by our classes. */
export function emotionScoresOf(
  logits: ExpressionLogits,
  temperature: number = TEMPERATURE,
): EmotionScores {
  const scaled = EMOTIONS.map((emotion) => logits[CLASS_OF[emotion]] / temperature);
  const highest = Math.max(...scaled);
  const powers = scaled.map((value) => Math.exp(value - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  const shares = EMOTIONS.map((emotion, index) => [emotion, (powers[index] ?? 0) / sum] as const);
  return Object.fromEntries(shares) as EmotionScores;
}
