import { InferencePool } from "@/lib/models/pool";
import { poolOptions } from "@/lib/models/settings";

/** On the global object, because a bundler may put this module into a process more than once. */
const KEY = Symbol.for("parley.inference-pool");
const holder = globalThis as typeof globalThis & { [KEY]?: InferencePool };

/** The process's pool, made from its settings at the first call. */
export function inferencePool(): InferencePool {
  holder[KEY] ??= new InferencePool(poolOptions());
  return holder[KEY];
}

/** Ends the process's pool, if it was used. Part of an orderly shutdown. */
export async function closeInferencePool(): Promise<void> {
  const pool = holder[KEY];
  delete holder[KEY];
  await pool?.close();
}
