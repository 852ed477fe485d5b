import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { dataPath } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";

/** Where files live. Keys are slash-separated, made by the server, never by a client. */
export interface Storage {
  put(key: string, bytes: Uint8Array): Promise<void>;
  get(key: string): Promise<Buffer>;
  stream(key: string): Promise<Readable>;
  /** Removes a key, or everything below it. */
  remove(prefix: string): Promise<void>;
  /** Sum of all bytes. */
  size(): Promise<number>;
}

const KEY = /^[\w-]+(\/[\w.-]+)*$/;

class FolderStorage implements Storage {
  constructor(private readonly root: string) {}

  private resolve(key: string): string {
    if (!KEY.test(key) || key.includes("..")) throw new Error(`bad storage key: ${key}`);
    return path.join(this.root, key);
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const target = this.resolve(key);
    // Written aside and renamed: a reader never sees half a file, a crash leaves the old one.
    const partial = `${target}.${randomUUID()}.part`;
    try {
      await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
      await writeFile(partial, bytes, { mode: 0o600 });
      await rename(partial, target);
    } catch (error) {
      await rm(partial, { force: true });
      if ((error as NodeJS.ErrnoException).code === "ENOSPC")
        throw new AppError(
          "unavailable",
          "The server's disk is full. Please tell its administrator.",
          {
            cause: error,
            retryAfterSeconds: 30,
          },
        );
      throw error;
    }
  }

  get(key: string): Promise<Buffer> {
    return readFile(this.resolve(key));
  }

  async stream(key: string): Promise<Readable> {
    return createReadStream(this.resolve(key));
  }

  async remove(prefix: string): Promise<void> {
    await rm(this.resolve(prefix), { recursive: true, force: true });
  }

  async size(): Promise<number> {
    let sum = 0;
    const entries = await readdir(this.root, { recursive: true, withFileTypes: true }).catch(
      () => [],
    );
    for (const entry of entries) {
      if (entry.isFile())
        sum += await stat(path.join(entry.parentPath, entry.name)).then(
          (s) => s.size,
          () => 0,
        );
    }
    return sum;
  }
}

let opened: Storage | undefined;

/** The instance's storage: a folder inside the data folder. */
export function storage(): Storage {
  opened ??= new FolderStorage(dataPath("storage"));
  return opened;
}
