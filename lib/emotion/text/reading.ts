import { EMOTIONS, type Emotion, type EmotionScores, likeliest } from "@/lib/emotion/labels";

/** What the words of one text show. */
export interface TextReading {
  /** The likeliest class. Show `shownEmotion(reading)` to people, not this. */
  label: Emotion;
  scores: EmotionScores;
  /** True: too few words to tell, called neutral without being read. */
  short: boolean;
}

/** Texts of fewer words are called neutral: "yes, of course" says nothing about a mood. */
export const FEWEST_WORDS = 4;

/**
 * From this probability on an emotion is shown as one. Of the emotions shown, 82 % are right on
 * GoEmotions dev, against 75 % of all (docs/models/text-emotion.md).
 */
export const SHOWN_FROM = 0.5;

/** What to show of a reading: a class, or "unsure" where an emotion is only the likeliest. */
export function shownEmotion({ label, scores }: TextReading): Emotion | "unsure" {
  return label === "neutral" || scores[label] >= SHOWN_FROM ? label : "unsure";
}

/** The reading of a text that is too short to read. */
export function shortReading(): TextReading {
  return { label: "neutral", scores: scoresOf(EMOTIONS, [], "neutral"), short: true };
}

/** @param probabilities in the order of `labels`, summing to 1 */
export function readingOf(
  labels: readonly string[],
  probabilities: ArrayLike<number>,
): TextReading {
  const scores = scoresOf(labels, Array.from(probabilities));
  return { label: likeliest(scores).label, scores, short: false };
}

function scoresOf(
  labels: readonly string[],
  probabilities: readonly number[],
  certain?: Emotion,
): EmotionScores {
  return Object.fromEntries(
    EMOTIONS.map((emotion) => [
      emotion,
      emotion === certain ? 1 : (probabilities[labels.indexOf(emotion)] ?? 0),
    ]),
  ) as EmotionScores;
}
