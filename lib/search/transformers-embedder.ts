import type { InferencePool } from "@/lib/models/pool";
import type { Embedder, EmbeddingPurpose } from "@/lib/search/embedder";

/** How a sentence encoder wants to be used. */
interface Recipe {
  /** Its id in the catalogue of models. */
  id: string;
  dimensions: number;
  unrelatedBelow: number;
  /** What stands in front of a text. */
  prefix: Record<EmbeddingPurpose, string>;
  maxTokens: number;
  layerNorm: boolean;
}

const RECIPES = {
  "all-minilm-l6-v2": {
    id: "all-minilm-l6-v2",
    dimensions: 384,
    // Nine of ten meetings stay below 0.24 for queries on what they have nothing of; a question about
    // a meeting has a window above 0.38 in 95 of 100 cases (docs/models/all-minilm-l6-v2.md).
    unrelatedBelow: 0.25,
    prefix: { document: "", query: "" },
    // As it was trained; it would take 512.
    maxTokens: 256,
    layerNorm: false,
  },
  "nomic-embed-text-v1.5": {
    id: "nomic-embed-text-v1.5",
    // Trained to be cut (Matryoshka): MTEB 61.96 at 512 against 62.28 at all 768, by its card.
    dimensions: 512,
    // Not measured: its weights were not to be had (docs/models/nomic-embed-text-v1.5.md).
    unrelatedBelow: 0.6,
    prefix: { document: "search_document: ", query: "search_query: " },
    maxTokens: 512,
    layerNorm: true,
  },
} as const satisfies Record<string, Recipe>;

export type TransformersModelId = keyof typeof RECIPES;

/** A text as a model wants to be told what it is for. */
export const prefixed = (
  model: TransformersModelId,
  purpose: EmbeddingPurpose,
  text: string,
): string => RECIPES[model].prefix[purpose] + text;

/** Texts per task: below a second of one core, so that a question never waits long behind them. */
const TEXTS_PER_TASK = 16;
/** A first use may fetch the model, milliseconds; whoever is in a hurry gives a signal. */
const TIMEOUT_MS = 20 * 60_000;

/** A sentence encoder on the inference threads, through Transformers.js. */
export function createTransformersEmbedder(
  pool: InferencePool,
  model: TransformersModelId,
): Embedder {
  const { id, dimensions, unrelatedBelow, maxTokens, layerNorm } = RECIPES[model];
  return {
    id,
    dimensions,
    unrelatedBelow,
    async embed(texts, { purpose, signal }) {
      const all: Float32Array[] = [];
      for (let start = 0; start < texts.length; start += TEXTS_PER_TASK) {
        const part = texts.slice(start, start + TEXTS_PER_TASK);
        const { vectors } = await pool.run(
          "embed-transformers",
          {
            modelId: id,
            dimensions,
            maxTokens,
            layerNorm,
            texts: part.map((text) => prefixed(id, purpose, text)),
          },
          { signal, timeoutMs: TIMEOUT_MS },
        );
        part.forEach((_, row) => {
          all.push(vectors.slice(row * dimensions, (row + 1) * dimensions));
        });
      }
      return all;
    },
  };
}
