import type { Emotion } from "@/lib/emotion/labels";

/**
 * GoEmotions' 28 fine classes in our seven (Demszky et al. 2020, the Ekman mapping of its authors,
 * as goemotions7-*.jsonl has it). "joy" therefore includes approval and caring, "surprise" includes
 * curiosity and confusion: a question is often "surprise".
 */
export const FINE_CLASSES: Record<Emotion, readonly string[]> = {
  anger: ["anger", "annoyance", "disapproval"],
  disgust: ["disgust"],
  fear: ["fear", "nervousness"],
  joy: [
    "admiration",
    "amusement",
    "approval",
    "caring",
    "desire",
    "excitement",
    "gratitude",
    "joy",
    "love",
    "optimism",
    "pride",
    "relief",
  ],
  neutral: ["neutral"],
  sadness: ["disappointment", "embarrassment", "grief", "remorse", "sadness"],
  surprise: ["confusion", "curiosity", "realization", "surprise"],
};
