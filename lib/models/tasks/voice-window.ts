/** Numbers that describe a window of voice: the means over time of three layers of 288. */
export const VOICE_FEATURES = 864;
/** What is heard of a voice is at most this long, 16 kHz samples: 20 s, as the encoder was trained. */
export const VOICE_MAX_SAMPLES = 320_000;

/** Loudness is judged in frames of 10 ms. */
const FRAME = 160;
/** Each frame's energy is averaged with this many neighbours on each side. */
const SMOOTHING = 2;
/** Frames this far below the loud ones (95th percentile) are not voice, dB. */
const RANGE_DB = 32;
/** Only frames this far above that line count for the loudness, dB. */
const LOUD_ABOVE_DB = 10;
/** Kept around the voice, samples: 100 ms. */
const MARGIN = 1600;
/** Root mean square every voice is brought to: -26 dBFS. */
const TARGET_RMS = 0.05;
const LARGEST_GAIN = 1000;
const TINY = 1e-12;

/** The nearest-rank quantile; 0 of nothing. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

export interface VoiceSpan {
  /** Samples, with a margin of 100 ms. */
  from: number;
  to: number;
  /** Root mean square of its louder frames. */
  loudness: number;
}

/** Where the voice of a recording begins and ends; all of it when it is shorter than a frame. */
export function findVoice(pcm: Float32Array): VoiceSpan {
  const energies = frameEnergies(pcm);
  const line = quantile(energies, 0.95) - RANGE_DB;
  const first = energies.findIndex((energy) => energy >= line);
  const last = energies.findLastIndex((energy) => energy >= line);
  if (first < 0) return { from: 0, to: pcm.length, loudness: TARGET_RMS };
  return {
    from: Math.max(0, first * FRAME - MARGIN),
    to: Math.min(pcm.length, (last + 1) * FRAME + MARGIN),
    loudness: rootMeanSquare(pcm, energies, line + LOUD_ABOVE_DB),
  };
}

/** What brings a voice of this loudness to the usual one. */
export function gainFor(loudness: number): number {
  return TARGET_RMS / loudness;
}

/**
 * The voice of a window, brought to one loudness: quiet before and after is cut off, so that
 * neither the distance to the microphone nor the length of a pause is taken for a feeling.
 *
 * @param pcm 16 kHz mono
 */
export function voiceOf(pcm: Float32Array): Float32Array {
  const { from, to, loudness } = findVoice(pcm);
  const gain = Math.min(gainFor(loudness), LARGEST_GAIN);
  return pcm.slice(from, to).map((sample) => Math.max(-1, Math.min(1, sample * gain)));
}

/** Smoothed energy of each whole frame, dB. */
function frameEnergies(pcm: Float32Array): Float64Array {
  const energies = Float64Array.from({ length: Math.floor(pcm.length / FRAME) }, (_, frame) => {
    let sum = 0;
    for (let at = frame * FRAME; at < (frame + 1) * FRAME; at += 1) sum += (pcm[at] ?? 0) ** 2;
    return 10 * Math.log10(sum / FRAME + TINY);
  });
  return energies.map((_, frame) => {
    const near = energies.subarray(Math.max(0, frame - SMOOTHING), frame + SMOOTHING + 1);
    return near.reduce((sum, energy) => sum + energy, 0) / near.length;
  });
}

/** Over the frames that are at least as loud as `line`, dB. */
function rootMeanSquare(pcm: Float32Array, energies: Float64Array, line: number): number {
  let sum = 0;
  let count = 0;
  energies.forEach((energy, frame) => {
    if (energy < line) return;
    for (let at = frame * FRAME; at < (frame + 1) * FRAME; at += 1) sum += (pcm[at] ?? 0) ** 2;
    count += FRAME;
  });
  return Math.sqrt(sum / Math.max(1, count)) + 1e-9;
}
