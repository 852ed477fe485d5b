import Groq, {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
  toFile,
} from "groq-sdk";
import { z } from "zod";
import type { InferencePool } from "@/lib/models/pool";
import { SAMPLE_RATE } from "@/lib/speech/decode";
import type { SpeechEngine, TranscribeOptions } from "@/lib/speech/engine";
import { SpeechEngineError } from "@/lib/speech/errors";
import type { HeardSegment, SpokenSegment } from "@/lib/speech/filters";
import { recogniseWindows } from "@/lib/speech/recognise-windows";
import type { PcmSource, SpokenWindow } from "@/lib/speech/vad";
import { encodeWav } from "@/lib/speech/wav";

const DEFAULT_MODEL = "whisper-large-v3-turbo";
/** Few long requests: the service counts requests, and bills at least 10 s for each. 10 MB of WAV. */
const SEGMENTATION = { maxSpeechMs: 300_000, packGapMs: 10_000 };
const DEFAULT_TIMEOUT_MS = 60_000;
/** When the service is busy and does not say for how long. */
const DEFAULT_RETRY_AFTER_SECONDS = 30;
/** Whisper's own rule for silence: a likely silence with doubtful words (openai/whisper). */
const NO_SPEECH_PROBABILITY = 0.6;
const NO_SPEECH_MAX_LOGPROB = -1;

const verboseTranscription = z.object({
  segments: z.array(
    z.object({
      start: z.number(),
      end: z.number(),
      text: z.string(),
      avg_logprob: z.number().default(0),
      no_speech_prob: z.number().default(0),
    }),
  ),
});

/** Whisper at Groq. Only stretches with speech, found on this machine, are sent. */
export class GroqEngine implements SpeechEngine {
  readonly id: string;
  private readonly pool: InferencePool;
  private readonly client: Groq;
  private readonly model: string;

  constructor({
    pool,
    apiKey,
    baseUrl,
    model = DEFAULT_MODEL,
    timeoutMs = DEFAULT_TIMEOUT_MS,
  }: {
    pool: InferencePool;
    apiKey: string;
    baseUrl?: string | undefined;
    model?: string | undefined;
    timeoutMs?: number;
  }) {
    this.id = `groq:${model}`;
    this.pool = pool;
    this.model = model;
    // Retrying is the job's business: it knows how often and keeps the state.
    this.client = new Groq({ apiKey, baseURL: baseUrl, timeout: timeoutMs, maxRetries: 0 });
  }

  async load(): Promise<void> {
    await this.pool.run("speech-probability", { pcm: new Float32Array(0), memory: null });
  }

  async transcribe(
    audio: PcmSource,
    { language, signal, onProgress }: TranscribeOptions = {},
  ): Promise<SpokenSegment[]> {
    return recogniseWindows({
      pool: this.pool,
      audio,
      signal,
      segmentation: SEGMENTATION,
      onProgress,
      limit: 1,
      recognise: (window) => this.send(window, { language, signal }),
    });
  }

  private async send(
    { pcm, start }: SpokenWindow,
    { language, signal }: Pick<TranscribeOptions, "language" | "signal">,
  ): Promise<HeardSegment[]> {
    const file = await toFile(encodeWav(pcm, SAMPLE_RATE), "speech.wav", { type: "audio/wav" });
    const answer = await this.client.audio.transcriptions
      .create(
        {
          file,
          model: this.model,
          response_format: "verbose_json",
          timestamp_granularities: ["segment"],
          temperature: 0,
          ...(language && { language }),
        },
        { signal },
      )
      .catch((error: unknown) => {
        signal?.throwIfAborted();
        throw faultOf(error);
      });
    const parsed = verboseTranscription.safeParse(answer);
    if (!parsed.success) {
      throw new SpeechEngineError("failed", "Groq answered in a form that is not understood.", {
        cause: parsed.error,
      });
    }
    const offsetMs = (start * 1000) / SAMPLE_RATE;
    return parsed.data.segments
      .filter(
        (segment) =>
          segment.no_speech_prob < NO_SPEECH_PROBABILITY ||
          segment.avg_logprob > NO_SPEECH_MAX_LOGPROB,
      )
      .map((segment) => ({
        startMs: Math.round(offsetMs + segment.start * 1000),
        endMs: Math.round(offsetMs + segment.end * 1000),
        text: segment.text,
        avgLogprob: segment.avg_logprob,
      }));
  }
}

/** The service's faults as what a person can do about them. */
function faultOf(cause: unknown): SpeechEngineError {
  if (cause instanceof APIConnectionTimeoutError || cause instanceof APIUserAbortError) {
    return new SpeechEngineError("timed-out", "Groq did not answer in time.", { cause });
  }
  if (cause instanceof APIConnectionError) {
    const sentence = "Groq could not be reached. Check the network and GROQ_BASE_URL.";
    return new SpeechEngineError("unreachable", sentence, { cause });
  }
  if (!(cause instanceof APIError)) {
    return new SpeechEngineError("failed", "Groq's answer could not be read.", { cause });
  }
  const status: unknown = cause.status;
  if (status === 401 || status === 403) {
    return new SpeechEngineError("unauthorized", "Groq refused the key. Check GROQ_API_KEY.", {
      cause,
    });
  }
  if (status === 429) {
    return new SpeechEngineError("rate-limited", "Groq's limit is reached for the moment.", {
      cause,
      retryAfterSeconds: retryAfterOf(cause),
    });
  }
  if (typeof status === "number" && status >= 500) {
    return new SpeechEngineError("failed", `Groq has a problem of its own (${status}).`, { cause });
  }
  return new SpeechEngineError("rejected", `Groq did not accept the audio (${status}).`, { cause });
}

function retryAfterOf({ headers }: { headers: Headers | undefined }): number {
  const seconds = Number(headers?.get("retry-after"));
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : DEFAULT_RETRY_AFTER_SECONDS;
}
