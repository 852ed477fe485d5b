import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { decodeWhole, SAMPLE_RATE } from "@/lib/speech/decode";

const FOLDER = path.resolve("tests/fixtures/speech");

const reference = z.array(
  z.object({
    file: z.string(),
    voice: z.enum(["rms", "slt", "awb"]),
    text: z.string(),
    durationMs: z.number(),
    speechStartMs: z.number(),
    speechEndMs: z.number(),
  }),
);
export type SpokenFixture = z.infer<typeof reference>[number];

/** Our own sentences read by three synthetic voices, with their exact texts. */
export async function spokenFixtures(): Promise<SpokenFixture[]> {
  const text = await readFile(path.join(FOLDER, "reference.json"), "utf8");
  return reference.parse(JSON.parse(text));
}

export const fixturePath = ({ file }: SpokenFixture): string => path.join(FOLDER, file);

export async function fixturePcm(fixture: SpokenFixture): Promise<Float32Array> {
  return (await decodeWhole({ source: fixturePath(fixture) })).pcm;
}

export function samples(ms: number): number {
  return Math.round((ms * SAMPLE_RATE) / 1000);
}

export const quiet = (ms: number): Float32Array => new Float32Array(samples(ms));

/** Repeatable noise between -level and level (mulberry32). */
export function noise({ ms, level, seed = 7 }: { ms: number; level: number; seed?: number }) {
  let state = seed;
  return Float32Array.from({ length: samples(ms) }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1) * level;
  });
}
