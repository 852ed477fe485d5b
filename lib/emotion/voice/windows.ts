/** 16 kHz. */
const SAMPLE_RATE = 16_000;
/** What one reading hears; chosen between 1 and 3 s. */
export const VOICE_WINDOW_SAMPLES = 2 * SAMPLE_RATE;
/** From one window to the next. */
export const VOICE_HOP_SAMPLES = SAMPLE_RATE;

export interface TimedWindow {
  /** Samples from the stream's start. */
  start: number;
  end: number;
  pcm: Float32Array;
}

/**
 * Cuts a stream of samples into windows of 2 s, one a second. The last ends with the stream, and a
 * stream shorter than 2 s is one window. Only one window is held at a time.
 */
export async function* windowsOf(
  blocks: AsyncIterable<Float32Array>,
): AsyncGenerator<TimedWindow, void, void> {
  let held = new Float32Array(0);
  let start = 0;
  let told = 0;
  for await (const block of blocks) {
    const joined = new Float32Array(held.length + block.length);
    joined.set(held);
    joined.set(block, held.length);
    held = joined;
    while (held.length >= VOICE_WINDOW_SAMPLES + VOICE_HOP_SAMPLES) {
      yield windowAt(held, start);
      told = start + VOICE_WINDOW_SAMPLES;
      held = held.slice(VOICE_HOP_SAMPLES);
      start += VOICE_HOP_SAMPLES;
    }
  }
  const end = start + held.length;
  if (held.length >= VOICE_WINDOW_SAMPLES) {
    yield windowAt(held, start);
    told = start + VOICE_WINDOW_SAMPLES;
  }
  if (end > told) {
    const tail = held.slice(Math.max(0, held.length - VOICE_WINDOW_SAMPLES));
    yield { start: end - tail.length, end, pcm: tail };
  }
}

function windowAt(held: Float32Array, start: number): TimedWindow {
  return { start, end: start + VOICE_WINDOW_SAMPLES, pcm: held.slice(0, VOICE_WINDOW_SAMPLES) };
}
