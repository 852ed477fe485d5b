import { setTimeout as wait } from "node:timers/promises";
import { inferencePool } from "@/lib/models/shared-pool";
import { localEnv } from "@/lib/platform/env";
import { redis } from "@/lib/platform/redis";
import { embeddingCacheStatistics } from "@/lib/search/cached-embedder";
import type { Embedder } from "@/lib/search/embedder";
import { instanceEmbedder } from "@/lib/search/embedders";
import { countIndexed, findOutdated } from "@/lib/search/repo/chunks";

/*
 * When the embedding model is changed by setting, every index is made again in the background, a
 * meeting at a time and each in one transaction: until its turn, a meeting goes on being found by
 * its old vectors, and a query is embedded by both models. The rows say what is due, so nothing is
 * lost when a process dies.
 */

/** A meeting that could not be indexed anew is left alone for this long, seconds. */
const LEFT_ALONE_SECONDS = 600;
/** How often a waiting embedder looks whether the models have something else to do, milliseconds. */
const LOOK_AGAIN_MS = 50;
/** It waits for others at most this long, so that it ends on a busy instance too, milliseconds. */
const PATIENCE_MS = 5_000;

const leftAlone = (meetingId: string) => `index-renewal:failed:${meetingId}`;

/** Meetings whose index another model made than the one that is set now, the latest first. */
export async function outdatedIndexes(limit: number): Promise<string[]> {
  const modelId = localEnv().EMBEDDING_MODEL;
  const found = await findOutdated({ modelId, limit });
  if (found.length === 0) return [];
  const failed = await redis().mget(found.map(({ id }) => leftAlone(id)));
  return found.flatMap(({ id }, index) => (failed[index] === null ? [id] : []));
}

/** Notes that a meeting could not be indexed anew, so that the next attempt waits. */
export async function leaveIndexAlone(meetingId: string): Promise<void> {
  await redis().set(leftAlone(meetingId), "1", "EX", LEFT_ALONE_SECONDS);
}

/** The instance's embedder for work nobody waits for: it lets everything else go first. */
export function patientEmbedder(): Embedder {
  const embedder = instanceEmbedder();
  const pool = inferencePool();
  return {
    ...embedder,
    async embed(texts, options) {
      const until = performance.now() + PATIENCE_MS;
      while (pool.queued > 0 && performance.now() < until) {
        await wait(LOOK_AGAIN_MS, undefined, { signal: options.signal });
      }
      return embedder.embed(texts, options);
    },
  };
}

/** What an admin sees of search: its model, how far a change of it has come, how the cache does. */
export async function searchState() {
  const model = localEnv().EMBEDDING_MODEL;
  const [groups, cache] = await Promise.all([countIndexed(), embeddingCacheStatistics(redis())]);
  const sum = (key: "meetings" | "chunks", groupsOf = groups) =>
    groupsOf.reduce((total, group) => total + group[key], 0);
  const current = groups.filter(({ modelId }) => modelId === model);
  return {
    model,
    meetings: sum("meetings"),
    chunks: sum("chunks"),
    meetingsUpToDate: sum("meetings", current),
    cache,
  };
}
