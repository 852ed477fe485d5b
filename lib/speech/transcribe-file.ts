import { type DecodeSummary, decodeAudio } from "@/lib/speech/decode";
import type { SpeechEngine, TranscribeOptions } from "@/lib/speech/engine";

/** What is said in a file. Times are seconds from the file's start. */
export interface FileTranscript {
  file: string;
  durationSeconds: number;
  text: string;
  segments: {
    start: number;
    end: number;
    text: string;
    /** 0..1 */
    confidence: number;
    /** What the words say by themselves; null when nobody was asked. */
    emotion: string | null;
  }[];
  engine: string;
  wallSeconds: number;
  /** This process, its threads and ffmpeg together. */
  cpuSeconds: number;
}

/**
 * Transcribes a file of any accepted format, whatever its length, in bounded memory.
 *
 * @throws {AudioError} the file cannot be read
 * @throws as `SpeechEngine.transcribe`
 */
export async function transcribeFile({
  file,
  engine,
  readWords,
  ...options
}: {
  file: string;
  engine: SpeechEngine;
  /** The emotion of lines, in order; its time is not counted. */
  readWords?: (texts: string[]) => Promise<{ emotion: string }[]>;
} & TranscribeOptions): Promise<FileTranscript> {
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const decoding = decodeAudio({ source: file, signal: options.signal });
  let summary: DecodeSummary = { seconds: 0, cpuSeconds: 0, damaged: false };
  async function* audio() {
    summary = yield* decoding;
  }
  const segments = await engine.transcribe(audio(), options);
  const { user, system } = process.cpuUsage(cpuBefore);
  const wallMs = performance.now() - startedAt;
  const words = await readWords?.(segments.map(({ text }) => text));
  return {
    file,
    durationSeconds: rounded(summary.seconds),
    text: segments.map((segment) => segment.text).join(" "),
    segments: segments.map(({ startMs, endMs, text, confidence }, index) => ({
      start: rounded(startMs / 1000),
      end: rounded(endMs / 1000),
      text,
      confidence,
      emotion: words?.[index]?.emotion ?? null,
    })),
    engine: engine.id,
    wallSeconds: rounded(wallMs / 1000),
    cpuSeconds: rounded((user + system) / 1e6 + summary.cpuSeconds),
  };
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
