import { execFile } from "node:child_process";
import { chmod } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { promisify } from "node:util";
import { AudioError } from "@/lib/speech/errors";

const run = promisify(execFile);
const VERSION_TIMEOUT_MS = 10_000;

export interface Ffmpeg {
  path: string;
  /** Words for a log or `doctor`: "ffmpeg-static", "@ffmpeg-installer/ffmpeg", "the system". */
  source: string;
  /** First line of `ffmpeg -version`. */
  version: string;
}

let found: Promise<Ffmpeg> | undefined;

/**
 * The ffmpeg to use: ffmpeg-static, else @ffmpeg-installer/ffmpeg, else the system's; the first
 * that really runs. Looked for once per process.
 *
 * @throws {AudioError} no-decoder
 */
export function findFfmpeg(): Promise<Ffmpeg> {
  found ??= search().catch((error: unknown) => {
    found = undefined;
    throw error;
  });
  return found;
}

async function search(): Promise<Ffmpeg> {
  const candidates = [
    { source: "ffmpeg-static", path: await fromFfmpegStatic() },
    { source: "@ffmpeg-installer/ffmpeg", path: await fromFfmpegInstaller() },
    { source: "the system", path: "ffmpeg" },
  ];
  for (const { source, path } of candidates) {
    const version = path && (await versionOf(path));
    if (version) return { path, source, version };
  }
  throw new AudioError(
    "no-decoder",
    "No ffmpeg runs on this machine, so audio cannot be decoded: run `npm install @ffmpeg-installer/ffmpeg` or install ffmpeg.",
  );
}

async function fromFfmpegStatic(): Promise<string | null> {
  const module: { default?: unknown } | null = await import("ffmpeg-static").catch(() => null);
  return typeof module?.default === "string" ? module.default : null;
}

async function fromFfmpegInstaller(): Promise<string | null> {
  const module = await import("@ffmpeg-installer/ffmpeg").catch(() => null);
  return module?.default.path ?? null;
}

async function versionOf(path: string): Promise<string | null> {
  const version = await askVersion(path);
  if (version || !isAbsolute(path)) return version;
  // Packages installed without their scripts may have lost the executable bit.
  await chmod(path, 0o755).catch(() => undefined);
  return askVersion(path);
}

async function askVersion(path: string): Promise<string | null> {
  const result = await run(path, ["-version"], { timeout: VERSION_TIMEOUT_MS }).catch(() => null);
  return result?.stdout.split("\n")[0]?.trim() || null;
}
