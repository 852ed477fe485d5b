import { log } from "@/lib/platform/log";
import type { Embedder } from "@/lib/search/embedder";
import { embedderOf } from "@/lib/search/embedders";
import type { QueryVector } from "@/lib/search/evidence-sql";
import { planQuery, type QueryPlan, type QueryWord, queryWords } from "@/lib/search/query";
import { chooseWay, type RankingWay, type Reach } from "@/lib/search/rank-plan";
import { readWords, surveyReach } from "@/lib/search/repo";
import type { SearchScope } from "@/lib/search/scope-sql";

/** Nobody waits longer than this for a model; loading it takes about a second, milliseconds. */
const PATIENCE_MS = 5_000;
/** So that not every search waits for a model that is loading or broken, it is left alone for a while. */
const LEFT_ALONE_MS = { loading: 3_000, broken: 30_000 } as const;

export interface UnderstoodQuery {
  scope: SearchScope;
  plan: QueryPlan;
  /** The words as Postgres reads them. */
  words: readonly QueryWord[];
  /** As each model sees it that made vectors in reach; none when the words have to do. */
  vectors: QueryVector[];
  /** Dot product below which two texts have nothing to do with one another, by model. */
  unrelatedBelow: ReadonlyMap<string, number>;
  reach: Reach;
  way: RankingWay;
}

/** Until when a model is left alone, on the process's clock. */
const leftAloneUntil = new Map<string, number>();

/**
 * Reads a query: its words as Postgres reads them, and its vector by the instance's model and by
 * every other model whose vectors are still in reach.
 *
 * @returns null when there is nothing to look for: signs, emoji, spaces
 */
export async function understand(
  q: string,
  { embedder, scope }: { embedder: Embedder; scope: SearchScope },
): Promise<UnderstoodQuery | null> {
  const words = queryWords(q);
  if (words.length === 0) return null;
  const text = words.join(" ");
  const [read, { models, ...reach }, own] = await Promise.all([
    readWords(words),
    surveyReach(scope),
    embedQuery(text, embedder),
  ]);
  if (read.every((word) => word.forms.length === 0)) return null;
  const others = models.flatMap((id) => (id === embedder.id ? [] : (embedderOf(id) ?? [])));
  const vectors = await Promise.all(others.map((other) => embedQuery(text, other)));
  return {
    scope,
    plan: planQuery(q, read),
    words: read,
    vectors: [own, ...vectors].flatMap((vector) => vector ?? []),
    unrelatedBelow: new Map([embedder, ...others].map((one) => [one.id, one.unrelatedBelow])),
    reach,
    way: chooseWay(reach),
  };
}

/** Null when the model is missing, broken or busy: then words alone are searched. */
async function embedQuery(text: string, embedder: Embedder): Promise<QueryVector | null> {
  const { id } = embedder;
  if (performance.now() < (leftAloneUntil.get(id) ?? 0)) return null;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    const [vector] = await embedder.embed([text], { purpose: "query", signal });
    return vector ? { modelId: id, vector } : null;
  } catch (error) {
    const pause = signal.aborted ? LEFT_ALONE_MS.loading : LEFT_ALONE_MS.broken;
    leftAloneUntil.set(id, performance.now() + pause);
    log("search").warn({ err: error, model: id }, "searching by words alone");
    return null;
  }
}
