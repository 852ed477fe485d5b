import { CHANNELS, type Features, FLAGS, WORD_FIGURES } from "@/lib/search/ranker/features";
import { NEIGHBOURS, type Series, smoothed, spread } from "@/lib/search/ranker/series";

/**
 * The network that scores a meeting's chunks as one sequence:
 *
 * 1. a weight for each word of the question (13 figures, 8 tanh, softplus), which makes three more
 *    channels: words, words smoothed, coverage;
 * 2. channels and the question's flags, to 24 by a convolution of width 1;
 * 3. three residual convolutions of width 5, dilated 1, 2, 4: a chunk sees 14 on each side;
 * 4. 24 to 1, plus a linear way past all that.
 */
export const HIDDEN = 24;
export const WORD_HIDDEN = 8;
export const WIDTH = 5;
export const DILATIONS = [1, 2, 4] as const;
/** Channels, with those made of the learned word weights. */
export const INPUTS = CHANNELS.length + 3;
const ROWS = INPUTS + FLAGS;

/** Sizes of the parts, in the order in which the numbers are stored. */
const SIZES = {
  wordIn: WORD_HIDDEN * WORD_FIGURES,
  wordInBias: WORD_HIDDEN,
  wordOut: WORD_HIDDEN,
  wordOutBias: 1,
  input: HIDDEN * ROWS,
  inputBias: HIDDEN,
  convolutions: DILATIONS.length * HIDDEN * HIDDEN * WIDTH,
  convolutionBiases: DILATIONS.length * HIDDEN,
  output: HIDDEN,
  skip: INPUTS,
  bias: 1,
} as const;

/** Views of one list of numbers, so that training can treat them as one. */
export type Parameters = { [Part in keyof typeof SIZES]: Float32Array };

export const PARAMETERS = Object.values(SIZES).reduce((sum, size) => sum + size, 0);

/** @param all `PARAMETERS` numbers; the views share them */
export function parametersOf(all: Float32Array): Parameters {
  if (all.length !== PARAMETERS) throw new Error(`The network has ${PARAMETERS} numbers.`);
  let at = 0;
  const entries = Object.entries(SIZES).map(([part, size]) => {
    at += size;
    return [part, all.subarray(at - size, at)];
  });
  return Object.fromEntries(entries);
}

const softplus = (x: number): number => (x > 20 ? x : Math.log1p(Math.exp(x)));

/** What the network had on its way, for the gradient. */
export interface Trace {
  /** Per word: its hidden values, what softplus was given, and the learned weight times rarity. */
  words: { hidden: Float32Array; raw: number; weight: number }[];
  /** What the three word channels were before their z-scores. */
  wordChannels: Series[];
  inputs: Series[];
  /** Values before each convolution, and after the last. */
  hidden: Series[][];
}

/**
 * What training does to the values on their way; search does nothing.
 * `layer` 0 is the input, 1.. the convolutions.
 */
export type Disturb = (layer: number, row: number, values: Series) => Series;

/** A score per chunk; only their order and differences mean something. */
export const scoreChunks = (parameters: Parameters, features: Features): Series =>
  forward(parameters, features).scores;

export function forward(
  parameters: Parameters,
  features: Features,
  disturb: Disturb = (_layer, _row, values) => values,
): { scores: Series; trace: Trace } {
  const { words, wordChannels } = weighWords(parameters, features);
  const inputs = [...features.channels, ...wordChannels.map(unitSpread)];
  const rows = [...inputs, ...spreadFlags(features)].map((row, index) => disturb(0, index, row));
  const hidden = [mix(parameters.input, parameters.inputBias, rows)];
  DILATIONS.forEach((dilation, layer) => {
    const values = hidden.at(-1) ?? [];
    const seen = values.map((row, index) => disturb(layer + 1, index, row));
    const added = convolve({ parameters, layer, dilation, rows: seen });
    hidden.push(values.map((row, index) => addPositive(row, added[index] as Series)));
  });
  const scores = new Float32Array(features.chunks).fill(parameters.bias[0] as number);
  (hidden.at(-1) ?? []).forEach((row, index) => {
    addScaled(scores, row, parameters.output[index] as number);
  });
  inputs.forEach((row, index) => {
    addScaled(scores, row, parameters.skip[index] as number);
  });
  return { scores, trace: { words, wordChannels, inputs, hidden } };
}

/** The flags are the same for every chunk. */
export const spreadFlags = ({ flags, chunks }: Features): Series[] =>
  Array.from(flags, (flag) => new Float32Array(chunks).fill(flag));

