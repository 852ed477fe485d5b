import { describe, expect, it } from "vitest";
import { fuse } from "@/lib/emotion/fusion";
import { EMOTIONS, type Emotion, type EmotionScores, likeliest } from "@/lib/emotion/labels";

/** The rest is shared out among the other classes; surprise only where it is named. */
function scores(named: Partial<EmotionScores>): EmotionScores {
  const others = EMOTIONS.filter((e) => named[e] === undefined && e !== "surprise");
  const rest = 1 - Object.values(named).reduce((sum, share) => sum + share, 0);
  const share = (e: Emotion) => named[e] ?? (e === "surprise" ? 0 : rest / others.length);
  return Object.fromEntries(EMOTIONS.map((e) => [e, share(e)])) as EmotionScores;
}
const sum = (all: EmotionScores) => EMOTIONS.reduce((total, e) => total + all[e], 0);
const flat = scores({});

describe("one reading out of face and voice", () => {
  it("is surer than either where they agree", () => {
    const fused = likeliest(fuse(scores({ joy: 0.6 }), scores({ joy: 0.55 })));
    expect(fused.label).toBe("joy");
    expect(fused.probability).toBeGreaterThan(0.6);
  });

  it("is less sure than the surer one where they contradict each other", () => {
    const fused = fuse(scores({ joy: 0.7 }), scores({ anger: 0.7 }));
    expect(likeliest(fused).probability).toBeLessThan(0.7);
  });

  it("follows the surer one", () => {
    const sadness = scores({ sadness: 0.9 });
    const joy = scores({ joy: 0.4 });
    expect(likeliest(fuse(sadness, joy)).label).toBe("sadness");
    expect(likeliest(fuse(joy, sadness)).label).toBe("sadness");
  });

  it("leaves the order of classes to one reader when the other knows nothing", () => {
    const face = scores({ fear: 0.5, anger: 0.2, joy: 0.15 });
    const order = (of: EmotionScores) => [...EMOTIONS].sort((a, b) => of[b] - of[a]);
    expect(order(fuse(face, flat)).slice(0, 3)).toEqual(["fear", "anger", "joy"]);
    expect(order(fuse(flat, face)).slice(0, 3)).toEqual(["fear", "anger", "joy"]);
  });

  it("has one reader as it is, when the other knows nothing and the first counts in full", () => {
    const voice = scores({ disgust: 0.5, neutral: 0.3 });
    const fused = fuse(flat, voice, { face: 1, voice: 1 });
    for (const emotion of EMOTIONS) expect(fused[emotion]).toBeCloseTo(voice[emotion], 9);
  });

  it("has surprise from the face alone", () => {
    const face = scores({ surprise: 0.6, joy: 0.2 });
    for (const voice of [flat, scores({ anger: 0.98 })])
      expect(fuse(face, voice).surprise).toBeCloseTo(0.6, 9);
  });

  it("never lets one reader rule a class out alone", () => {
    const certain = scores({ joy: 1 });
    const fused = fuse(certain, scores({ sadness: 0.9, joy: 0.05 }));
    expect(fused.sadness).toBeGreaterThan(0);
    expect(fused.joy).toBeGreaterThan(fused.sadness);
  });

  it("sums to 1", () => {
    for (const face of [flat, scores({ surprise: 0.9 }), scores({ joy: 1 })])
      for (const voice of [flat, scores({ sadness: 1 }), scores({ anger: 0.4 })])
        expect(sum(fuse(face, voice))).toBeCloseTo(1, 9);
  });
});
