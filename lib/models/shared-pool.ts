import { InferencePool } from "@/lib/models/pool";
import { poolOptions } from "@/lib/models/settings";
import { localEnv } from "@/lib/platform/env";

/** On the global object, because a bundler may put this module into a process more than once. */
const KEY = Symbol.for("parley.inference-pool");
const QUICK_KEY = Symbol.for("parley.inference-pool.quick");
const holder = globalThis as typeof globalThis & {
  [KEY]?: InferencePool;
  [QUICK_KEY]?: InferencePool;
};

/** The process's pool, made from its settings at the first call. */
export function inferencePool(): InferencePool {
  holder[KEY] ??= new InferencePool(poolOptions());
  return holder[KEY];
}

/**
 * A second pool, for what must answer within milliseconds: speech recognition takes seconds at a
 * time, and nobody there would wait for that.
 */
export function quickInferencePool(): InferencePool {
  holder[QUICK_KEY] ??= new InferencePool({
    ...poolOptions(),
    size: localEnv().EMOTION_THREADS,
    // The next call is a fraction of a second away; loading its models again takes longer.
    idleMs: 10 * 60_000,
  });
  return holder[QUICK_KEY];
}

/** Ends the process's pools, if they were used. Part of an orderly shutdown. */
export async function closeInferencePool(): Promise<void> {
  const pools = [holder[KEY], holder[QUICK_KEY]];
  delete holder[KEY];
  delete holder[QUICK_KEY];
  await Promise.all(pools.map((pool) => pool?.close()));
}
