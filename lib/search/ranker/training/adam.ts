const MEAN_DECAY = 0.9;
const SQUARE_DECAY = 0.999;
const EPSILON = 1e-8;

/** AdamW (Loshchilov and Hutter 2019): Adam, with the weights decaying apart from the gradient. */
export class AdamW {
  private readonly mean: Float32Array;
  private readonly square: Float32Array;
  private steps = 0;

  constructor(
    private readonly parameters: Float32Array,
    private readonly decay: number,
  ) {
    this.mean = new Float32Array(parameters.length);
    this.square = new Float32Array(parameters.length);
  }

  step(gradient: Float32Array, rate: number): void {
    const { parameters, mean, square } = this;
    this.steps += 1;
    const meanScale = 1 / (1 - MEAN_DECAY ** this.steps);
    const squareScale = 1 / (1 - SQUARE_DECAY ** this.steps);
    for (let i = 0; i < parameters.length; i += 1) {
      const slope = gradient[i] as number;
      const m = MEAN_DECAY * (mean[i] as number) + (1 - MEAN_DECAY) * slope;
      const s = SQUARE_DECAY * (square[i] as number) + (1 - SQUARE_DECAY) * slope * slope;
      mean[i] = m;
      square[i] = s;
      const kept = (parameters[i] as number) * (1 - rate * this.decay);
      parameters[i] = kept - (rate * m * meanScale) / (Math.sqrt(s * squareScale) + EPSILON);
    }
  }
}

/** Scales a gradient down to the given length when it is longer. */
export function clip(gradient: Float32Array, longest: number): void {
  let squares = 0;
  for (let i = 0; i < gradient.length; i += 1) squares += (gradient[i] as number) ** 2;
  const scale = longest / Math.sqrt(squares);
  if (scale >= 1) return;
  for (let i = 0; i < gradient.length; i += 1) gradient[i] = (gradient[i] as number) * scale;
}

/** From the full rate down to nothing along half a cosine. */
export const fallingRate = (rate: number, step: number, steps: number): number =>
  (rate / 2) * (1 + Math.cos((Math.PI * step) / steps));
