import type { InferencePool } from "@/lib/models/pool";
import { SAMPLE_RATE } from "@/lib/speech/decode";
import type { SpeechEngine, TranscribeOptions } from "@/lib/speech/engine";
import type { HeardSegment, SpokenSegment } from "@/lib/speech/filters";
import { recogniseWindows } from "@/lib/speech/recognise-windows";
import type { PcmSource, SpokenWindow } from "@/lib/speech/vad";

const DEFAULT_MODEL = "whisper-base";
/** Whisper hears 30 s at once; some is left for the quiet around. */
const SEGMENTATION = { maxSpeechMs: 28_000, packGapMs: 2000 };
/** Whisper small runs at about real time on one core; a download may come before. */
const TIMEOUT_MS = 10 * 60_000;

/**
 * Whisper through Transformers.js, in an inference thread: other languages than English, or a more
 * accurate second pass. `modelId` names a model of the registry (whisper-tiny, -base, -small).
 */
export class TransformersEngine implements SpeechEngine {
  readonly id: string;
  private readonly pool: InferencePool;

  constructor({
    pool,
    modelId = DEFAULT_MODEL,
  }: {
    pool: InferencePool;
    modelId?: string | undefined;
  }) {
    this.id = modelId;
    this.pool = pool;
  }

  async load(): Promise<void> {
    await Promise.all([
      this.pool.run("speech-probability", { pcm: new Float32Array(0), memory: null }),
      this.pool.run(
        "recognise-whisper",
        { modelId: this.id, pcm: new Float32Array(SAMPLE_RATE), language: "en" },
        { timeoutMs: TIMEOUT_MS },
      ),
    ]);
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
      limit: this.pool.size,
      recognise: (window) => this.recognise(window, { language, signal }),
    });
  }

  private async recognise(
    window: SpokenWindow,
    { language, signal }: Pick<TranscribeOptions, "language" | "signal">,
  ): Promise<HeardSegment[]> {
    const { chunks, avgLogprob } = await this.pool.run(
      "recognise-whisper",
      { modelId: this.id, pcm: window.pcm, language },
      { signal, timeoutMs: TIMEOUT_MS },
    );
    return chunks.map(({ start, end, text }) => {
      const from = window.start + start * SAMPLE_RATE;
      const to = end === null ? window.end : window.start + end * SAMPLE_RATE;
      const startMs = msOf(snapToSpeech(from, window));
      return {
        startMs,
        endMs: Math.max(startMs, msOf(Math.min(to, window.end))),
        text,
        avgLogprob,
      };
    });
  }
}

/** Whisper likes to begin in the quiet before a word: move such a start to where speech begins. */
function snapToSpeech(place: number, { regions, end }: SpokenWindow): number {
  const next = regions.find((region) => region.end > place);
  return Math.min(end, Math.max(place, next?.start ?? place));
}

function msOf(samples: number): number {
  return Math.round((samples * 1000) / SAMPLE_RATE);
}
