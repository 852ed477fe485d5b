import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import ffmpeg from "@ffmpeg-installer/ffmpeg";

const RATE = 48_000;

/** A stretch of the fake microphone: bursts of tone, or silence, so many seconds long. */
export type Stretch = { kind: "bursts" | "silence"; seconds: number };

export const BURST_EVERY_SECONDS = 0.5;
const BURST_SECONDS = 0.2;
const BURST_HZ = 440;
const BURST_AMPLITUDE = 0.4;

/** Writes a mono 16-bit WAV. */
export const writeSound = async (path: string, stretches: readonly Stretch[]): Promise<void> => {
  const samples: number[] = [];
  for (const { kind, seconds } of stretches) {
    for (let i = 0; i < seconds * RATE; i += 1) {
      const inBurst = (i / RATE) % BURST_EVERY_SECONDS < BURST_SECONDS;
      const loud = kind === "bursts" && inBurst ? BURST_AMPLITUDE : 0;
      samples.push(loud * Math.sin((2 * Math.PI * BURST_HZ * i) / RATE));
    }
  }
  const wav = Buffer.alloc(44 + samples.length * 2);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(36 + samples.length * 2, 4);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(RATE * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write("data", 36);
  wav.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((sample, index) => {
    wav.writeInt16LE(Math.round(sample * 32_767), 44 + index * 2);
  });
  await writeFile(path, wav);
};

/** Decodes any audio file to mono float samples at 48 kHz. */
export const decode = async (path: string): Promise<Float32Array> => {
  const { stdout } = await promisify(execFile)(
    ffmpeg.path,
    ["-v", "error", "-i", path, "-f", "f32le", "-ac", "1", "-ar", String(RATE), "pipe:1"],
    { encoding: "buffer", maxBuffer: 256 * 1024 * 1024 },
  );
  return new Float32Array(stdout.buffer, stdout.byteOffset, Math.floor(stdout.byteLength / 4));
};

export const durationMs = (samples: Float32Array): number => (samples.length / RATE) * 1000;

/** Where bursts begin, milliseconds from the start: loud after at least 50 ms of quiet. */
export const burstOnsets = (samples: Float32Array): number[] => {
  const onsets: number[] = [];
  let quiet = RATE;
  samples.forEach((sample, index) => {
    if (Math.abs(sample) < 0.05) {
      quiet += 1;
      return;
    }
    if (quiet >= RATE * 0.05) onsets.push((index / RATE) * 1000);
    quiet = 0;
  });
  return onsets;
};
