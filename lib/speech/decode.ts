import { type ChildProcessByStdio, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { AudioError } from "@/lib/speech/errors";
import { findFfmpeg } from "@/lib/speech/ffmpeg";
import { checkAudioFile } from "@/lib/speech/sniff";

/** Everything downstream works on this rate, mono, float32 in -1..1. */
export const SAMPLE_RATE = 16_000;

const BYTES_PER_SAMPLE = Float32Array.BYTES_PER_ELEMENT;
/** Longest recording taken, seconds. */
const DEFAULT_MAX_SECONDS = 6 * 3600;
const DEFAULT_MAX_BYTES = 4 * 1024 ** 3;
/** ffmpeg decodes about a thousand times faster than real time; silence this long is a hang. */
const DEFAULT_STALL_MS = 30_000;
/**
 * A part that begins later than this is jumped to before decoding, and a little short of it: files
 * of live recorders have no index to jump by, but they are short.
 */
const JUMP_FROM_SECONDS = 120;
const JUMP_SHORT_BY_SECONDS = 30;
/** What is kept of ffmpeg's own words. */
const STDERR_TAIL = 16_384;

export interface DecodeOptions {
  /** A path, or the file's bytes. */
  source: string | Uint8Array;
  /** What error messages call it; the path's last part by default. */
  name?: string;
  maxSeconds?: number;
  maxBytes?: number;
  /** Given up when ffmpeg produces nothing for this long while samples are wanted. */
  stallMs?: number;
  /** Only a part of the file: from here on, seconds. */
  fromSeconds?: number;
  /** How much of it, seconds; to the end by default. */
  forSeconds?: number;
  signal?: AbortSignal | undefined;
}

export interface DecodeSummary {
  seconds: number;
  /** CPU seconds ffmpeg took; 0 when it did not say. */
  cpuSeconds: number;
  /** Parts of the file could not be read and were left out. */
  damaged: boolean;
}

/**
 * Decodes any accepted file to 16 kHz mono, as a stream of blocks in order. Memory does not grow
 * with the file's length. Gaps in the file's own timestamps become silence, so times stay true.
 * Leaving the loop early stops ffmpeg.
 *
 * @returns (as the generator's return value) how much was decoded
 * @throws {AudioError} whatever is wrong with the file
 * @throws the signal's reason when aborted
 */
export async function* decodeAudio(
  options: DecodeOptions,
): AsyncGenerator<Float32Array, DecodeSummary, void> {
  const { source, maxBytes = DEFAULT_MAX_BYTES } = options;
  if (typeof source === "string") {
    await checkAudioFile({ file: source, maxBytes, ...(options.name && { name: options.name }) });
    return yield* decodeFile({ ...options, source });
  }
  // Through a file, because MP4 needs seeking and pipes cannot.
  const name = options.name ?? "The recording";
  const file = path.join(os.tmpdir(), `parley-${randomUUID()}`);
  try {
    await writeFile(file, source, { mode: 0o600 });
    await checkAudioFile({ file, maxBytes, name });
    return yield* decodeFile({ ...options, name, source: file });
  } finally {
    await rm(file, { force: true });
  }
}

/**
 * Decodes a short recording whole, such as one clip.
 *
 * @throws as {@link decodeAudio}
 */
export async function decodeWhole(
  options: DecodeOptions,
): Promise<DecodeSummary & { pcm: Float32Array }> {
  const blocks: Float32Array[] = [];
  const stream = decodeAudio(options);
  let next = await stream.next();
  while (!next.done) {
    blocks.push(next.value);
    next = await stream.next();
  }
  return { ...next.value, pcm: concatenate(blocks) };
}

/** Joins blocks of samples into one. */
export function concatenate(blocks: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let offset = 0;
  for (const block of blocks) {
    joined.set(block, offset);
    offset += block.length;
  }
  return joined;
}

async function* decodeFile({
  source,
  name = path.basename(source),
  maxSeconds = DEFAULT_MAX_SECONDS,
  stallMs = DEFAULT_STALL_MS,
  fromSeconds = 0,
  forSeconds,
  signal,
}: DecodeOptions & { source: string }): AsyncGenerator<Float32Array, DecodeSummary, void> {
  const ffmpeg = await findFfmpeg();
  signal?.throwIfAborted();
  const child = spawn(ffmpeg.path, ffmpegArguments({ file: source, fromSeconds, forSeconds }), {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const outcome = watch(child);
  const stop = () => void child.kill("SIGKILL");
  signal?.addEventListener("abort", stop, { once: true });
  let samples = 0;
  try {
    for await (const block of sampleBlocks({ stdout: child.stdout, stallMs, name })) {
      samples += block.length;
      if (samples > maxSeconds * SAMPLE_RATE) {
        const limit = Math.round(maxSeconds / 60);
        throw new AudioError(
          "too-long",
          `${name} is longer than ${limit} minutes, the most allowed.`,
        );
      }
      yield block;
    }
    const { code, log, startError } = await outcome;
    signal?.throwIfAborted();
    if (startError) {
      const sentence = "The audio decoder could not be started.";
      throw new AudioError("no-decoder", sentence, { cause: startError });
    }
    if (samples === 0) throw nothingDecoded({ name, log });
    const damaged = code !== 0 || /^\[error\]|\] \[error\]/m.test(log);
    return { seconds: samples / SAMPLE_RATE, cpuSeconds: cpuSecondsOf(log), damaged };
  } finally {
    signal?.removeEventListener("abort", stop);
    stop();
  }
}

function ffmpegArguments({
  file,
  fromSeconds,
  forSeconds,
}: {
  file: string;
  fromSeconds: number;
  forSeconds: number | undefined;
}): string[] {
  const jump = fromSeconds > JUMP_FROM_SECONDS ? fromSeconds - JUMP_SHORT_BY_SECONDS : 0;
  const skip = fromSeconds - jump;
  return [
    ...["-nostdin", "-hide_banner", "-nostats", "-benchmark", "-loglevel", "level+info"],
    // Only local files, so that nothing inside a file can make ffmpeg open an address.
    ...["-protocol_whitelist", "file,pipe", "-threads", "1"],
    ...(jump > 0 ? ["-ss", jump.toFixed(3)] : []),
    ...["-i", `file:${file}`],
    ...["-map", "0:a:0", "-vn", "-sn", "-dn", "-ac", "1", "-ar", String(SAMPLE_RATE)],
    // Fills holes in the timestamps (Opus DTX, a paused recorder) and a late start with silence.
    ...["-af", "aresample=async=1:first_pts=0"],
    ...(skip > 0 ? ["-ss", skip.toFixed(3)] : []),
    ...(forSeconds === undefined ? [] : ["-t", forSeconds.toFixed(3)]),
    ...["-f", "f32le", "pipe:1"],
  ];
}

interface Outcome {
  code: number | null;
  log: string;
  startError?: Error;
}

function watch(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Outcome> {
  let log = "";
  child.stderr.setEncoding("utf8");
  child.stderr.on("data", (text: string) => {
    log = (log + text).slice(-STDERR_TAIL);
  });
  return new Promise((resolve) => {
    child.once("error", (startError) => resolve({ code: null, log, startError }));
    child.once("close", (code) => resolve({ code, log }));
  });
}

/** Samples as they come out of the pipe, whatever way it cuts the bytes. */
async function* sampleBlocks({
  stdout,
  stallMs,
  name,
}: {
  stdout: Readable;
  stallMs: number;
  name: string;
}): AsyncGenerator<Float32Array, void, void> {
  const chunks = stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Buffer = Buffer.alloc(0);
  for (;;) {
    const next = await within(chunks.next(), stallMs, () => {
      stdout.destroy();
      return new AudioError("timed-out", `${name} could not be decoded in time.`);
    });
    if (next.done) return;
    const bytes = rest.length > 0 ? Buffer.concat([rest, next.value]) : next.value;
    const whole = bytes.length - (bytes.length % BYTES_PER_SAMPLE);
    // Copied: a Float32Array needs an aligned buffer of its own.
    const block = new Float32Array(whole / BYTES_PER_SAMPLE);
    new Uint8Array(block.buffer).set(bytes.subarray(0, whole));
    rest = bytes.subarray(whole);
    if (block.length > 0) yield block;
  }
}

async function within<T>(work: Promise<T>, limitMs: number, onTimeout: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(onTimeout()), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

function nothingDecoded({ name, log }: { name: string; log: string }): AudioError {
  if (/matches no streams|does not contain any stream/i.test(log)) {
    return new AudioError("no-audio", `${name} has no sound track.`);
  }
  const damaged = /\[(error|fatal)\]/.test(log);
  return damaged
    ? new AudioError("corrupt", `${name} is damaged and could not be decoded.`)
    : new AudioError("no-audio", `${name} holds no sound at all.`);
}

function cpuSecondsOf(log: string): number {
  const match = /utime=([\d.]+)s(?: stime=([\d.]+)s)?/.exec(log);
  return Number(match?.[1] ?? 0) + Number(match?.[2] ?? 0);
}
