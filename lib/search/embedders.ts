import { inferencePool } from "@/lib/models/shared-pool";
import { localEnv } from "@/lib/platform/env";
import { redis } from "@/lib/platform/redis";
import { cachedEmbedder } from "@/lib/search/cached-embedder";
import type { Embedder } from "@/lib/search/embedder";
import { type EmbeddingModelId, isEmbeddingModel } from "@/lib/search/embedding-models";
import { createTransformersEmbedder } from "@/lib/search/transformers-embedder";
import { createUseLiteEmbedder } from "@/lib/search/use-lite-embedder";

/** An embedding model on this process's inference threads, without its cache. */
export function createEmbedder(modelId: EmbeddingModelId): Embedder {
  const pool = inferencePool();
  return modelId === "use-lite-en"
    ? createUseLiteEmbedder(pool)
    : createTransformersEmbedder(pool, modelId);
}

/** The embedding model this instance is set to, without its cache. */
export const chosenEmbedder = (): Embedder => createEmbedder(localEnv().EMBEDDING_MODEL);

/** An embedding model with its cache. */
export const cachedEmbedderOf = (modelId: EmbeddingModelId): Embedder =>
  cachedEmbedder({ embedder: createEmbedder(modelId), redis: redis() });

/** The embedding model this instance is set to, with its cache. */
export const instanceEmbedder = (): Embedder => cachedEmbedderOf(localEnv().EMBEDDING_MODEL);

/** The model that made a vector, with its cache; null for one that Parley does not know (any more). */
export const embedderOf = (modelId: string): Embedder | null =>
  isEmbeddingModel(modelId) ? cachedEmbedderOf(modelId) : null;
