import type { Embedder } from "@/lib/search/embedder";
import { planQuery, queryWords } from "@/lib/search/query";
import { asFused, type FusionProfile, type RankedChunk } from "@/lib/search/ranking";
import { rankExactly, readWords } from "@/lib/search/repo";
import { retrieve, type Viewer } from "@/lib/search/service";

export interface Ask {
  viewer: Viewer;
  q: string;
  meetingId?: string;
  limit: number;
  embedder: Embedder;
}

const ALONE = { decay: 0, reach: 0 };

/** One kind of evidence by itself: no neighbours, no fusion, no MMR. */
const alone =
  (profile: FusionProfile) =>
  async ({ viewer, q, meetingId, limit, embedder }: Ask): Promise<RankedChunk[]> => {
    const words = queryWords(q);
    const plan = planQuery(q, await readWords(words));
    const [vector = new Float32Array()] = await embedder.embed([plan.text], { purpose: "query" });
    return rankExactly({
      viewerId: viewer.userId,
      filter: meetingId ? { meetingIds: [meetingId] } : {},
      vectors: [{ modelId: embedder.id, vector }],
      terms: plan.terms,
      profile,
      limit,
    });
  };

/** Ways to rank that can be compared. */
export const RANKINGS = {
  /** BM25 without its length term. */
  words: alone({ ...ALONE, lexicalWeight: 1, semanticWeight: 0 }),
  vectors: alone({ ...ALONE, lexicalWeight: 0, semanticWeight: 1 }),
  /** Words and vectors, smoothed over neighbours: what the ranker starts from and falls back to. */
  fusion: (ask: Ask) => retrieve({ ...ask, rerank: asFused }),
  /** As the product does it. */
  ranker: (ask: Ask) => retrieve(ask),
} as const satisfies Record<string, (ask: Ask) => Promise<RankedChunk[]>>;
export type RankingName = keyof typeof RANKINGS;
export const PRODUCT = "ranker" satisfies RankingName;
