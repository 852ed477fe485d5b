/** The embedding models there are, and how many numbers their vectors have. Each has an HNSW index. */
const DIMENSIONS = {
  "use-lite-en": 512,
  "all-minilm-l6-v2": 384,
  "nomic-embed-text-v1.5": 512,
} as const;

export type EmbeddingModelId = keyof typeof DIMENSIONS;

export const isEmbeddingModel = (modelId: string): modelId is EmbeddingModelId =>
  Object.hasOwn(DIMENSIONS, modelId);

/** Numbers of a vector; null for a model that Parley does not know (any more). */
export const dimensionsOf = (modelId: string): number | null =>
  isEmbeddingModel(modelId) ? DIMENSIONS[modelId] : null;
