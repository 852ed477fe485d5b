import { VOICE_SAMPLE_RATE, VOICE_WINDOW_MS } from "@/lib/emotion/schema";

const WINDOW_SAMPLES = (VOICE_WINDOW_MS / 1000) * VOICE_SAMPLE_RATE;
/** Less than this much is no window yet, samples. */
const MIN_SAMPLES = WINDOW_SAMPLES / 2;
/** Quieter than this, root mean square, nothing was said (the recorder's gate opens at 0.008). */
const SILENCE_RMS = 0.003;

/** The last two seconds of a microphone, 16 kHz mono. */
export class SoundWindow {
  #samples = new Float32Array(WINDOW_SAMPLES);
  #filled = 0;
  /** Sum of squares and count since the last window was taken. */
  #energy = 0;
  #fresh = 0;

  add(block: Float32Array): void {
    this.#samples.copyWithin(0, block.length);
    this.#samples.set(block, WINDOW_SAMPLES - block.length);
    this.#filled = Math.min(WINDOW_SAMPLES, this.#filled + block.length);
    for (const sample of block) this.#energy += sample * sample;
    this.#fresh += block.length;
  }

  /** Samples since the last window was taken. */
  get fresh(): number {
    return this.#fresh;
  }

  /** 16-bit little-endian samples of the window; null of silence, or of too little. */
  take(): Uint8Array | null {
    const rms = Math.sqrt(this.#energy / Math.max(1, this.#fresh));
    this.#energy = 0;
    this.#fresh = 0;
    if (rms < SILENCE_RMS || this.#filled < MIN_SAMPLES) return null;
    const samples = this.#samples.subarray(WINDOW_SAMPLES - this.#filled);
    const bytes = new DataView(new ArrayBuffer(samples.length * 2));
    samples.forEach((sample, index) => {
      bytes.setInt16(index * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), true);
    });
    return new Uint8Array(bytes.buffer);
  }

  /** What was heard so far is of no meaning any more, such as before a mute. */
  clear(): void {
    this.#samples.fill(0);
    this.#filled = 0;
    this.#energy = 0;
    this.#fresh = 0;
  }
}
