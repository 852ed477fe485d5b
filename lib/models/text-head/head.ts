import type { NgramVocabulary } from "@/lib/models/text-head/ngrams";

/** Numbers row by row. */
export interface Matrix {
  rows: number;
  columns: number;
  values: Float32Array;
}

/** Logistic regression on n-grams. */
export interface NgramPart extends NgramVocabulary {
  /** labels × n-grams */
  weights: Matrix;
  bias: Float32Array;
}

/** A network with one hidden layer over the encoder's inner features. */
export interface DensePart {
  /** What the features are standardised with. */
  mean: Float32Array;
  deviation: Float32Array;
  /** hidden units × features */
  hidden: Matrix;
  hiddenBias: Float32Array;
  /** hidden units × fine classes */
  output: Matrix;
  outputBias: Float32Array;
}

/** Convolutions over the encoder's tokens, each at its strongest place. */
export interface ConvolutionPart {
  /** tokens × width of a token's vector */
  table: Matrix;
  /** Kernels over 1, 2 and 3 tokens: channels × (token width · kernel width). */
  kernels: { weights: Matrix; bias: Float32Array }[];
  /** channels of all kernels × fine classes */
  output: Matrix;
  outputBias: Float32Array;
}

/** Shares of the three parts in the mixture; their sum is 1. */
export interface Mixture {
  ngrams: number;
  dense: number;
  convolution: number;
}

/** A classifier of short texts over Universal Sentence Encoder Lite. */
export interface TextHead {
  labels: string[];
  /** Per label, the fine classes that count as it; dense and convolution know the fine ones. */
  groups: string[][];
  mixture: Mixture;
  /** The mixture p becomes p^(1/temperature), renormalised. */
  temperature: number;
  ngrams: NgramPart;
  dense: DensePart;
  convolution: ConvolutionPart;
}

/** Probabilities of each part, a row of labels per text. */
export interface PartProbabilities {
  ngrams: Float32Array;
  dense: Float32Array;
  convolution: Float32Array;
}

/** Keeps a probability of 0 in one part from ruling a class out. */
const FLOOR = 1e-7;

/**
 * The calibrated mixture of the parts.
 *
 * @returns probabilities, a row of labels per text
 */
export function mixParts(
  parts: PartProbabilities,
  { labels, mixture, temperature }: Pick<TextHead, "labels" | "mixture" | "temperature">,
): Float32Array {
  const mixed = parts.ngrams.map((ngrams, place) => {
    const dense = parts.dense[place] as number;
    const convolution = parts.convolution[place] as number;
    const p =
      mixture.ngrams * ngrams + mixture.dense * dense + mixture.convolution * convolution + FLOOR;
    return p ** (1 / temperature);
  });
  for (let from = 0; from < mixed.length; from += labels.length) {
    const row = mixed.subarray(from, from + labels.length);
    const sum = row.reduce((total, value) => total + value, 0);
    row.forEach((value, label) => {
      row[label] = value / sum;
    });
  }
  return mixed;
}
