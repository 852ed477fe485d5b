import type { InferencePoolOptions } from "@/lib/models/pool";
import { localEnv } from "@/lib/platform/env";

/** Pool options by this instance's settings. */
export function poolOptions(): InferencePoolOptions {
  const settings = localEnv();
  return {
    size: settings.INFERENCE_THREADS,
    locations: {
      dataDir: settings.PARLEY_DATA,
      modelsDir: settings.MODELS_DIR,
      // Only upgrades have a hub to come from, and only by this person's choice.
      allowDownload:
        settings.SPEECH_ENGINE === "transformers" || settings.EMBEDDING_MODEL !== "use-lite-en",
    },
  };
}
