import type { Scatter } from "@/lib/emotion/voice/training/scatter";

/** Scores of a vector x: weights · x + bias. */
export interface LinearHead {
  /** [class, width] */
  weights: Float64Array;
  bias: Float64Array;
}

/**
 * Linear discriminant analysis with a shrunken covariance (Ledoit and Wolf's form with a fixed
 * share): every dimension is scaled to variance 1, then the covariance within the classes moves by
 * `shrinkage` towards a multiple of the identity. The classes' frequencies count as their priors.
 *
 * @param shrinkage 0..1; 0.2 was best of what was tried
 */
export function linearDiscriminant(scatter: Scatter, shrinkage: number): LinearHead {
  const { width, classes, counts } = scatter;
  const covariance = scatter.covariance();
  const scales = Float64Array.from(
    { length: width },
    (_, at) => Math.sqrt(covariance[at * width + at] as number) + 1e-6,
  );
  const factor = cholesky(shrunken(covariance, scales, shrinkage), width);
  const means = scatter.means();
  const total = counts.reduce((sum, count) => sum + count, 0);
  const head = { weights: new Float64Array(classes * width), bias: new Float64Array(classes) };
  for (let label = 0; label < classes; label += 1) {
    const mean = means.subarray(label * width, (label + 1) * width);
    const scaled = mean.map((value, at) => value / (scales[at] as number));
    const direction = solve(factor, scaled, width);
    const weights = direction.map((value, at) => value / (scales[at] as number));
    head.weights.set(weights, label * width);
    head.bias[label] = Math.log((counts[label] ?? 0) / total) - dot(weights, mean) / 2;
  }
  return head;
}

/** Scores of one vector, one per class. */
export function scoresOf({ weights, bias }: LinearHead, vector: Float32Array): Float64Array {
  return bias.map((offset, label) => {
    const row = weights.subarray(label * vector.length, (label + 1) * vector.length);
    return offset + dot(row, vector);
  });
}

function shrunken(covariance: Float64Array, scales: Float64Array, share: number): Float64Array {
  const width = scales.length;
  // Scaled to variance 1 in every dimension, so the identity needs no factor.
  return covariance.map((value, at) => {
    const [row, column] = [Math.floor(at / width), at % width];
    const scaled = value / ((scales[row] as number) * (scales[column] as number));
    return row === column ? (1 - share) * scaled + share : (1 - share) * scaled;
  });
}

/** Lower triangle L with L Lᵀ = matrix; only the matrix's lower half is read. */
function cholesky(matrix: Float64Array, width: number): Float64Array {
  const factor = new Float64Array(width * width);
  for (let row = 0; row < width; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let value = matrix[row * width + column] as number;
      for (let at = 0; at < column; at += 1) {
        value -= (factor[row * width + at] as number) * (factor[column * width + at] as number);
      }
      factor[row * width + column] =
        row === column ? Math.sqrt(value) : value / (factor[column * width + column] as number);
    }
  }
  return factor;
}

/** x with L Lᵀ x = right side. */
function solve(factor: Float64Array, right: Float64Array, width: number): Float64Array {
  const x = Float64Array.from(right);
  for (let row = 0; row < width; row += 1) {
    let value = x[row] as number;
    for (let at = 0; at < row; at += 1) {
      value -= (factor[row * width + at] as number) * (x[at] as number);
    }
    x[row] = value / (factor[row * width + row] as number);
  }
  for (let row = width - 1; row >= 0; row -= 1) {
    let value = x[row] as number;
    for (let at = row + 1; at < width; at += 1) {
      value -= (factor[at * width + row] as number) * (x[at] as number);
    }
    x[row] = value / (factor[row * width + row] as number);
  }
  return x;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] as number) * (b[at] as number);
  return sum;
}