function weighWords(parameters: Parameters, features: Features) {
  const { wordIn, wordInBias, wordOut, wordOutBias } = parameters;
  const sum = new Float32Array(features.chunks);
  const coverage = new Float32Array(features.chunks);
  const words = features.words.map(({ figures, saturation }) => {
    const hidden = new Float32Array(WORD_HIDDEN);
    let raw = wordOutBias[0] as number;
    for (let h = 0; h < WORD_HIDDEN; h += 1) {
      let value = wordInBias[h] as number;
      for (let i = 0; i < WORD_FIGURES; i += 1) {
        value += (wordIn[h * WORD_FIGURES + i] as number) * (figures[i] as number);
      }
      hidden[h] = Math.tanh(value);
      raw += (wordOut[h] as number) * (hidden[h] as number);
    }
    const weight = softplus(raw) * Math.max(0, figures[RARITY_HERE] as number);
    for (let i = 0; i < sum.length; i += 1) {
      const value = saturation[i] as number;
      if (value <= 0) continue;
      sum[i] = (sum[i] as number) + weight * value;
      coverage[i] = (coverage[i] as number) + weight;
    }
    return { hidden, raw, weight };
  });
  return { words, wordChannels: [sum, smoothed(sum, NEIGHBOURS), coverage] };
}

/** Which of a word's figures is its rarity in this meeting. */
export const RARITY_HERE = 2;
/** Keeps the division of equal values finite. */
export const LEAST_SPREAD = 1e-6;

function unitSpread(values: Series): Series {
  const { mean, deviation } = spread(values);
  return values.map((value) => (value - mean) / (deviation + LEAST_SPREAD));
}

/** A convolution of width 1, then what is positive. */
function mix(weights: Float32Array, biases: Float32Array, rows: readonly Series[]): Series[] {
  return Array.from(biases, (bias, out) => {
    const sum = new Float32Array(rows[0]?.length ?? 0).fill(bias);
    rows.forEach((row, index) => {
      addScaled(sum, row, weights[out * rows.length + index] as number);
    });
    return sum.map((value) => Math.max(0, value));
  });
}

/** One dilated convolution over the chunks, before its negative values are dropped. */
export function convolve({
  parameters,
  layer,
  dilation,
  rows,
}: {
  parameters: Parameters;
  layer: number;
  dilation: number;
  rows: readonly Series[];
}): Series[] {
  const { convolutions, convolutionBiases } = parameters;
  const padded = rows.map((row) => withMargins(row, dilation));
  return Array.from({ length: HIDDEN }, (_, out) => {
    const bias = convolutionBiases[layer * HIDDEN + out] as number;
    const sum = new Float32Array(rows[0]?.length ?? 0).fill(bias);
    padded.forEach((row, index) => {
      const at = ((layer * HIDDEN + out) * HIDDEN + index) * WIDTH;
      addConvolved(sum, row, { weights: convolutions, at, dilation });
    });
    return sum;
  });
}

/** The row with zeros on each side, for `addConvolved`. */
export function withMargins(row: Series, dilation: number): Series {
  const margin = (WIDTH >> 1) * dilation;
  const padded = new Float32Array(row.length + 2 * margin);
  padded.set(row, margin);
  return padded;
}

/**
 * Adds a row convolved with the five weights from `at` on, all taps at once: most of the ranker's
 * time is spent here.
 *
 * @param padded the row with two dilations of zeros on each side
 * @param backwards with the weights in reverse, as a gradient goes
 */
export function addConvolved(
  sum: Series,
  padded: Series,
  { weights, at, dilation, backwards = false }: Taps,
): void {
  const first = backwards ? at + WIDTH - 1 : at;
  const step = backwards ? -1 : 1;
  const w0 = weights[first] as number;
  const w1 = weights[first + step] as number;
  const w2 = weights[first + 2 * step] as number;
  const w3 = weights[first + 3 * step] as number;
  const w4 = weights[first + 4 * step] as number;
  for (let i = 0; i < sum.length; i += 1) {
    sum[i] =
      (sum[i] as number) +
      w0 * (padded[i] as number) +
      w1 * (padded[i + dilation] as number) +
      w2 * (padded[i + 2 * dilation] as number) +
      w3 * (padded[i + 3 * dilation] as number) +
      w4 * (padded[i + 4 * dilation] as number);
  }
}

interface Taps {
  weights: Float32Array;
  at: number;
  dilation: number;
  backwards?: boolean;
}

function addPositive(row: Series, added: Series): Series {
  return row.map((value, i) => value + Math.max(0, added[i] as number));
}

export function addScaled(sum: Series, row: Series, weight: number): void {
  for (let i = 0; i < sum.length; i += 1) sum[i] = (sum[i] as number) + weight * (row[i] as number);
}
