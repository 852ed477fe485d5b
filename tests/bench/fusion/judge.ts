import { EMOTIONS, type Emotion, likeliest } from "@/lib/emotion/labels";
import { Random } from "@/lib/emotion/voice/training/random";
import type { Pair, Teller } from "@/tests/bench/fusion/pairs";

const BINS = 10;
/** So that a class a reader does not know costs much, and not everything. */
const LEAST = 1e-3;
const DRAWS = 300;
/** Of the draws, so many lie outside on either side: an interval of 95 %. */
const OUTSIDE = 0.025;

export interface Judgement {
  /** Shares of all pairs, 0..1. */
  accuracy: number;
  /** Mean negative log likelihood of the truth, nats. */
  logLoss: number;
  /** Expected calibration error over ten bins of the likeliest class's probability. */
  calibrationError: number;
  /** Share of each class told right. */
  recalls: Partial<Record<Emotion, number>>;
}

/** How good what is told of pairs is. */
export function judge(pairs: readonly Pair[], teller: Teller): Judgement {
  const bins = Array.from({ length: BINS }, () => 0);
  const classes = new Map<Emotion, { all: number; right: number }>();
  let logLoss = 0;
  let accuracy = 0;
  for (const pair of pairs) {
    const { truth } = pair.face;
    const scores = teller(pair);
    const { label, probability } = likeliest(scores);
    const right = label === truth ? pair.share : 0;
    const bin = Math.min(BINS - 1, Math.floor(probability * BINS));
    bins[bin] = (bins[bin] ?? 0) + probability * pair.share - right;
    accuracy += right;
    logLoss -= Math.log(Math.max(LEAST, scores[truth])) * pair.share;
    const before = classes.get(truth) ?? { all: 0, right: 0 };
    classes.set(truth, { all: before.all + pair.share, right: before.right + right });
  }
  const recalls = EMOTIONS.flatMap((emotion) => {
    const counted = classes.get(emotion);
    return counted ? [[emotion, counted.right / counted.all] as const] : [];
  });
  return {
    accuracy,
    logLoss,
    calibrationError: bins.reduce((sum, gap) => sum + Math.abs(gap), 0),
    recalls: Object.fromEntries(recalls),
  };
}

/**
 * By how much one teller is right more often than another, with an interval of 95 % from drawing
 * faces and recordings anew (bootstrap over both, since pairs share them). What is particular to the
 * few actors is not in it.
 */
export function gainOver(
  pairs: readonly Pair[],
  tellers: { teller: Teller; over: Teller },
  seed: number,
): { gain: number; interval: [number, number] } {
  const right = (teller: Teller, pair: Pair) =>
    likeliest(teller(pair)).label === pair.face.truth ? 1 : 0;
  const counted = pairs.map((pair) => ({
    face: pair.face.unit,
    voice: pair.voice.unit,
    share: pair.share,
    truth: pair.face.truth,
    gain: right(tellers.teller, pair) - right(tellers.over, pair),
  }));
  const total = counted.reduce((sum, { share }) => sum + share, 0);
  const gain = counted.reduce((sum, pair) => sum + pair.share * pair.gain, 0) / total;
  const faces = [...new Set(counted.map(({ face }) => face))];
  const voices = [...new Set(counted.map(({ voice }) => voice))];
  const random = new Random(seed, "bootstrap");
  const gains = Array.from({ length: DRAWS }, () => {
    const times = { face: drawn(faces, random), voice: drawn(voices, random) };
    let [sum, all] = [0, 0];
    for (const pair of counted) {
      const weight =
        pair.share * (times.face.get(pair.face) ?? 0) * (times.voice.get(pair.voice) ?? 0);
      sum += weight * pair.gain;
      all += weight;
    }
    return sum / all;
  }).sort((a, b) => a - b);
  const at = (share: number) => gains[Math.floor(share * (DRAWS - 1))] ?? gain;
  return { gain, interval: [at(OUTSIDE), at(1 - OUTSIDE)] };
}

/** How often each comes when as many are drawn, with putting back. */
function drawn(units: readonly string[], random: Random): Map<string, number> {
  const times = new Map<string, number>();
  for (let count = 0; count < units.length; count += 1) {
    const unit = units[random.below(units.length)] ?? "";
    times.set(unit, (times.get(unit) ?? 0) + 1);
  }
  return times;
}

/** Of what is told with at least this probability: how much that is, and how much of it is right. */
export function toldFrom(pairs: readonly Pair[], teller: Teller, least: number) {
  let [told, right] = [0, 0];
  for (const pair of pairs) {
    const { label, probability } = likeliest(teller(pair));
    if (probability < least) continue;
    told += pair.share;
    if (label === pair.face.truth) right += pair.share;
  }
  return { told, right: right / told };
}
