import type { Random } from "@/lib/emotion/voice/training/random";

/** What rooms, lines and microphones do to a voice. All take and give 16 kHz mono. */

const SAMPLE_RATE = 16_000;
const NOISES = ["white", "pink", "hum"] as const;
type Noise = (typeof NOISES)[number];

/** Adds noise of a random kind. @param ratio voice over noise, dB */
export function withNoise(pcm: Float32Array, ratio: number, random: Random): Float32Array {
  const noise = noiseOf(NOISES[random.below(NOISES.length)] ?? "white", pcm.length, random);
  const gain = rootMeanSquare(pcm) / 10 ** (ratio / 20) / (rootMeanSquare(noise) + 1e-12);
  return pcm.map((sample, index) => sample + gain * (noise[index] ?? 0));
}

function noiseOf(kind: Noise, length: number, random: Random): Float32Array {
  if (kind === "white") return Float32Array.from({ length }, () => random.gaussian());
  if (kind === "pink") return pink(length, random);
  const mains = random.chance(0.5) ? 50 : 60;
  return Float32Array.from({ length }, (_, index) => {
    let sample = 0.3 * random.gaussian();
    for (let harmonic = 1; harmonic < 6; harmonic += 1) {
      const phase = (2 * Math.PI * mains * harmonic * index) / SAMPLE_RATE;
      sample += Math.sin(phase + harmonic) / harmonic;
    }
    return sample;
  });
}

/** Three leaky integrators (Paul Kellet's economy filter). */
function pink(length: number, random: Random): Float32Array {
  let [slow, middle, fast] = [0, 0, 0];
  return Float32Array.from({ length }, () => {
    const white = random.gaussian();
    slow = 0.99765 * slow + white * 0.099046;
    middle = 0.963 * middle + white * 0.2965164;
    fast = 0.57 * fast + white * 1.0526913;
    return slow + middle + fast + white * 0.1848;
  });
}

/** What a narrow line leaves: nothing far above `high` Hz or below `low` Hz. */
export function bandLimited(
  pcm: Float32Array,
  { low, high }: { low: number; high: number },
): Float32Array {
  return biquad(biquad(pcm, "low-pass", high), "high-pass", low);
}

/** Second-order Butterworth (Audio EQ Cookbook). */
function biquad(
  pcm: Float32Array,
  kind: "low-pass" | "high-pass",
  frequency: number,
): Float32Array {
  const angle = (2 * Math.PI * frequency) / SAMPLE_RATE;
  const cosine = Math.cos(angle);
  const alpha = Math.sin(angle) / Math.SQRT2;
  const scale = 1 + alpha;
  const edge = (kind === "low-pass" ? 1 - cosine : 1 + cosine) / (2 * scale);
  const middle = (kind === "low-pass" ? 2 : -2) * edge;
  const [back1, back2] = [(-2 * cosine) / scale, (1 - alpha) / scale];
  let [in1, in2, out1, out2] = [0, 0, 0, 0];
  return pcm.map((sample) => {
    const out = edge * sample + middle * in1 + edge * in2 - back1 * out1 - back2 * out2;
    [in2, in1, out2, out1] = [in1, sample, out1, out];
    return out;
  });
}

/** Faster and higher (rate above 1) or slower and lower, by cubic interpolation. */
export function atSpeed(pcm: Float32Array, rate: number): Float32Array {
  return Float32Array.from({ length: Math.floor(pcm.length / rate) }, (_, index) => {
    const at = Math.floor(index * rate);
    const part = index * rate - at;
    const [a = 0, b = 0, c = 0, d = 0] = [pcm[at - 1], pcm[at], pcm[at + 1], pcm[at + 2]];
    const curve = 2 * a - 5 * b + 4 * c - d + part * (3 * (b - c) + d - a);
    return b + 0.5 * part * (c - a + part * curve);
  });
}

/** A piece of `seconds` from anywhere; all of what is shorter. */
export function cropped(pcm: Float32Array, seconds: number, random: Random): Float32Array {
  const length = Math.floor(seconds * SAMPLE_RATE);
  const from = random.below(Math.max(1, pcm.length - length));
  return pcm.slice(from, from + length);
}

function rootMeanSquare(pcm: Float32Array): number {
  return Math.sqrt(pcm.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, pcm.length));
}
