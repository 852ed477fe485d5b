import { describe, expect, it } from "vitest";
import { groupOf, meanScores } from "@/lib/emotion/group";
import { EMOTIONS, type EmotionScores } from "@/lib/emotion/labels";
import { emotionGroup } from "@/lib/emotion/schema";

/** Probabilities; what is not named shares nothing. */
const scores = (some: Partial<EmotionScores>): EmotionScores => ({
  ...(Object.fromEntries(EMOTIONS.map((emotion) => [emotion, 0])) as EmotionScores),
  ...some,
});
const three = (some: Partial<EmotionScores>) => [scores(some), scores(some), scores(some)];

describe("a meeting as a whole", () => {
  it("is the mean of its people", () => {
    const mean = meanScores([scores({ joy: 1 }), scores({ joy: 0.5, anger: 0.5 })]);
    expect(mean).toMatchObject({ joy: 0.75, anger: 0.25, fear: 0 });
  });

  it("of fewer than three tells nothing but how many they are", () => {
    for (const people of [0, 1, 2])
      expect(groupOf(three({ joy: 1 }).slice(0, people))).toEqual({
        people,
        bars: [],
        sentence: "Shown once at least 3 people take part.",
      });
  });

  it("has up to four bars, the largest first, none of next to nothing", () => {
    const mixed = { anger: 0.3, joy: 0.2, fear: 0.2, sadness: 0.15, neutral: 0.11, disgust: 0.04 };
    const { bars } = groupOf(three(mixed));
    expect(bars.map(({ label }) => label)).toEqual(["anger", "fear", "joy", "sadness"]);
    expect(groupOf(three({ joy: 0.96, fear: 0.04 })).bars).toHaveLength(1);
  });

  it.each([
    [{ joy: 0.8, neutral: 0.2 }, "The mood is bright."],
    [{ joy: 0.5, anger: 0.5 }, "There is some tension, as far as can be told."],
    [{ neutral: 0.7, sadness: 0.3 }, "The mood is calm, with some low spirits."],
    [{ neutral: 0.9, joy: 0.1 }, "The mood is calm."],
    [{ anger: 0.3, joy: 0.3, fear: 0.2, neutral: 0.2 }, "Feelings seem mixed."],
  ] as const)("%o is said as “%s”", (some, sentence) => {
    const group = groupOf(three(some));
    expect(group.sentence).toBe(sentence);
    expect(emotionGroup.safeParse(group).success).toBe(true);
  });
});
