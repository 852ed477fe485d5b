import type { Emotion } from "@/lib/emotion/labels";
import { type EmotionVisibility, GROUP_MIN, type ReadingMode } from "@/lib/emotion/schema";

/** What each feeling is called on every page. Its colour comes with `data-emotion` (globals.css). */
export const EMOTION_WORDS: Record<Emotion, string> = {
  anger: "anger",
  disgust: "disgust",
  fear: "fear",
  joy: "joy",
  neutral: "neutral",
  sadness: "sadness",
  surprise: "surprise",
};

/** What a reading was made of. */
export const MODE_WORDS: Record<ReadingMode, string> = {
  both: "face and voice",
  audio_only: "voice",
  video_only: "face",
};

/** The same where there is little room. */
export const MODE_MARKS: Record<ReadingMode, string> = {
  both: "face/voice",
  audio_only: "voice",
  video_only: "face",
};

/** Who sees what is read, as the host chooses it. */
export const VISIBILITY_WORDS: Record<EmotionVisibility, { name: string; means: string }> = {
  host: {
    name: "Shown to hosts",
    means: "Each person sees their own, hosts and co-hosts see everybody’s.",
  },
  self: {
    name: "Each person only themselves",
    means: "Nobody sees anybody else’s, not even hosts.",
  },
  aggregate: {
    name: "Only the group as a whole",
    means: `Each person sees their own. Of the others everybody sees one picture of the whole group, once at least ${GROUP_MIN} people take part.`,
  },
};

/** Guesses are not told to the point: 0.73 → `about 75 %`. */
export const about = (share: number): string =>
  `about ${Math.min(95, Math.max(5, Math.round(share * 20) * 5))} %`;

/** `joy, about 75 %` */
export const guess = (label: Emotion, score: number): string =>
  `${EMOTION_WORDS[label]}, ${about(score)}`;

/** What the words of a sentence say by themselves comes as text; anything unknown is no feeling. */
export const isEmotion = (text: string | null): text is Emotion =>
  text !== null && Object.hasOwn(EMOTION_WORDS, text);
