import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { CONVERTER_VERSION, convertUseLite } from "@/lib/models/use-lite/convert";
import { readTfjsWeights } from "@/lib/models/use-lite/weights";

const PREFIX = `use-lite-en.v${CONVERTER_VERSION}.`;
const SUFFIX = ".onnx";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/**
 * The ONNX model, from the cache or converted now (about 0.2 s). The cached file carries its own
 * SHA-256 in its name: one that was cut or changed is not used, and made again.
 *
 * @param file absolute path of one of the published model's (verified) files, by name
 */
export async function convertedUseLite({
  file,
  cacheDirectory,
}: {
  file: (name: string) => string;
  cacheDirectory: string;
}): Promise<Uint8Array> {
  const cached = await readCached(cacheDirectory);
  if (cached) return cached;
  const bytes = convertUseLite(await readTfjsWeights(file));
  await keep(cacheDirectory, bytes);
  return bytes;
}

async function readCached(directory: string): Promise<Uint8Array | null> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(PREFIX) || !name.endsWith(SUFFIX)) continue;
    const bytes = await readFile(path.join(directory, name)).catch(() => null);
    if (bytes && name === `${PREFIX}${sha256(bytes)}${SUFFIX}`) return bytes;
    await rm(path.join(directory, name), { force: true }).catch(() => undefined);
  }
  return null;
}

async function keep(directory: string, bytes: Uint8Array): Promise<void> {
  const target = path.join(directory, `${PREFIX}${sha256(bytes)}${SUFFIX}`);
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
