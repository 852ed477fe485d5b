import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { CONVERTER_VERSION } from "@/lib/models/use-lite/convert";
import type { UseLiteEncoder } from "@/lib/models/use-lite/encoder";

export interface EncodedTexts {
  tokenized: number[][];
  /** Inner features, a row per text. */
  features: Float32Array;
}

/** Texts between two words about how far it is. */
const PROGRESS_EVERY = 2048;

/**
 * What the encoder makes of the texts: 44,000 take about four minutes of one core.
 *
 * @param cache a folder where the result is kept for another training on the same texts
 */
export async function encodeTexts({
  texts,
  encoder,
  cache,
  progress,
}: {
  texts: readonly string[];
  encoder: UseLiteEncoder;
  cache?: string | undefined;
  progress: (line: string) => void;
}): Promise<EncodedTexts> {
  const tokenized = texts.map((text) => encoder.tokenize(text));
  const key = createHash("sha256")
    .update(JSON.stringify([CONVERTER_VERSION, texts]))
    .digest("hex");
  const file = cache === undefined ? null : path.join(cache, `features-${key.slice(0, 16)}.f32`);
  const kept = file === null ? null : await readFile(file).catch(() => null);
  if (kept) return { tokenized, features: new Float32Array(new Uint8Array(kept).buffer) };

  const parts: Float32Array[] = [];
  for (let start = 0; start < tokenized.length; start += PROGRESS_EVERY) {
    const part = tokenized.slice(start, start + PROGRESS_EVERY);
    parts.push(await encoder.encode({ tokenized: part, output: "inner_features" }));
    progress(`${start + part.length} of ${texts.length} texts encoded`);
  }
  const features = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    features.set(part, offset);
    offset += part.length;
  }
  if (file !== null && cache !== undefined) {
    await mkdir(cache, { recursive: true });
    await writeFile(file, new Uint8Array(features.buffer));
  }
  return { tokenized, features };
}
