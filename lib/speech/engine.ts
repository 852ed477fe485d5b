import type { InferencePool } from "@/lib/models/pool";
import { SpeechEngineError } from "@/lib/speech/errors";
import type { SpokenSegment } from "@/lib/speech/filters";
import { MoonshineEngine } from "@/lib/speech/moonshine";
import type { SpeechSettings } from "@/lib/speech/settings";
import type { PcmSource } from "@/lib/speech/vad";

export interface TranscribeOptions {
  /** ISO 639-1, such as "en". When absent, Groq finds out, the others take it for English. */
  language?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Told, now and then, how much audio has been listened to. */
  onProgress?: ((progress: { listenedMs: number }) => void) | undefined;
}

/** Something that turns 16 kHz mono audio into segments, in order of time. */
export interface SpeechEngine {
  /** Written on every transcript: "moonshine-tiny", "groq:whisper-large-v3-turbo", "whisper-base". */
  readonly id: string;
  /** Loads its models ahead of time, so that the first words are not late. Throws as `transcribe`. */
  load(): Promise<void>;
  /**
   * @throws {SpeechEngineError} the engine cannot do this now, or not in this language
   * @throws {AppError} a model is missing, damaged, overrun or crashed
   * @throws the signal's reason when aborted
   * Whatever the audio stream throws is passed on.
   */
  transcribe(audio: PcmSource, options?: TranscribeOptions): Promise<SpokenSegment[]>;
}

/**
 * The engine the settings ask for.
 *
 * @throws {SpeechEngineError} when a setting it needs is missing
 */
export async function createSpeechEngine({
  settings,
  pool,
}: {
  settings: SpeechSettings;
  pool: InferencePool;
}): Promise<SpeechEngine> {
  if (settings.engine === "moonshine") return new MoonshineEngine({ pool });
  if (settings.engine === "transformers") {
    const { TransformersEngine } = await import("@/lib/speech/transformers");
    return new TransformersEngine({ pool, modelId: settings.model });
  }
  if (!settings.groqApiKey) {
    throw new SpeechEngineError(
      "not-configured",
      "Groq needs a key: set GROQ_API_KEY, or use the engine moonshine, which needs none.",
    );
  }
  const { GroqEngine } = await import("@/lib/speech/groq");
  return new GroqEngine({
    pool,
    apiKey: settings.groqApiKey,
    baseUrl: settings.groqBaseUrl,
    model: settings.model,
  });
}
