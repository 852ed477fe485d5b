import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

const SUFFIX = ".onnx";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

export interface Conversion {
  /** The model's id. */
  id: string;
  /** Raised whenever the converted file changes, so that a cached one is made again. */
  version: number;
  cacheDirectory: string;
  /** Makes the ONNX file out of the published, verified files. */
  convert(): Promise<Uint8Array>;
}

/**
 * A model converted to ONNX, from the cache or made now (a fraction of a second). The cached file
 * carries its own SHA-256 in its name: one that was cut or changed is not used, and made again.
 */
export async function convertedModel(conversion: Conversion): Promise<Uint8Array> {
  const { id, version, cacheDirectory, convert } = conversion;
  const prefix = `${id}.v${version}.`;
  const cached = await readCached(cacheDirectory, prefix);
  if (cached) return cached;
  const bytes = await convert();
  await keep({ directory: cacheDirectory, prefix, bytes });
  return bytes;
}

async function readCached(directory: string, prefix: string): Promise<Uint8Array | null> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(prefix) || !name.endsWith(SUFFIX)) continue;
    const bytes = await readFile(path.join(directory, name)).catch(() => null);
    if (bytes && name === `${prefix}${sha256(bytes)}${SUFFIX}`) return bytes;
    await rm(path.join(directory, name), { force: true }).catch(() => undefined);
  }
  return null;
}

async function keep({
  directory,
  prefix,
  bytes,
}: {
  directory: string;
  prefix: string;
  bytes: Uint8Array;
}): Promise<void> {
  const target = path.join(directory, `${prefix}${sha256(bytes)}${SUFFIX}`);
  const partial = `${target}.${randomUUID()}`;
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(partial, bytes);
    await rename(partial, target);
  } catch {
    // A read-only or full data folder only means that the model is converted again next time.
    await rm(partial, { force: true }).catch(() => undefined);
  }
}
