import type { InferencePool } from "@/lib/models/pool";
import { USE_LITE_DIMENSIONS } from "@/lib/models/use-lite/convert";
import type { Embedder } from "@/lib/search/embedder";

/** Texts per task: about half a second of one core, so that a question never waits long behind them. */
const TEXTS_PER_TASK = 48;
/**
 * The best of a meeting's windows stays below this for nine of ten queries about something the
 * meeting has nothing of (docs/models/universal-sentence-encoder-lite.md).
 */
const UNRELATED_BELOW = 0.45;

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
