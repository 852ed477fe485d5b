import type { InferencePool } from "@/lib/models/pool";
import { USE_LITE_DIMENSIONS } from "@/lib/models/use-lite/convert";
import type { Embedder } from "@/lib/search/embedder";

/** Texts per task: about half a second of one core, so that a question never waits long behind them. */
const TEXTS_PER_TASK = 48;
/**
 * Measured on questions against windows of meetings that cannot answer them (docs/models): 95 % of
 * the best windows stay below this.
 */
const UNRELATED_BELOW = 0.35;

/** Universal Sentence Encoder Lite on the inference threads. English; works out of the box. */
export function createUseLiteEmbedder(pool: InferencePool): Embedder {
  return {
    id: "use-lite-en",
    dimensions: USE_LITE_DIMENSIONS,
    unrelatedBelow: UNRELATED_BELOW,
    async embed(texts, { signal }) {
      const all: Float32Array[] = [];
      for (let start = 0; start < texts.length; start += TEXTS_PER_TASK) {
        const part = texts.slice(start, start + TEXTS_PER_TASK);
        const { vectors } = await pool.run("embed-use-lite", { texts: part }, { signal });
        part.forEach((_, row) => {
          all.push(vectors.slice(row * USE_LITE_DIMENSIONS, (row + 1) * USE_LITE_DIMENSIONS));
        });
      }
      return all;
    },
  };
}
