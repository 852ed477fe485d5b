/** The seven classes every reading of words, voice or face is told in (Ekman's six and neutral). */
export const EMOTIONS = [
  "anger",
  "disgust",
  "fear",
  "joy",
  "neutral",
  "sadness",
  "surprise",
] as const;

export type Emotion = (typeof EMOTIONS)[number];

/** Probabilities, 0..1, which sum to 1. A reader that does not know a class gives it 0. */
export type EmotionScores = Record<Emotion, number>;

/** The likeliest class. */
export function likeliest(scores: EmotionScores): { label: Emotion; probability: number } {
  let label: Emotion = "neutral";
  for (const emotion of EMOTIONS) if (scores[emotion] > scores[label]) label = emotion;
  return { label, probability: scores[label] };
}
