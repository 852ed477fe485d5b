import { z } from "zod";
import type { InferencePoolOptions } from "@/lib/models/pool";

/** The settings models need, apart from the rest: a command may run without a database. */
const schema = z.object({
  PARLEY_DATA: z.string().default(".parley"),
  MODELS_DIR: z.string().optional(),
  INFERENCE_THREADS: z.coerce.number().int().min(1).max(64).default(1),
  SPEECH_ENGINE: z.string().optional(),
});

/** Pool options from environment variables; empty ones count as absent. */
export function poolOptionsFromEnv(
  source: Record<string, string | undefined> = process.env,
): InferencePoolOptions {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const settings = schema.parse(given);
  return {
    size: settings.INFERENCE_THREADS,
    locations: {
      dataDir: settings.PARLEY_DATA,
      modelsDir: settings.MODELS_DIR,
      // Only the Whisper models have a hub to come from, and only by this person's choice.
      allowDownload: settings.SPEECH_ENGINE === "transformers",
    },
  };
}
