import type { InferencePool } from "@/lib/models/pool";
import { concatenate, SAMPLE_RATE } from "@/lib/speech/decode";
import type { SpeechEngine } from "@/lib/speech/engine";
import type { SpokenSegment } from "@/lib/speech/filters";
import { unfinishedSpeechFrom } from "@/lib/speech/vad";

export interface ClipTranscript {
  /** Milliseconds from the start of this clip's own samples: negative inside the previous tail. */
  segments: SpokenSegment[];
  /** Where the unfinished speech begins, same clock; null when the clip ends in quiet. */
  tailStartMs: number | null;
  /** That speech's samples, to be given to the next clip as `previousTail`. */
  tail: Float32Array | null;
}

/**
 * Transcribes one clip of a track that was cut into clips. A clip that was cut hard, in the middle
 * of speech, keeps its last stretch of speech back: prepend it to the next clip and no word is lost
 * or halved at the cut. The last clip of a track is never cut hard.
 *
 * @param previousTail what the clip before kept back, exactly adjoining this one
 * @throws as `SpeechEngine.transcribe`
 */
export async function transcribeClip({
  engine,
  pool,
  pcm,
  previousTail,
  cutHard,
  language,
  signal,
}: {
  engine: SpeechEngine;
  pool: InferencePool;
  pcm: Float32Array;
  previousTail?: Float32Array | null;
  cutHard: boolean;
  language?: string;
  signal?: AbortSignal;
}): Promise<ClipTranscript> {
  const audio = previousTail ? concatenate([previousTail, pcm]) : pcm;
  const offsetMs = ((previousTail?.length ?? 0) * 1000) / SAMPLE_RATE;
  const keepFrom = cutHard ? await unfinishedSpeechFrom({ pool, pcm: audio, signal }) : null;
  const finished = keepFrom === null ? audio : audio.slice(0, keepFrom);
  const segments = await engine.transcribe(finished, { language, signal });
  return {
    segments: segments.map(({ startMs, endMs, ...rest }) => ({
      ...rest,
      startMs: Math.round(startMs - offsetMs),
      endMs: Math.round(endMs - offsetMs),
    })),
    tailStartMs: keepFrom === null ? null : (keepFrom * 1000) / SAMPLE_RATE - offsetMs,
    tail: keepFrom === null ? null : audio.slice(keepFrom),
  };
}
