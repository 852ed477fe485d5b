/** What a text is embedded for; some models want to be told. */
export type EmbeddingPurpose = "document" | "query";

/** Turns texts into vectors of unit length whose dot product says how alike they are. */
export interface Embedder {
  /** Stored with every vector: vectors of different models are never compared. */
  readonly id: string;
  readonly dimensions: number;
  /**
   * Dot product below which two texts have nothing to do with one another. It differs from model to
   * model, so it is the model's to say.
   */
  readonly unrelatedBelow: number;
  /** One vector per text, in order. */
  embed(
    texts: readonly string[],
    options: { purpose: EmbeddingPurpose; signal?: AbortSignal | undefined },
  ): Promise<Float32Array[]>;
}

/** The vector of unit length in the direction of the sum; zeros for no vectors. */
export function meanDirection(vectors: readonly Float32Array[], dimensions: number): Float32Array {
  const sum = new Float32Array(dimensions);
  for (const vector of vectors) {
    for (let index = 0; index < dimensions; index += 1) {
      sum[index] = (sum[index] ?? 0) + (vector[index] ?? 0);
    }
  }
  const length = Math.hypot(...sum);
  return length > 0 ? sum.map((value) => value / length) : sum;
}
