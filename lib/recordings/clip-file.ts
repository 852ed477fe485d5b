import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { storage } from "@/lib/platform/storage";

/** A clip as its audio is found: its times (epoch milliseconds) and its slices in order. */
export interface StoredClip {
  startedAtMs: bigint;
  endedAtMs: bigint | null;
  slices: { storageKey: string }[];
}

/** Puts a clip's slices together in a temporary file for as long as `use` takes. */
export async function withClipFile<T>(
  clip: StoredClip,
  use: (file: string) => Promise<T>,
): Promise<T> {
  const file = path.join(os.tmpdir(), `parley-clip-${randomUUID()}`);
  try {
    for (const slice of clip.slices)
      await pipeline(
        await storage().stream(slice.storageKey),
        createWriteStream(file, { flags: "a", mode: 0o600 }),
      );
    return await use(file);
  } finally {
    await rm(file, { force: true });
  }
}
