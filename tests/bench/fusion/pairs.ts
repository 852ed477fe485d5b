import type { Weights } from "@/lib/emotion/fusion";
import { fuse } from "@/lib/emotion/fusion";
import { EMOTIONS, type Emotion, type EmotionScores } from "@/lib/emotion/labels";
import { Random } from "@/lib/emotion/voice/training/random";
import { groupBy } from "@/lib/platform/group-by";
import type { Known } from "@/tests/bench/fusion/kept";

/** Voices that each face is seen with. */
const VOICES_PER_FACE = 20;

/** A face and a voice of different people who are said to feel the same. */
export interface Pair {
  face: Known;
  voice: Known;
  /** What it counts for; all pairs together count 1. */
  share: number;
}

/** How often each emotion occurs; what is not named, not at all. */
export type Mix = Partial<Record<Emotion, number>>;

/** Each of the voice's classes alike. */
export const ALIKE: Mix = mixOf((emotion) => (emotion === "surprise" ? 0 : 1));
/** Surprise among them. */
export const ALL_ALIKE: Mix = mixOf(() => 1);
/** As a meeting may be: seven moments in ten are neutral, and the rest is shared. */
export const MOSTLY_NEUTRAL: Mix = mixOf((emotion) => {
  if (emotion === "surprise") return 0;
  return emotion === "neutral" ? 0.7 : 0.06;
});

function mixOf(share: (emotion: Emotion) => number): Mix {
  return Object.fromEntries(EMOTIONS.map((emotion) => [emotion, share(emotion)]));
}

/**
 * Pairs each face with voices of its class. Within a class face and voice are independent, which
 * those of one person in one moment are not.
 */
export function pairsOf(
  faces: readonly Known[],
  voices: readonly Known[],
  { mix, seed }: { mix: Mix; seed: number },
): Pair[] {
  const byClass = groupBy(voices, ({ truth }) => truth);
  const chosen = [...groupBy(faces, ({ truth }) => truth)].flatMap(([truth, theirs]) => {
    const among = byClass.get(truth) ?? [];
    const random = new Random(seed, "pairs", truth);
    const pairs = theirs.flatMap((face) =>
      Array.from({ length: VOICES_PER_FACE }, () => ({
        face,
        voice: among[random.below(among.length)],
      })),
    );
    const share = (mix[theirs[0]?.truth ?? "neutral"] ?? 0) / pairs.length;
    return pairs.flatMap(({ face, voice }) => (voice && share > 0 ? [{ face, voice, share }] : []));
  });
  const total = chosen.reduce((sum, { share }) => sum + share, 0);
  return chosen.map((pair) => ({ ...pair, share: pair.share / total }));
}

/** What one would be told of a pair. */
export type Teller = (pair: Pair) => EmotionScores;

/** The three tellers that are compared. */
export function tellers(weights?: Weights): Record<"face" | "voice" | "fused", Teller> {
  return {
    face: ({ face }) => face.scores,
    voice: ({ voice }) => voice.scores,
    fused: ({ face, voice }) => fuse(face.scores, voice.scores, weights),
  };
}

/** As if nobody were ever surprised: what is left is brought to a sum of 1. */
export function withoutSurprise(teller: Teller): Teller {
  return (pair) => {
    const scores = teller(pair);
    const rest = 1 - scores.surprise;
    const left = EMOTIONS.map((e) => [e, e === "surprise" ? 0 : scores[e] / rest] as const);
    return Object.fromEntries(left) as EmotionScores;
  };
}
