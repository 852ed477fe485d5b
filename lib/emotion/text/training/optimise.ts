import { addScaled, dot } from "@/lib/emotion/text/training/vectors";

const MEMORY = 6;
const HALVINGS = 12;
/** How much of the promised descent a step must bring (Armijo). */
const SUFFICIENT = 1e-4;

/** Writes the gradient at a place and gives the loss there. */
export type Loss = (place: Float32Array, gradient: Float32Array) => number;

interface Correction {
  step: Float32Array;
  change: Float32Array;
  /** 1 / (step · change) */
  curvature: number;
}

/** L-BFGS with backtracking (Nocedal and Wright, "Numerical Optimization", algorithm 7.4). */
export function minimise(loss: Loss, start: Float32Array, iterations: number): Float32Array {
  const size = start.length;
  const corrections: Correction[] = [];
  let place = start;
  let gradient = new Float32Array(size);
  let value = loss(place, gradient);
  for (let round = 0; round < iterations; round += 1) {
    const direction = descent(gradient, corrections);
    const slope = dot(gradient, 0, direction, 0, size);
    let length = corrections.length > 0 ? 1 : 1 / Math.sqrt(slope);
    let moved = false;
    for (let attempt = 0; attempt < HALVINGS && !moved; attempt += 1, length /= 2) {
      const next = place.slice();
      addScaled(next, 0, direction, 0, size, -length);
      const nextGradient = new Float32Array(size);
      const nextValue = loss(next, nextGradient);
      if (nextValue > value - SUFFICIENT * length * slope) continue;
      remember(corrections, { place, gradient, next, nextGradient });
      place = next;
      gradient = nextGradient;
      value = nextValue;
      moved = true;
    }
    if (!moved) break;
  }
  return place;
}

/** The inverse curvature, as far as remembered, times the gradient. */
function descent(gradient: Float32Array, corrections: readonly Correction[]): Float32Array {
  const size = gradient.length;
  const direction = gradient.slice();
  const shares: number[] = [];
  for (const { step, change, curvature } of corrections.toReversed()) {
    const share = curvature * dot(step, 0, direction, 0, size);
    shares.unshift(share);
    addScaled(direction, 0, change, 0, size, -share);
  }
  const last = corrections.at(-1);
  if (last) {
    const scale = 1 / (last.curvature * dot(last.change, 0, last.change, 0, size));
    for (let i = 0; i < size; i += 1) direction[i] = (direction[i] as number) * scale;
  }
  corrections.forEach(({ step, change, curvature }, index) => {
    const back = curvature * dot(change, 0, direction, 0, size);
    addScaled(direction, 0, step, 0, size, (shares[index] as number) - back);
  });
  return direction;
}

function remember(
  corrections: Correction[],
  move: Record<"place" | "gradient" | "next" | "nextGradient", Float32Array>,
): void {
  const size = move.place.length;
  const step = move.next.slice();
  addScaled(step, 0, move.place, 0, size, -1);
  const change = move.nextGradient.slice();
  addScaled(change, 0, move.gradient, 0, size, -1);
  const along = dot(step, 0, change, 0, size);
  if (along <= 1e-10) return;
  corrections.push({ step, change, curvature: 1 / along });
  if (corrections.length > MEMORY) corrections.shift();
}

const SECOND_DECAY = 0.999;
const TINY = 1e-8;

/** AdamW for one array of weights (Kingma and Ba 2015; Loshchilov and Hutter 2019). */
export class Adam {
  private readonly first: Float32Array;
  private readonly second: Float32Array;
  private readonly firstDecay: number;
  private readonly shrink: number;

  /**
   * @param firstDecay 0 for rows that most batches leave alone: momentum starves them
   * @param shrink weight decay
   */
  constructor(
    readonly weights: Float32Array,
    { firstDecay = 0.9, shrink = 0 }: { firstDecay?: number; shrink?: number } = {},
  ) {
    this.first = new Float32Array(weights.length);
    this.second = new Float32Array(weights.length);
    this.firstDecay = firstDecay;
    this.shrink = shrink;
  }

  /**
   * One step.
   *
   * @param time 1 at the first step of the training
   * @param part where the gradient's numbers belong, and where they begin in it
   */
  step(
    gradient: Float32Array,
    { rate, time, part }: { rate: number; time: number; part?: [number, number, number] },
  ): void {
    const { weights, first, second, firstDecay } = this;
    const [to, from, length] = part ?? [0, 0, weights.length];
    const firstScale = 1 / (1 - firstDecay ** time);
    const secondScale = 1 / (1 - SECOND_DECAY ** time);
    const keep = 1 - rate * this.shrink;
    for (let i = 0; i < length; i += 1) {
      const slope = gradient[from + i] as number;
      const at = to + i;
      const mean = firstDecay * (first[at] as number) + (1 - firstDecay) * slope;
      const power = SECOND_DECAY * (second[at] as number) + (1 - SECOND_DECAY) * slope * slope;
      first[at] = mean;
      second[at] = power;
      const move = (rate * mean * firstScale) / (Math.sqrt(power * secondScale) + TINY);
      weights[at] = (weights[at] as number) * keep - move;
    }
  }
}

/** A rate that falls in a line over the training, to a fiftieth at least. */
export const fallingRate = (rate: number, time: number, steps: number): number =>
  rate * Math.max(0.02, 1 - time / steps);
