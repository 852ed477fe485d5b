import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { editionsOf, type ModelDefinition, type ModelSource } from "@/lib/models/catalogue";
import { ModelCorruptError, ModelDownloadError } from "@/lib/models/errors";
import { sha256OfFile } from "@/lib/models/verify";

/** A silent hub was still pending after 45 s when measured, so every file has its own limit. */
const FILE_TIMEOUT_MS = 10 * 60_000;
const CONNECT_TIMEOUT_MS = 15_000;

/**
 * Fetches a model's files from its hub into `directory`; each appears under its name only after its
 * hash was checked.
 *
 * @throws {ModelDownloadError} the hub cannot be reached, is silent, or refuses
 * @throws {ModelCorruptError} the hub gave other bytes than declared
 */
export async function downloadModel({
  definition,
  hub,
  directory,
  hubUrl = "https://huggingface.co",
  connectTimeoutMs = CONNECT_TIMEOUT_MS,
  signal,
}: {
  definition: ModelDefinition;
  hub: Extract<ModelSource, { kind: "hub" }>;
  directory: string;
  hubUrl?: string | undefined;
  /** How long a hub may say nothing. */
  connectTimeoutMs?: number | undefined;
  signal?: AbortSignal | undefined;
}): Promise<void> {
  for (const file of definition.files) {
    const target = path.join(directory, file.name);
    const partial = `${target}.${process.pid}.part`;
    await mkdir(path.dirname(target), { recursive: true });
    try {
      const url = `${hubUrl}/${hub.repository}/resolve/${hub.revision}/${file.name}`;
      await fetchTo({ url, target: partial, title: definition.title, connectTimeoutMs, signal });
      const sha256 = await sha256OfFile(partial);
      if (!editionsOf(file).some((edition) => edition.sha256 === sha256)) {
        const source = `hub ${hub.repository}`;
        throw new ModelCorruptError({ title: definition.title, source, file: file.name });
      }
      await rename(partial, target);
    } finally {
      await rm(partial, { force: true });
    }
  }
}

async function fetchTo({
  url,
  target,
  title,
  connectTimeoutMs,
  signal,
}: {
  url: string;
  target: string;
  title: string;
  connectTimeoutMs: number;
  signal?: AbortSignal | undefined;
}): Promise<void> {
  const controller = new AbortController();
  const abort = () => controller.abort(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  let timer = setTimeout(() => controller.abort(), connectTimeoutMs);
  try {
    const response = await fetch(url, { signal: controller.signal });
    clearTimeout(timer);
    timer = setTimeout(() => controller.abort(), FILE_TIMEOUT_MS);
    if (!response.ok || !response.body) {
      throw new ModelDownloadError({ title, reason: `the hub answered ${response.status}` });
    }
    await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(target), {
      signal: controller.signal,
    });
  } catch (error) {
    if (error instanceof ModelDownloadError) throw error;
    signal?.throwIfAborted();
    const reason = controller.signal.aborted ? "the hub was silent" : "the hub was not reached";
    throw new ModelDownloadError({ title, reason, cause: error });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}
