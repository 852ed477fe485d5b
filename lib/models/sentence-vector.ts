/** Inside the square root of layer normalisation, as PyTorch has it. */
const LAYER_NORM_EPSILON = 1e-5;

/**
 * The vector of a text out of the vectors of its tokens: their mean, normalised over all its numbers
 * if the model wants that, cut, and brought to unit length.
 *
 * @param hidden of shape [1, tokens, width], without padding
 */
export function sentenceVector(
  hidden: { dims: number[]; data: Float32Array },
  { dimensions, layerNorm }: { dimensions: number; layerNorm: boolean },
): Float32Array {
  const mean = meanOverTokens(hidden);
  const whole = layerNorm ? normaliseLayer(mean) : mean;
  return unit(whole.subarray(0, dimensions));
}

function meanOverTokens(hidden: { dims: number[]; data: Float32Array }): Float32Array {
  const [, tokens = 0, width = 0] = hidden.dims;
  const mean = new Float32Array(width);
  for (let index = 0; index < tokens * width; index += 1) {
    mean[index % width] = (mean[index % width] ?? 0) + (hidden.data[index] ?? 0) / tokens;
  }
  return mean;
}

function normaliseLayer(vector: Float32Array): Float32Array {
  const mean = vector.reduce((sum, value) => sum + value, 0) / vector.length;
  const variance = vector.reduce((sum, value) => sum + (value - mean) ** 2, 0) / vector.length;
  const scale = 1 / Math.sqrt(variance + LAYER_NORM_EPSILON);
  return vector.map((value) => (value - mean) * scale);
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length > 0 ? vector.map((value) => value / length) : vector;
}
