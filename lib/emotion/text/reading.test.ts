import { describe, expect, it } from "vitest";
import { agreement, calibrationError } from "@/lib/emotion/text/metrics";
import { labelsAsEmotions } from "@/lib/emotion/text/other-labels";
import { readingOf, SHOWN_FROM, shortReading, shownEmotion } from "@/lib/emotion/text/reading";

describe("a reading of words", () => {
  it("names the likeliest class, but shows an emotion only from the threshold on", () => {
    const faint = readingOf(["joy", "neutral", "anger"], [0.45, 0.35, 0.2]);
    expect(faint).toMatchObject({ label: "joy", short: false, scores: { joy: 0.45, fear: 0 } });
    expect(shownEmotion(faint)).toBe("unsure");
    expect(shownEmotion(readingOf(["joy", "neutral"], [SHOWN_FROM, 0.5]))).not.toBe("unsure");
    expect(shownEmotion(readingOf(["joy", "neutral"], [0.6, 0.4]))).toBe("joy");
    expect(shownEmotion(readingOf(["joy", "neutral", "fear"], [0.3, 0.4, 0.3]))).toBe("neutral");
  });

  it("says of a text too short to read that it is neutral for want of words", () => {
    const reading = shortReading();
    expect(reading).toMatchObject({ label: "neutral", short: true, scores: { neutral: 1 } });
    expect(Object.values(reading.scores).reduce((sum, score) => sum + score)).toBe(1);
  });
});

describe("another classifier's classes", () => {
  it("are added up in our seven, whatever they are called", () => {
    const { label, scores } = labelsAsEmotions("other", [
      { label: "Happiness", score: 0.2 },
      { label: "gratitude", score: 0.2 },
      { label: "sadness", score: 0.1 },
      { label: "sarcasm", score: 0.5 },
    ]);
    expect(label).toBe("joy");
    expect(scores.joy).toBeCloseTo(0.8);
    expect(scores.sadness).toBeCloseTo(0.2);
  });

  it("are refused when none is an emotion", () => {
    expect(() => labelsAsEmotions("other", [{ label: "toxic", score: 1 }])).toThrow(
      /does not tell emotions, but toxic/,
    );
  });
});

describe("the figures of a reader", () => {
  it("count what was right, class by class", () => {
    const scores = agreement([
      { truth: "joy", said: "joy" },
      { truth: "joy", said: "neutral" },
      { truth: "neutral", said: "neutral" },
      { truth: "fear", said: "joy" },
    ]);
    expect(scores).toMatchObject({ rows: 4, accuracy: 0.5, f1: { joy: 0.5, fear: 0 } });
    expect(scores.f1.neutral).toBeCloseTo(2 / 3);
    expect(scores.confusion[3]).toEqual([0, 0, 0, 1, 1, 0, 0]);
  });

  it("tell confidence apart from being right", () => {
    const sure = { confidence: 0.9 };
    expect(calibrationError([{ ...sure, right: true }])).toBeCloseTo(0.1);
    expect(calibrationError([{ ...sure, right: false }])).toBeCloseTo(0.9);
  });
});
