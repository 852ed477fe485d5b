import { ADAPTER_SCALE, type Adapter } from "@/lib/search/ranker/adapter";
import { dot, NEIGHBOURS, type Series, smoothed } from "@/lib/search/ranker/series";
import { AdamW, fallingRate } from "@/lib/search/ranker/training/adam";
import { Random } from "@/lib/search/ranker/training/random";

/** A question's vector, the vectors of its meeting's windows by chunk, and which chunks answer. */
export interface AdapterExample {
  question: Float32Array;
  windows: readonly (readonly Float32Array[])[];
  relevant: Series;
  weight: number;
}

const RANK = 64;
const EPOCHS = 6;
const BATCH = 16;
const RATE = 1.5e-3;
const DECAY = 3e-2;
const DROPOUT = 0.4;
/** What likeness is multiplied by to become a log-probability, and how much a chunk's own counts. */
const SHARPNESS = 15;
const OWN = 0.3;
const NEIGHBOURHOOD = NEIGHBOURS.reduce((sum, weight) => sum + weight, 0);

/** Best plus mean dot product of each chunk's windows. */
export const likenessOf = (question: Float32Array, windows: AdapterExample["windows"]): Series =>
  Float32Array.from(windows, (own) => closest(question, own).value);

function closest(question: Float32Array, windows: readonly Float32Array[]) {
  let best = 0;
  let highest = Number.NEGATIVE_INFINITY;
  let sum = 0;
  windows.forEach((window, index) => {
    const value = dot(question, window);
    sum += value;
    if (value > highest) {
      highest = value;
      best = index;
    }
  });
  return { best, value: highest + sum / windows.length };
}

/** Trains the adapter listwise, on likeness smoothed over neighbours. */
export function fitAdapter(examples: readonly AdapterExample[], seed: number): Adapter {
  const dimensions = examples[0]?.question.length ?? 0;
  const random = new Random(seed);
  const size = RANK * dimensions;
  const numbers = new Float32Array(2 * size + RANK);
  const slopes = new Float32Array(numbers.length);
  random.fill(numbers.subarray(0, size + RANK), 1 / Math.sqrt(dimensions));
  const adapter = adapterOf(numbers, dimensions);
  const gradient = adapterOf(slopes, dimensions);
  const optimiser = new AdamW(numbers, DECAY);
  const steps = EPOCHS * Math.ceil(examples.length / BATCH);
  let step = 0;
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    const order = random.shuffled(examples);
    for (let start = 0; start < order.length; start += BATCH) {
      slopes.fill(0);
      for (const example of order.slice(start, start + BATCH)) {
        learn({ example, adapter, gradient, random, share: example.weight / BATCH });
      }
      optimiser.step(slopes, fallingRate(RATE, step, steps));
      step += 1;
    }
  }
  return adapter;
}

function adapterOf(numbers: Float32Array, dimensions: number): Adapter {
  const size = RANK * dimensions;
  return {
    rank: RANK,
    dimensions,
    down: numbers.subarray(0, size),
    bias: numbers.subarray(size, size + RANK),
    up: numbers.subarray(size + RANK),
  };
}

/** One example there and back. */
function learn(input: {
  example: AdapterExample;
  adapter: Adapter;
  gradient: Adapter;
  random: Random;
  share: number;
}): void {
  const { example, adapter, gradient, random, share } = input;
  const { rank, dimensions, down, bias, up } = adapter;
  const seenMask = random.mask(dimensions, 1 - DROPOUT);
  const hiddenMask = random.mask(rank, 1 - DROPOUT);
  const seen = example.question.map((value, i) => ADAPTER_SCALE * value * (seenMask[i] as number));
  const hidden = hiddenMask.map((kept, r) => {
    const value =
      (bias[r] as number) + dot(seen, down.subarray(r * dimensions, (r + 1) * dimensions));
    return kept * Math.max(0, value);
  });
  const question = Float32Array.from(example.question);
  hidden.forEach((value, r) => {
    if (value !== 0) addRow(question, up.subarray(r * dimensions, (r + 1) * dimensions), value);
  });
  const byQuestion = byAdapted(question, example);
  hidden.forEach((value, r) => {
    if (value === 0) return;
    const row = r * dimensions;
    addRow(gradient.up.subarray(row, row + dimensions), byQuestion, share * value);
    const byHidden = dot(byQuestion, up.subarray(row, row + dimensions));
    const byValue = share * byHidden * (hiddenMask[r] as number);
    gradient.bias[r] = (gradient.bias[r] as number) + byValue;
    addRow(gradient.down.subarray(row, row + dimensions), seen, byValue);
  });
}

/** How the listwise loss changes with the adapted question. */
function byAdapted(question: Float32Array, { windows, relevant }: AdapterExample): Float32Array {
  const found = windows.map((own) => closest(question, own));
  const own = Float32Array.from(found, ({ value }) => value);
  const around = smoothed(own);
  const scores = own.map(
    (value, i) => SHARPNESS * ((around[i] as number) / NEIGHBOURHOOD + OWN * value),
  );
  const highest = Math.max(...scores);
  const exponentials = scores.map((score) => Math.exp(score - highest));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  const count = relevant.reduce((sum, yes) => sum + yes, 0);
  const byScores = exponentials.map(
    (value, i) => SHARPNESS * (value / total - (relevant[i] as number) / count),
  );
  const spreadBack = smoothed(byScores);
  const byQuestion = new Float32Array(question.length);
  windows.forEach((chunk, i) => {
    const by = (spreadBack[i] as number) / NEIGHBOURHOOD + OWN * (byScores[i] as number);
    chunk.forEach((window, index) => {
      addRow(byQuestion, window, by * (1 / chunk.length + (index === found[i]?.best ? 1 : 0)));
    });
  });
  return byQuestion;
}

function addRow(sum: Float32Array, row: Float32Array, weight: number): void {
  for (let i = 0; i < sum.length; i += 1) sum[i] = (sum[i] as number) + weight * (row[i] as number);
}
