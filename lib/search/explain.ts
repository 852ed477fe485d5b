import { instanceEmbedder } from "@/lib/search/embedders";
import { rank } from "@/lib/search/rank";
import type { SearchExplanation } from "@/lib/search/schema";
import type { SearchFilter } from "@/lib/search/scope-sql";
import { retrieve, scopeOf, type Viewer } from "@/lib/search/service";
import { understand } from "@/lib/search/understanding";

/** How a query is ranked, step by step: of what the viewer may read, as in `retrieve`. */
export async function explainSearch(input: {
  viewer: Viewer;
  q: string;
  meetingId?: string;
  filter?: SearchFilter;
  limit: number;
}): Promise<SearchExplanation> {
  const { q, limit } = input;
  const timed = stopwatch();
  const query = await understand(q, { embedder: instanceEmbedder(), scope: scopeOf(input) });
  const understood = timed();
  if (!query)
    return {
      ...NOTHING,
      query: q,
      milliseconds: { ...NOTHING.milliseconds, understand: understood },
    };
  const { chunks, probe } = await rank(query, limit);
  const ranked = timed();
  const passages = await retrieve(input);
  const answer = new Map(
    passages.map(({ chunkId, score }, index) => [chunkId, { place: index + 1, score }]),
  );
  return {
    query: q,
    kind: query.plan.kind,
    terms: query.plan.terms,
    models: query.vectors.map(({ modelId }) => modelId),
    way: query.way,
    probe,
    ...query.reach,
    milliseconds: { understand: understood, rank: ranked, retrieve: timed() },
    chunks: chunks.map(({ score, ...chunk }) => ({
      ...chunk,
      fused: score,
      answer: answer.get(chunk.chunkId) ?? null,
    })),
  };
}

const NOTHING = {
  kind: null,
  terms: [],
  models: [],
  way: null,
  probe: null,
  readable: 0,
  total: 0,
  milliseconds: { understand: 0, rank: 0, retrieve: 0 },
  chunks: [],
} satisfies Omit<SearchExplanation, "query">;

/** Milliseconds since the last call, to tenths. */
function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const passed = Math.round((now - last) * 10) / 10;
    last = now;
    return passed;
  };
}
