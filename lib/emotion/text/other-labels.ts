import { EMOTIONS, type Emotion } from "@/lib/emotion/labels";
import { FINE_CLASSES } from "@/lib/emotion/text/classes";
import { readingOf, type TextReading } from "@/lib/emotion/text/reading";
import { AppError } from "@/lib/platform/errors";

/** Other names for the seven, as classifiers in the wild have them. */
const SYNONYMS: Record<string, Emotion> = {
  angry: "anger",
  disgusted: "disgust",
  fearful: "fear",
  scared: "fear",
  happy: "joy",
  happiness: "joy",
  calm: "neutral",
  "no emotion": "neutral",
  others: "neutral",
  sad: "sadness",
  surprised: "surprise",
};

const BY_NAME = new Map<string, Emotion>([
  ...EMOTIONS.flatMap((emotion) => FINE_CLASSES[emotion].map((fine) => [fine, emotion] as const)),
  ...Object.entries(SYNONYMS),
]);

/**
 * A classifier's own classes in our seven: those that are the same or part of it, added up, the sum
 * brought to 1. Classes that are no emotion are left out.
 *
 * @throws {AppError} when none of them is an emotion
 */
export function labelsAsEmotions(
  model: string,
  classes: readonly { label: string; score: number }[],
): TextReading {
  const sums = new Map<Emotion, number>();
  for (const { label, score } of classes) {
    const emotion = BY_NAME.get(label.toLowerCase().replaceAll("_", " "));
    if (emotion) sums.set(emotion, (sums.get(emotion) ?? 0) + score);
  }
  const total = [...sums.values()].reduce((sum, score) => sum + score, 0);
  if (total <= 0) {
    const names = classes.map(({ label }) => label).join(", ");
    throw new AppError(
      "unsupported",
      `The model ${model} does not tell emotions, but ${names}: choose another EMOTION_TEXT_MODEL.`,
    );
  }
  return readingOf(
    EMOTIONS,
    EMOTIONS.map((emotion) => (sums.get(emotion) ?? 0) / total),
  );
}
