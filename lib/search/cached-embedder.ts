import { createHmac } from "node:crypto";
import type { Redis } from "ioredis";
import { Counter } from "prom-client";
import { secretFor } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { metrics } from "@/lib/platform/metrics";
import type { Embedder, EmbeddingPurpose } from "@/lib/search/embedder";

/** A vector nobody asked for in this long is computed again, seconds. */
const TTL_SECONDS = 30 * 24 * 3600;

/** Redis hash of how often a vector was there, over all processes. */
const STATISTICS = "embedding-cache:statistics";

const shared = globalThis as typeof globalThis & { parleyEmbeddingCounter?: Counter<"result"> };

function counter(): Counter<"result"> {
  shared.parleyEmbeddingCounter ??= new Counter({
    name: "parley_embedding_cache_total",
    help: "Texts to embed, by whether their vector was in the cache.",
    labelNames: ["result"],
    registers: [metrics().registry],
  });
  return shared.parleyEmbeddingCounter;
}

/**
 * Keeps vectors in Redis, by model and content. Values are the vector's float32 numbers, little
 * end first. The cache may be flushed or gone at any moment; then everything is computed.
 */
export function cachedEmbedder({
  embedder,
  redis,
}: {
  embedder: Embedder;
  redis: Redis;
}): Embedder {
  const bytesPerVector = embedder.dimensions * Float32Array.BYTES_PER_ELEMENT;

  async function read(keys: string[]): Promise<(Float32Array | null)[]> {
    const values = await redis.mgetBuffer(keys).catch((error: unknown) => {
      log("search").debug({ err: error }, "embedding cache not read");
      return [];
    });
    return keys.map((_, index) => {
      const value = values[index];
      return value?.length === bytesPerVector ? toVector(value) : null;
    });
  }

  async function write(entries: { key: string; vector: Float32Array }[]): Promise<void> {
    const pipeline = redis.pipeline();
    for (const { key, vector } of entries) {
      const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
      pipeline.set(key, bytes, "EX", TTL_SECONDS);
    }
    await pipeline.exec().catch((error: unknown) => {
      log("search").debug({ err: error }, "embedding cache not written");
    });
  }

  function count({ hits, misses }: { hits: number; misses: number }): void {
    counter().inc({ result: "hit" }, hits);
    counter().inc({ result: "miss" }, misses);
    const pipeline = redis.pipeline();
    pipeline.hincrby(STATISTICS, "hits", hits).hincrby(STATISTICS, "misses", misses);
    pipeline.exec().catch(() => undefined); // The counter above has it too.
  }

  return {
    ...embedder,
    async embed(texts, options) {
      if (texts.length === 0) return [];
      const keys = texts.map((text) => cacheKey(embedder.id, options.purpose, text));
      const known = await read(keys);
      const missing = [...new Set(texts.filter((_, index) => !known[index]))];
      count({ hits: texts.length - missing.length, misses: missing.length });
      const computed = await embedder.embed(missing, options);
      const fresh = new Map(missing.map((text, index) => [text, computed[index]]));
      const vectors = texts.map((text, index) => {
        const vector = known[index] ?? fresh.get(text);
        if (!vector) throw new Error(`The model ${embedder.id} gave no vector for a text.`);
        return vector;
      });
      const entries = [...fresh].flatMap(([text, vector]) =>
        vector ? [{ key: cacheKey(embedder.id, options.purpose, text), vector }] : [],
      );
      if (entries.length > 0) await write(entries);
      return vectors;
    },
  };
}

/** How often a text's vector was in the cache since the cache was last emptied. */
export async function embeddingCacheStatistics(
  redis: Redis,
): Promise<{ hits: number; misses: number; rate: number | null }> {
  const [hits, misses] = (await redis.hmget(STATISTICS, "hits", "misses")).map(Number) as [
    number,
    number,
  ];
  return { hits, misses, rate: hits + misses > 0 ? hits / (hits + misses) : null };
}

let cacheSecret: string | undefined;

function cacheKey(modelId: string, purpose: EmbeddingPurpose, text: string): string {
  cacheSecret ??= secretFor("embedding-cache");
  // With a secret in it, a key confirms to nobody who guesses what was said.
  const hash = createHmac("sha256", cacheSecret).update(text).digest("base64url");
  return `embedding:${modelId}:${purpose}:${hash}`;
}

function toVector(bytes: Buffer): Float32Array {
  // Copied, because a slice of Redis' reply need not start at a multiple of four.
  return new Float32Array(new Uint8Array(bytes).buffer);
}
