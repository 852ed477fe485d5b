/**
 * Counts, sums and products of labelled vectors: all that a linear discriminant needs. Scatters of
 * parts add up to the scatter of the whole, so leaving one speaker out costs no second reading.
 */
export class Scatter {
  readonly counts: Float64Array;
  /** [class, width] */
  readonly sums: Float64Array;
  /** Sum of x xᵀ over all classes, [width, width]; the lower half alone is filled. */
  readonly products: Float64Array;

  constructor(
    readonly classes: number,
    readonly width: number,
  ) {
    this.counts = new Float64Array(classes);
    this.sums = new Float64Array(classes * width);
    this.products = new Float64Array(width * width);
  }

  /** @param weight how many such vectors this one stands for */
  add(vector: Float32Array, label: number, weight = 1): void {
    const { width, sums, products } = this;
    this.counts[label] = (this.counts[label] ?? 0) + weight;
    for (let row = 0; row < width; row += 1) {
      const value = (vector[row] as number) * weight;
      sums[label * width + row] = (sums[label * width + row] as number) + value;
      const from = row * width;
      for (let column = 0; column <= row; column += 1) {
        products[from + column] =
          (products[from + column] as number) + value * (vector[column] as number);
      }
    }
  }

  merge(other: Scatter): this {
    addTo(this.counts, other.counts);
    addTo(this.sums, other.sums);
    addTo(this.products, other.products);
    return this;
  }

  /** [class, width] */
  means(): Float64Array {
    return this.sums.map((sum, at) => sum / (this.counts[Math.floor(at / this.width)] || 1));
  }

  /** Covariance within the classes, [width, width]; the lower half alone is filled. */
  covariance(): Float64Array {
    const { width, classes, products, sums, counts } = this;
    const total = counts.reduce((sum, count) => sum + count, 0);
    const within = Float64Array.from(products);
    for (let label = 0; label < classes; label += 1) {
      const mean = sums.subarray(label * width, (label + 1) * width);
      const count = counts[label] || 1;
      for (let row = 0; row < width; row += 1) {
        const share = (mean[row] as number) / count;
        for (let column = 0; column <= row; column += 1) {
          const at = row * width + column;
          within[at] = (within[at] as number) - share * (mean[column] as number);
        }
      }
    }
    return within.map((value) => value / total);
  }
}

function addTo(target: Float64Array, values: Float64Array): void {
  values.forEach((value, at) => {
    target[at] = (target[at] as number) + value;
  });
}
