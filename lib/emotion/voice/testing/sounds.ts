import { Random } from "@/lib/emotion/voice/training/random";

/** Sounds that are no speech, 16 kHz mono, made anew from a seed. */

const SAMPLE_RATE = 16_000;

type Maker = (length: number, random: Random) => Float32Array;

const sine = (frequency: number, index: number) =>
  Math.sin((2 * Math.PI * frequency * index) / SAMPLE_RATE);

function harmonics(frequency: number, index: number, count: number): number {
  let sample = 0;
  for (let at = 1; at <= count; at += 1) sample += sine(frequency * at, index) / at ** 1.5;
  return sample;
}

/** Notes one after the other; `chords` sounds several at once. */
function notes(length: number, random: Random, chords: readonly number[]): Float32Array {
  const note = Math.floor(random.between(0.15, 0.6) * SAMPLE_RATE);
  let pitch = 0;
  return Float32Array.from({ length }, (_, index) => {
    if (index % note === 0) pitch = 110 * 2 ** (random.below(30) / 12);
    const decay = 0.2 + 0.8 * Math.exp(-(index % note) / 6000);
    const sound = chords.reduce(
      (sum, step) => sum + harmonics(pitch * 2 ** (step / 12), index, 5),
      0,
    );
    return sound * decay + 0.005 * random.gaussian();
  });
}

const MAKERS = {
  white: (length, random) => Float32Array.from({ length }, () => random.gaussian()),
  brown: (length, random) => {
    let level = 0;
    return Float32Array.from({ length }, () => {
      level = 0.98 * level + random.gaussian();
      return level;
    });
  },
  hum: (length, random) =>
    Float32Array.from({ length }, (_, at) => harmonics(50, at, 6) + 0.2 * random.gaussian()),
  tone: (length, random) => {
    const frequency = random.between(150, 2500);
    return Float32Array.from({ length }, (_, at) => sine(frequency, at));
  },
  melody: (length, random) => notes(length, random, [0]),
  chords: (length, random) => notes(length, random, [0, 4, 7, 12]),
  drums: (length, random) => {
    const beat = Math.floor(random.between(0.2, 0.5) * SAMPLE_RATE);
    return Float32Array.from({ length }, (_, index) => {
      const seconds = (index % beat) / SAMPLE_RATE;
      const isKick = Math.floor(index / beat) % 2 === 0;
      const kick = Math.sin(2 * Math.PI * (50 + 100 * Math.exp(-seconds * 30)) * seconds);
      return isKick ? kick * Math.exp(-seconds * 12) : random.gaussian() * Math.exp(-seconds * 35);
    });
  },
  keyboard: (length, random) => {
    const beat = Math.floor(random.between(0.1, 0.3) * SAMPLE_RATE);
    return Float32Array.from(
      { length },
      (_, index) => random.gaussian() * (Math.exp(-(index % beat) / 120) + 0.002),
    );
  },
  siren: (length, random) => {
    const rate = random.between(0.3, 3);
    let phase = 0;
    return Float32Array.from({ length }, (_, index) => {
      phase += (2 * Math.PI * (700 + 400 * sine(rate, index))) / SAMPLE_RATE;
      return Math.sin(phase) + 0.3 * Math.sin(2 * phase);
    });
  },
} satisfies Record<string, Maker>;

export type Sound = keyof typeof MAKERS;
export const SOUNDS = Object.keys(MAKERS) as Sound[];

/** @param level root mean square in dBFS */
export function makeSound(
  sound: Sound,
  { seconds, seed = 1, level = -25 }: { seconds: number; seed?: number; level?: number },
): Float32Array {
  const pcm = MAKERS[sound](Math.round(seconds * SAMPLE_RATE), new Random(seed, sound));
  const power = pcm.reduce((sum, sample) => sum + sample * sample, 0) / pcm.length;
  const gain = 10 ** (level / 20) / Math.sqrt(power + 1e-12);
  return pcm.map((sample) => sample * gain);
}
