import { localEnv } from "@/lib/platform/env";

export const SPEECH_ENGINES = ["moonshine", "groq", "transformers"] as const;
export type SpeechEngineName = (typeof SPEECH_ENGINES)[number];

export interface SpeechSettings {
  engine: SpeechEngineName;
  /** The engine's own default when absent. */
  model?: string | undefined;
  groqApiKey?: string | undefined;
  groqBaseUrl?: string | undefined;
}

/** How this instance recognises speech. */
export function speechSettings(): SpeechSettings {
  const settings = localEnv();
  return {
    engine: settings.SPEECH_ENGINE,
    model: settings.SPEECH_MODEL,
    groqApiKey: settings.GROQ_API_KEY,
    groqBaseUrl: settings.GROQ_BASE_URL,
  };
}
