import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { editionsOf, type ModelFile } from "@/lib/models/catalogue";

const checkedFile = z.object({ bytes: z.number(), mtimeMs: z.number(), sha256: z.string() });
const checkedFiles = z.record(z.string(), checkedFile);
type CheckedFiles = z.infer<typeof checkedFiles>;

export type FileState = "verified" | "missing" | "corrupt";

/** Lower-case hex SHA-256 of a file, read as a stream. */
export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/**
 * Checks files of one model in `directory` against their declared hashes. A file whose path, size
 * and modification time were seen before is not read again; the memory is `memoFile`.
 *
 * @returns the state of each file, by name
 */
export async function verifyFiles({
  directory,
  files,
  memoFile,
}: {
  directory: string;
  files: readonly ModelFile[];
  memoFile: string;
}): Promise<Record<string, FileState>> {
  const memo = await readMemo(memoFile);
  const fresh: CheckedFiles = {};
  const states: Record<string, FileState> = {};
  for (const file of files) {
    const location = path.join(directory, file.name);
    const info = await stat(location).catch(() => null);
    if (!info?.isFile()) {
      states[file.name] = "missing";
      continue;
    }
    if (!editionsOf(file).some((edition) => edition.bytes === info.size)) {
      states[file.name] = "corrupt";
      continue;
    }
    const known = memo[location];
    const unchanged = known && known.bytes === info.size && known.mtimeMs === info.mtimeMs;
    const sha256 = unchanged ? known.sha256 : await sha256OfFile(location);
    if (!unchanged) fresh[location] = { bytes: info.size, mtimeMs: info.mtimeMs, sha256 };
    const isKnown = editionsOf(file).some((edition) => edition.sha256 === sha256);
    states[file.name] = isKnown ? "verified" : "corrupt";
  }
  if (Object.keys(fresh).length > 0) await rememberChecked(memoFile, fresh);
  return states;
}

async function readMemo(memoFile: string): Promise<CheckedFiles> {
  const text = await readFile(memoFile, "utf8").catch(() => "{}");
  try {
    return checkedFiles.parse(JSON.parse(text));
  } catch {
    return {}; // a damaged memory costs one more check, nothing else
  }
}

async function rememberChecked(memoFile: string, fresh: CheckedFiles): Promise<void> {
  const merged = { ...(await readMemo(memoFile)), ...fresh };
  const partial = `${memoFile}.${randomUUID()}`;
  try {
    await mkdir(path.dirname(memoFile), { recursive: true });
    await writeFile(partial, `${JSON.stringify(merged, null, 1)}\n`);
    await rename(partial, memoFile);
  } catch {
    // A read-only data folder only means that hashes are computed again next time.
  }
}
