import type { Features } from "@/lib/search/ranker/features";
import {
  addConvolved,
  addScaled,
  DILATIONS,
  type Disturb,
  HIDDEN,
  INPUTS,
  LEAST_SPREAD,
  type Parameters,
  RARITY_HERE,
  spreadFlags,
  type Trace,
  WIDTH,
  WORD_HIDDEN,
  withMargins,
} from "@/lib/search/ranker/network";
import { dot, type Series, smoothed, spread } from "@/lib/search/ranker/series";

/** A pass through the network, on its way back. */
interface Pass {
  parameters: Parameters;
  gradient: Parameters;
  features: Features;
  /** What `forward` had on its way. */
  trace: Trace;
  /** As in `forward`, and linear: it is applied to gradients too. */
  disturb: Disturb;
  /** How the loss changes with each score. */
  byScores: Series;
}

/**
 * Adds to `gradient` how the loss changes with every number of the network.
 */
export function backward(input: Pass): void {
  const { parameters, gradient, features, trace, disturb, byScores } = input;
  const last = trace.hidden.at(-1) ?? [];
  addTo(gradient.bias, 0, sumOf(byScores));
  let byHidden = last.map((row, h) => {
    addTo(gradient.output, h, dot(byScores, row));
    return scaled(byScores, parameters.output[h] as number);
  });
  for (let layer = DILATIONS.length - 1; layer >= 0; layer -= 1) {
    byHidden = throughConvolution(input, layer, byHidden);
  }
  const byInputs = trace.inputs.map((row, i) => {
    addTo(gradient.skip, i, dot(byScores, row));
    return scaled(byScores, parameters.skip[i] as number);
  });
  const rows = [...trace.inputs, ...spreadFlags(features)].map((row, i) => disturb(0, i, row));
  const firstWord = INPUTS - trace.wordChannels.length;
  byHidden.forEach((by, h) => {
    const active = where(by, trace.hidden[0]?.[h]);
    addTo(gradient.inputBias, h, sumOf(active));
    rows.forEach((row, i) => {
      const at = h * rows.length + i;
      addTo(gradient.input, at, dot(active, row));
      if (i < firstWord || i >= INPUTS) return;
      const back = disturb(0, i, scaled(active, parameters.input[at] as number));
      addScaled(byInputs[i] as Series, back, 1);
    });
  });
  throughWords(input, byInputs.slice(firstWord));
}

function throughConvolution(
  { parameters, gradient, trace, disturb }: Pass,
  layer: number,
  byAfter: Series[],
): Series[] {
  const before = trace.hidden[layer] ?? [];
  const after = trace.hidden[layer + 1] ?? [];
  const seen = before.map((row, i) => disturb(layer + 1, i, row));
  const bySeen = before.map((row) => new Float32Array(row.length));
  const dilation = DILATIONS[layer] ?? 1;
  const padded = seen.map((row) => withMargins(row, dilation));
  const { convolutions: weights } = parameters;
  for (let out = 0; out < HIDDEN; out += 1) {
    const active = where(byAfter[out] as Series, after[out], before[out]);
    addTo(gradient.convolutionBiases, layer * HIDDEN + out, sumOf(active));
    const around = withMargins(active, dilation);
    for (let index = 0; index < HIDDEN; index += 1) {
      const at = ((layer * HIDDEN + out) * HIDDEN + index) * WIDTH;
      addProducts(gradient.convolutions, at, { active, padded: padded[index] as Series, dilation });
      addConvolved(bySeen[index] as Series, around, { weights, at, dilation, backwards: true });
    }
  }
  return byAfter.map((by, index) => {
    const sum = by.slice();
    addScaled(sum, disturb(layer + 1, index, bySeen[index] as Series), 1);
    return sum;
  });
}

function throughWords({ parameters, gradient, features, trace }: Pass, byChannels: Series[]): void {
  const [bySum, bySmoothed, byCoverage] = byChannels.map((by, channel) =>
    throughSpread(by, trace.wordChannels[channel] as Series),
  ) as [Series, Series, Series];
  addScaled(bySum, smoothed(bySmoothed), 1);
  features.words.forEach(({ figures, saturation }, index) => {
    const word = trace.words[index];
    if (!word) return;
    let byWeight = 0;
    for (let i = 0; i < saturation.length; i += 1) {
      const value = saturation[i] as number;
      if (value > 0) byWeight += (bySum[i] as number) * value + (byCoverage[i] as number);
    }
    const rarity = Math.max(0, figures[RARITY_HERE] as number);
    const byRaw = (byWeight * rarity) / (1 + Math.exp(-word.raw));
    addTo(gradient.wordOutBias, 0, byRaw);
    for (let h = 0; h < WORD_HIDDEN; h += 1) {
      const hidden = word.hidden[h] as number;
      addTo(gradient.wordOut, h, byRaw * hidden);
      const byValue = byRaw * (parameters.wordOut[h] as number) * (1 - hidden ** 2);
      addTo(gradient.wordInBias, h, byValue);
      figures.forEach((figure, i) => {
        addTo(gradient.wordIn, h * figures.length + i, byValue * figure);
      });
    }
  });
}

/** Through (x - mean) / (deviation + a little). */
function throughSpread(by: Series, values: Series): Series {
  const { mean, deviation } = spread(values);
  const scale = deviation + LEAST_SPREAD;
  let along = 0;
  for (let i = 0; i < by.length; i += 1) {
    along += (by[i] as number) * ((values[i] as number) - mean);
  }
  const bend = deviation > 0 ? along / (scale ** 2 * deviation * by.length) : 0;
  const centred = by.map((value, i) => value / scale - bend * ((values[i] as number) - mean));
  const middle = sumOf(centred) / centred.length;
  return centred.map((value) => value - middle);
}

/** What gets through where a rectifier let something through: `after` is above `before`. */
function where(by: Series, after: Series | undefined, before?: Series): Series {
  return by.map((value, i) => ((after?.[i] ?? 0) > (before?.[i] ?? 0) ? value : 0));
}

const scaled = (row: Series, weight: number): Series => row.map((value) => value * weight);

function sumOf(values: Series): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i] as number;
  return sum;
}

/** How the five weights from `at` on change with what they were multiplied with. */
function addProducts(
  gradient: Float32Array,
  at: number,
  { active, padded, dilation }: { active: Series; padded: Series; dilation: number },
): void {
  let [s0, s1, s2, s3, s4] = [0, 0, 0, 0, 0];
  for (let i = 0; i < active.length; i += 1) {
    const by = active[i] as number;
    s0 += by * (padded[i] as number);
    s1 += by * (padded[i + dilation] as number);
    s2 += by * (padded[i + 2 * dilation] as number);
    s3 += by * (padded[i + 3 * dilation] as number);
    s4 += by * (padded[i + 4 * dilation] as number);
  }
  addTo(gradient, at, s0);
  addTo(gradient, at + 1, s1);
  addTo(gradient, at + 2, s2);
  addTo(gradient, at + 3, s3);
  addTo(gradient, at + 4, s4);
}

function addTo(values: Float32Array, index: number, amount: number): void {
  values[index] = (values[index] as number) + amount;
}
