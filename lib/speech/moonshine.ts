import type { InferencePool } from "@/lib/models/pool";
import { SAMPLE_RATE } from "@/lib/speech/decode";
import type { SpeechEngine, TranscribeOptions } from "@/lib/speech/engine";
import { SpeechEngineError } from "@/lib/speech/errors";
import type { HeardSegment, SpokenSegment } from "@/lib/speech/filters";
import { recogniseWindows } from "@/lib/speech/recognise-windows";
import { groupByPause, type SpeechRegion } from "@/lib/speech/segmentation";
import type { PcmSource, SpokenWindow } from "@/lib/speech/vad";

/** A pause this long separates utterances: each becomes a segment with its own times. */
const UTTERANCE_PAUSE_MS = 700;
/** Silero notices speech this much after it began (median over forced alignments). */
const VAD_LATENESS_MS = 100;
const TIMEOUT_MS = 120_000;

/**
 * Moonshine Tiny, embedded: English, about 20 audio-seconds per CPU-second. Windows of up to 20 s
 * are recognised whole, for context, and divided again at their pauses.
 */
export class MoonshineEngine implements SpeechEngine {
  readonly id = "moonshine-tiny";
  private readonly pool: InferencePool;

  constructor({ pool }: { pool: InferencePool }) {
    this.pool = pool;
  }

  async load(): Promise<void> {
    await Promise.all([
      this.pool.run("speech-probability", { pcm: new Float32Array(0), memory: null }),
      this.pool.run("recognise-moonshine", { pcm: new Float32Array(0) }),
    ]);
  }

  async transcribe(
    audio: PcmSource,
    { language, signal, onProgress }: TranscribeOptions = {},
  ): Promise<SpokenSegment[]> {
    if (language && !/^en\b/i.test(language)) {
      throw new SpeechEngineError(
        "language",
        `The embedded recogniser only knows English, not "${language}": set SPEECH_ENGINE to groq or transformers.`,
      );
    }
    return recogniseWindows({
      pool: this.pool,
      audio,
      signal,
      onProgress,
      limit: this.pool.size,
      recognise: (window) => this.recognise(window, signal),
    });
  }

  private async recognise(
    { start, end, regions, pcm }: SpokenWindow,
    signal: AbortSignal | undefined,
  ): Promise<HeardSegment[]> {
    const utterances = groupByPause(regions, UTTERANCE_PAUSE_MS);
    const pauses = utterances.slice(1).map((next, index) => ({
      from: (utterances[index]?.end ?? next.start) - start,
      to: next.start - start,
    }));
    const { parts } = await this.pool.run(
      "recognise-moonshine",
      { pcm, pauses },
      { signal, timeoutMs: TIMEOUT_MS },
    );
    return parts.flatMap(({ text, avgLogprob }, index) => {
      const utterance = utterances[index];
      return utterance ? [{ ...timesOf(utterance, { start, end }), text, avgLogprob }] : [];
    });
  }
}

function timesOf(
  utterance: Pick<SpeechRegion, "start" | "end">,
  window: { start: number; end: number },
): { startMs: number; endMs: number } {
  const msOf = (samples: number) => Math.round((samples * 1000) / SAMPLE_RATE);
  const startMs = Math.max(msOf(window.start), msOf(utterance.start) - VAD_LATENESS_MS);
  return { startMs, endMs: msOf(Math.min(utterance.end, window.end)) };
}
