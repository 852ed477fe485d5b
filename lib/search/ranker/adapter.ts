/**
 * Turns the vector of a question towards those of its answers: q + U relu(4 V q + b). Documents stay
 * as they are.
 */
export interface Adapter {
  rank: number;
  dimensions: number;
  /** [rank, dimensions] */
  down: Float32Array;
  /** [rank] */
  bias: Float32Array;
  /** [rank, dimensions] */
  up: Float32Array;
}

/** Numbers of a unit vector of 512 are small; this brings them to about one. */
export const ADAPTER_SCALE = 4;

/** @returns what the question is compared as; not of unit length */
export function adapt(question: Float32Array, adapter: Adapter): Float32Array {
  const { rank, dimensions, down, bias, up } = adapter;
  const adapted = Float32Array.from(question);
  for (let r = 0; r < rank; r += 1) {
    let value = bias[r] as number;
    for (let i = 0; i < dimensions; i += 1) {
      value += ADAPTER_SCALE * (question[i] as number) * (down[r * dimensions + i] as number);
    }
    if (value <= 0) continue;
    for (let i = 0; i < dimensions; i += 1) {
      adapted[i] = (adapted[i] as number) + value * (up[r * dimensions + i] as number);
    }
  }
  return adapted;
}
