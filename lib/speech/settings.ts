import { z } from "zod";

export const SPEECH_ENGINES = ["moonshine", "groq", "transformers"] as const;
export type SpeechEngineName = (typeof SPEECH_ENGINES)[number];

export interface SpeechSettings {
  engine: SpeechEngineName;
  /** The engine's own default when absent. */
  model?: string | undefined;
  groqApiKey?: string | undefined;
  groqBaseUrl?: string | undefined;
}

const schema = z.object({
  SPEECH_ENGINE: z.enum(SPEECH_ENGINES).default("moonshine"),
  SPEECH_MODEL: z.string().optional(),
  GROQ_API_KEY: z.string().optional(),
  GROQ_BASE_URL: z.string().optional(),
});

/** Speech settings from environment variables; empty ones count as absent. */
export function speechSettingsFromEnv(
  source: Record<string, string | undefined> = process.env,
): SpeechSettings {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const settings = schema.parse(given);
  return {
    engine: settings.SPEECH_ENGINE,
    model: settings.SPEECH_MODEL,
    groqApiKey: settings.GROQ_API_KEY,
    groqBaseUrl: settings.GROQ_BASE_URL,
  };
}
