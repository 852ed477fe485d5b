import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { closeRedis, newRedis, redis } from "@/lib/platform/redis";
import { cachedEmbedder } from "@/lib/search/cached-embedder";
import type { Embedder } from "@/lib/search/embedder";

/** Embeds a text as its length, and remembers what it was asked. */
function lengthEmbedder(): Embedder & { asked: string[] } {
  const asked: string[] = [];
  return {
    id: `length-${randomUUID()}`,
    dimensions: 2,
    unrelatedBelow: 0,
    asked,
    embed: async (texts) => {
      asked.push(...texts);
      return texts.map((text) => Float32Array.of(text.length, 0.1));
    },
  };
}

afterAll(() => closeRedis());

describe.skipIf(!process.env.REDIS_URL)("the embedding cache", () => {
  it("computes a text once, and gives the same numbers from the cache", async () => {
    const embedder = lengthEmbedder();
    const cached = cachedEmbedder({ embedder, redis: redis() });
    const first = await cached.embed(["one", "three", "one"], { purpose: "document" });
    const second = await cached.embed(["three", "one", "seven"], { purpose: "document" });
    expect(embedder.asked).toEqual(["one", "three", "seven"]);
    expect(first).toEqual([3, 5, 3].map((length) => Float32Array.of(length, 0.1)));
    expect(second).toEqual([5, 3, 5].map((length) => Float32Array.of(length, 0.1)));
  });

  it("keeps questions and documents, and models, apart", async () => {
    const embedder = lengthEmbedder();
    const cached = cachedEmbedder({ embedder, redis: redis() });
    await cached.embed(["text"], { purpose: "document" });
    await cached.embed(["text"], { purpose: "query" });
    const other = lengthEmbedder();
    await cachedEmbedder({ embedder: other, redis: redis() }).embed(["text"], { purpose: "query" });
    expect([embedder.asked, other.asked]).toEqual([["text", "text"], ["text"]]);
  });

  it("lets what it keeps expire", async () => {
    const embedder = lengthEmbedder();
    await cachedEmbedder({ embedder, redis: redis() }).embed(["text"], { purpose: "query" });
    const [key = ""] = await redis().keys(`embedding:${embedder.id}:*`);
    expect(await redis().ttl(key)).toBeGreaterThan(24 * 3600);
    expect((await redis().getBuffer(key))?.length).toBe(8);
  });

  it("computes everything when Redis is gone", async () => {
    const gone = newRedis();
    gone.disconnect();
    const embedder = lengthEmbedder();
    const cached = cachedEmbedder({ embedder, redis: gone });
    expect(await cached.embed(["text"], { purpose: "query" })).toEqual([Float32Array.of(4, 0.1)]);
  });
});
