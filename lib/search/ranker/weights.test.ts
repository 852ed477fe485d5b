import { describe, expect, it } from "vitest";
import { dimensionsOf, type EmbeddingModelId } from "@/lib/search/embedding-models";
import { PARAMETERS } from "@/lib/search/ranker/network";
import { rankerWeights, readWeights, writeWeights } from "@/lib/search/ranker/weights";

describe("the ranker's weights", () => {
  it.each<EmbeddingModelId>(["use-lite-en", "all-minilm-l6-v2"])(
    "come with Parley for the vectors of %s",
    async (modelId) => {
      const weights = await rankerWeights(modelId);
      expect(weights?.embeddings).toBe(modelId);
      expect(weights?.adapter.dimensions).toBe(dimensionsOf(modelId));
    },
  );

  it("are none for the vectors of another model", async () => {
    expect(await rankerWeights("nomic-embed-text-v1.5")).toBeNull();
    expect(await rankerWeights("toString")).toBeNull();
  });

  it("are refused when the adapter does not fit the vectors", async () => {
    const weights = await rankerWeights("use-lite-en");
    if (!weights) throw new Error("no weights");
    const file = (embeddings: string) =>
      writeWeights({
        ...{ licence: "MIT", trained: {}, embeddings, adapter: weights.adapter },
        background: { chunks: 1, questions: 1, stems: new Map() },
        networks: [new Float32Array(PARAMETERS)],
      });
    expect(() => readWeights(file("all-minilm-l6-v2"))).toThrow("as many dimensions");
  });
});
