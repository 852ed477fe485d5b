import { readFileSync } from "node:fs";
import path from "node:path";
import { decodeWhole, SAMPLE_RATE } from "@/lib/speech/decode";
import { encodeWav } from "@/lib/speech/wav";

const FOLDER = path.join(import.meta.dirname, "../fixtures/meeting");

/** A line of the rehearsed meeting, ready to be played into a microphone. */
export interface Line {
  speaker: string;
  text: string;
  /** A WAV file's bytes. */
  wav: Buffer;
  durationMs: number;
  /** Silence before the first word inside the file, milliseconds. */
  leadMs: number;
}

/** Louder than this, a sample is speech and not the synthesiser's noise floor. */
const AUDIBLE = 0.02;

/** Reads the lines of tests/fixtures/meeting in order. */
export async function rehearsedLines(): Promise<Line[]> {
  const { lines } = JSON.parse(readFileSync(path.join(FOLDER, "script.json"), "utf8")) as {
    lines: { speaker: string; file: string; text: string }[];
  };
  const ready: Line[] = [];
  for (const { speaker, file, text } of lines) {
    const { pcm, seconds } = await decodeWhole({ source: path.join(FOLDER, file) });
    const first = pcm.findIndex((sample) => Math.abs(sample) > AUDIBLE);
    ready.push({
      speaker,
      text,
      wav: Buffer.from(encodeWav(pcm, SAMPLE_RATE)),
      durationMs: seconds * 1000,
      leadMs: (Math.max(0, first) / SAMPLE_RATE) * 1000,
    });
  }
  return ready;
}
