import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

const SUFFIX = ".onnx";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/**
 * An ONNX file made out of a published model: from the cache, or made now and kept. The cached file
 * carries its own SHA-256 in its name: one that was cut or changed is not used, and made again.
 *
 * @param name of what is made, with the version of its maker: "use-lite-en.v1"
 */
export async function cachedOnnx({
  name,
  directory,
  make,
}: {
  name: string;
  directory: string;
  make: () => Promise<Uint8Array>;
}): Promise<Uint8Array> {
  const cached = await readCached(name, directory);
  if (cached) return cached;
  const bytes = await make();
  await keep(name, directory, bytes);
  return bytes;
}

async function readCached(name: string, directory: string): Promise<Uint8Array | null> {
  const files = await readdir(directory).catch(() => []);
  for (const file of files) {
    if (!file.startsWith(`${name}.`) || !file.endsWith(SUFFIX)) continue;
    const bytes = await readFile(path.join(directory, file)).catch(() => null);
    if (bytes && file === `${name}.${sha256(bytes)}${SUFFIX}`) return bytes;
    await rm(path.join(directory, file), { force: true }).catch(() => undefined);
  }
  return null;
}

async function keep(name: string, directory: string, bytes: Uint8Array): Promise<void> {
  const target = path.join(directory, `${name}.${sha256(bytes)}${SUFFIX}`);
  const partial = `${target}.${randomUUID()}`;
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(partial, bytes);
    await rename(partial, target);
  } catch {
    // A read-only or full data folder only means that the model is made again next time.
    await rm(partial, { force: true }).catch(() => undefined);
  }
}
