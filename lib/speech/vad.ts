import type { InferencePool } from "@/lib/models/pool";
import type { SpeechProbabilityOutput, VadMemory } from "@/lib/models/tasks/speech-probability";
import { VAD_FRAME_SAMPLES } from "@/lib/models/tasks/vad-frame";
import { concatenate } from "@/lib/speech/decode";
import {
  type SegmentationOptions,
  SpeechSegmenter,
  type SpeechWindow,
} from "@/lib/speech/segmentation";

/** 16 kHz mono audio: whole, or as a stream of blocks in order. */
export type PcmSource = Float32Array | AsyncIterable<Float32Array>;

/** A window of speech with its samples. */
export interface SpokenWindow extends SpeechWindow {
  pcm: Float32Array;
}

export interface SpeechSearch {
  pool: InferencePool;
  audio: PcmSource;
  segmentation?: Partial<SegmentationOptions> | undefined;
  signal?: AbortSignal | undefined;
  /** Told how much audio has been listened to, in samples. */
  onListened?: ((samples: number) => void) | undefined;
}

/** Frames sent to a thread at once, about 10 s. */
const BLOCK_SAMPLES = 312 * VAD_FRAME_SAMPLES;

/**
 * Finds speech (Silero VAD v5) and gives it in windows, in order, while the audio streams in. Only
 * the samples of unfinished windows are kept, so memory does not grow with the recording.
 *
 * @throws as `InferencePool.run`
 */
export async function* speechWindows({
  pool,
  audio,
  segmentation,
  signal,
  onListened,
}: SpeechSearch): AsyncGenerator<SpokenWindow, void, void> {
  const segmenter = new SpeechSegmenter(segmentation);
  const kept = new SampleWindow();
  let memory: VadMemory | null = null;
  for await (const block of blocksOf(audio)) {
    kept.append(block);
    const input = { pcm: block, memory };
    const found: SpeechProbabilityOutput = await pool.run("speech-probability", input, { signal });
    memory = found.memory;
    onListened?.(kept.end);
    for (const window of segmenter.push(found.probabilities)) yield withSamples(window, kept);
    kept.discardBefore(segmenter.settledUntil);
  }
  for (const window of segmenter.finish(kept.end)) yield withSamples(window, kept);
}

/**
 * Where the speech that a recording's end cuts off begins.
 *
 * @returns a sample, a little quiet before the speech included, so that the recording can be parted
 *   there; null when the recording ends in quiet
 */
export async function unfinishedSpeechFrom({
  pool,
  pcm,
  signal,
}: {
  pool: InferencePool;
  pcm: Float32Array;
  signal?: AbortSignal | undefined;
}): Promise<number | null> {
  const segmenter = new SpeechSegmenter();
  const { probabilities } = await pool.run("speech-probability", { pcm, memory: null }, { signal });
  segmenter.push(probabilities);
  return segmenter.unfinishedFrom(pcm.length);
}

function withSamples(window: SpeechWindow, kept: SampleWindow): SpokenWindow {
  return { ...window, pcm: kept.slice(window.start, window.end) };
}

/** Cuts audio into blocks of whole frames; the last may be shorter. */
async function* blocksOf(audio: PcmSource): AsyncGenerator<Float32Array, void, void> {
  if (audio instanceof Float32Array) {
    for (let from = 0; from < audio.length; from += BLOCK_SAMPLES) {
      yield audio.subarray(from, from + BLOCK_SAMPLES).slice();
    }
    return;
  }
  let waiting: Float32Array[] = [];
  let length = 0;
  for await (const piece of audio) {
    waiting.push(piece);
    length += piece.length;
    if (length < BLOCK_SAMPLES) continue;
    const joined = concatenate(waiting);
    const whole = length - (length % VAD_FRAME_SAMPLES);
    yield joined.slice(0, whole);
    waiting = [joined.slice(whole)];
    length -= whole;
  }
  if (length > 0) yield concatenate(waiting);
}

/** The latest samples of a stream, addressed by their place in the whole stream. */
class SampleWindow {
  private blocks: Float32Array[] = [];
  private start = 0;
  /** Place after the last sample. */
  end = 0;

  append(block: Float32Array): void {
    this.blocks.push(block);
    this.end += block.length;
  }

  discardBefore(place: number): void {
    let first = this.blocks[0];
    while (first && this.start + first.length <= place) {
      this.start += first.length;
      this.blocks.shift();
      first = this.blocks[0];
    }
  }

  slice(from: number, to: number): Float32Array {
    const result = new Float32Array(Math.min(to, this.end) - from);
    let place = this.start;
    for (const block of this.blocks) {
      const begin = Math.max(from, place);
      const end = Math.min(to, place + block.length);
      if (end > begin) result.set(block.subarray(begin - place, end - place), begin - from);
      place += block.length;
    }
    return result;
  }
}
