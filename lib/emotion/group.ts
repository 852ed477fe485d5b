import { EMOTIONS, type Emotion, type EmotionScores } from "@/lib/emotion/labels";
import { type EmotionGroup, GROUP_MIN } from "@/lib/emotion/schema";

/** A share below this is not told as a bar of its own. */
const BAR_FROM = 0.05;
const BARS = 4;

/** Words for a whole meeting, calm and never about one person. */
const WORDS: Record<Emotion, string> = {
  anger: "There is some tension",
  disgust: "There is some reluctance",
  fear: "There is some worry",
  joy: "The mood is bright",
  neutral: "The mood is calm",
  sadness: "The mood is low",
  surprise: "There is some surprise",
};

/** The mean of several people's scores. */
export function meanScores(all: readonly EmotionScores[]): EmotionScores {
  const mean = Object.fromEntries(EMOTIONS.map((emotion) => [emotion, 0])) as EmotionScores;
  for (const scores of all)
    for (const emotion of EMOTIONS) mean[emotion] += scores[emotion] / all.length;
  return mean;
}

/**
 * A meeting as a whole: up to four bars and one sentence made by rule. Of fewer than three people
 * only their number is told.
 */
export function groupOf(people: readonly EmotionScores[]): EmotionGroup {
  if (people.length < GROUP_MIN)
    return {
      people: people.length,
      bars: [],
      sentence: `Shown once at least ${GROUP_MIN} people take part.`,
    };
  const mean = meanScores(people);
  const bars = EMOTIONS.map((label) => ({ label, share: mean[label] }))
    .filter(({ share }) => share >= BAR_FROM)
    .sort((a, b) => b.share - a.share)
    .slice(0, BARS);
  return { people: people.length, bars, sentence: sentenceOf(bars) };
}

function sentenceOf(bars: EmotionGroup["bars"]): string {
  const [first, second] = bars;
  if (!first || first.share < 0.35) return "Feelings seem mixed.";
  const opening = WORDS[first.label];
  const beside = first.label === "neutral" ? second : undefined;
  if (beside && beside.share >= 0.2) return `${opening}, with some ${NOUNS[beside.label]}.`;
  return first.share >= 0.6 ? `${opening}.` : `${opening}, as far as can be told.`;
}

const NOUNS: Record<Emotion, string> = {
  anger: "tension",
  disgust: "reluctance",
  fear: "worry",
  joy: "cheer",
  neutral: "calm",
  sadness: "low spirits",
  surprise: "surprise",
};
