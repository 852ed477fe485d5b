import { type Features, FLAGS, WORD_FIGURES } from "@/lib/search/ranker/features";
import {
  type Disturb,
  forward,
  HIDDEN,
  INPUTS,
  PARAMETERS,
  type Parameters,
  parametersOf,
  WIDTH,
} from "@/lib/search/ranker/network";
import type { Series } from "@/lib/search/ranker/series";
import { AdamW, clip, fallingRate } from "@/lib/search/ranker/training/adam";
import { backward } from "@/lib/search/ranker/training/gradient";
import { Random } from "@/lib/search/ranker/training/random";

/** A question with its meeting as the network sees them, and which chunks answer it. */
export interface Example {
  features: Features;
  /** 1 or 0 by chunk; at least one is 1. */
  relevant: Series;
  weight: number;
}

export interface FitOptions {
  epochs: number;
  rate: number;
  decay: number;
  batch: number;
  dropout: number;
  channelDropout: number;
}

/** Chosen on QMSum val. */
export const FIT: FitOptions = {
  epochs: 8,
  rate: 3e-3,
  decay: 1e-3,
  batch: 16,
  dropout: 0.2,
  channelDropout: 0.1,
};
const LONGEST_GRADIENT = 2;

/** Trains one network; the seed decides its start, the order and what is left out. */
export function fitNetwork(
  examples: readonly Example[],
  seed: number,
  options: FitOptions = FIT,
): Float32Array {
  const { epochs, rate, decay, batch, dropout, channelDropout } = options;
  const random = new Random(seed);
  const numbers = startingNumbers(random);
  const parameters = parametersOf(numbers);
  const slopes = new Float32Array(PARAMETERS);
  const gradient = parametersOf(slopes);
  const optimiser = new AdamW(numbers, decay);
  const steps = epochs * Math.ceil(examples.length / batch);
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const order = random.shuffled(examples);
    const noise = random.mask(NOISE, 1 - dropout);
    for (let start = 0; start < order.length; start += batch) {
      const part = order.slice(start, start + batch);
      slopes.fill(0);
      for (const { features, relevant, weight } of part) {
        const seen = withoutSomeChannels(features, random, channelDropout);
        const disturb = dropping(random, noise);
        const { scores, trace } = forward(parameters, seen, disturb);
        const byScores = rankingLoss(scores, relevant).byScores.map(
          (slope) => (slope * weight) / part.length,
        );
        backward({ parameters, gradient, features: seen, trace, disturb, byScores });
      }
      clip(slopes, LONGEST_GRADIENT);
      optimiser.step(slopes, fallingRate(rate, step, steps));
      step += 1;
    }
  }
  return numbers;
}

/** Uniform within 1 / sqrt(inputs); at first every word counts as its rarity says. */
function startingNumbers(random: Random): Float32Array {
  const numbers = new Float32Array(PARAMETERS);
  const parts = parametersOf(numbers);
  const inputs: Partial<Record<keyof Parameters, number>> = {
    wordIn: WORD_FIGURES,
    wordInBias: WORD_FIGURES,
    input: INPUTS + FLAGS,
    inputBias: INPUTS + FLAGS,
    convolutions: HIDDEN * WIDTH,
    convolutionBiases: HIDDEN * WIDTH,
    output: HIDDEN,
    skip: INPUTS,
    bias: INPUTS,
  };
  for (const [part, count] of Object.entries(inputs)) {
    random.fill(parts[part as keyof Parameters], 1 / Math.sqrt(count));
  }
  parts.wordOut.fill(0);
  parts.wordOutBias.fill(0.5);
  return numbers;
}

function withoutSomeChannels(features: Features, random: Random, share: number): Features {
  if (share === 0) return features;
  const channels = features.channels.map((channel) =>
    random.next() < share ? new Float32Array(channel.length) : channel,
  );
  return { ...features, channels };
}

/** As many numbers of noise as are drawn at once; each row takes a stretch of them. */
const NOISE = 2 ** 17;

/**
 * Dropout: the same places of the same row on the way there and back. The places come from a long
 * list made once an epoch, since drawing each anew takes longer than the network.
 */
function dropping(random: Random, noise: Float32Array): Disturb {
  const begins = new Map<number, number>();
  return (layer, row, values) => {
    const key = layer * 4096 + row;
    let begin = begins.get(key);
    if (begin === undefined) {
      begin = Math.floor(random.next() * Math.max(1, noise.length - values.length));
      begins.set(key, begin);
    }
    const kept = new Float32Array(values.length);
    for (let i = 0; i < kept.length; i += 1) {
      kept[i] = (values[i] as number) * (noise[begin + i] as number);
    }
    return kept;
  };
}

/**
 * How far scores are from putting the relevant chunks first: cross-entropy of their distribution
 * over the meeting, plus the mean cross-entropy of each chunk's own yes or no.
 */
export function rankingLoss(scores: Series, relevant: Series): { loss: number; byScores: Series } {
  const highest = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const total = scores.reduce((sum, score) => sum + Math.exp(score - highest), 0);
  const logTotal = highest + Math.log(total);
  const count = relevant.reduce((sum, yes) => sum + yes, 0);
  let loss = 0;
  const byScores = scores.map((score, i) => {
    const yes = relevant[i] as number;
    loss -= (yes / count) * (score - logTotal);
    loss +=
      (Math.max(score, 0) - score * yes + Math.log1p(Math.exp(-Math.abs(score)))) / scores.length;
    const share = Math.exp(score - logTotal) - yes / count;
    return share + (1 / (1 + Math.exp(-score)) - yes) / scores.length;
  });
  return { loss, byScores };
}
