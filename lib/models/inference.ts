import { InferencePool } from "@/lib/models/pool";
import { dataPath, env } from "@/lib/platform/env";

// Next bundles routes apart from the server; both share one pool through the process.
const shared = globalThis as typeof globalThis & { parleyInference?: InferencePool };

/** The process's inference threads; they start with the first work. */
export function inference(): InferencePool {
  shared.parleyInference ??= new InferencePool({
    locations: { dataDir: dataPath(), modelsDir: env().MODELS_DIR },
    size: env().INFERENCE_THREADS,
  });
  return shared.parleyInference;
}

/** Ends the threads. */
export async function closeInference(): Promise<void> {
  const pool = shared.parleyInference;
  shared.parleyInference = undefined;
  await pool?.close();
}
