import { readFileSync } from "node:fs";
import { mkdir, statfs } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Redis } from "ioredis";
import pg from "pg";
import { launchScripts } from "@/cli/launch-scripts";
import { listModels } from "@/lib/models/registry";
import { localEnv } from "@/lib/platform/env";
import { findFfmpeg } from "@/lib/speech/ffmpeg";

/** Below this a meeting's recordings and the database may not fit for long. */
const DISK_MIN_BYTES = 2 * 1024 ** 3;
const CONNECT_MS = 10_000;

/** Settings people may look at, and those of which only their presence is told. */
const PLAIN = [
  ...["PARLEY_URL", "PORT", "HOST", "PARLEY_DATA", "LOG_LEVEL", "NODE_ENV", "SPEECH_ENGINE"],
  ...["SPEECH_MODEL", "MODELS_DIR", "GROQ_BASE_URL", "PUSHER_HOST", "PUSHER_PORT"],
  ...["PUSHER_CLUSTER", "MESH_CAPACITY", "INFERENCE_THREADS", "EMBEDDING_MODEL"],
];
const ADDRESSES = ["DATABASE_URL", "REDIS_URL"];
const SECRET = [
  ...["PARLEY_SECRET", "GROQ_API_KEY", "PUSHER_APP_ID", "PUSHER_KEY", "PUSHER_SECRET"],
  "ICE_SERVERS",
];

/** What this machine has and what it lacks. Services are started for the look if none run. */
export async function examine() {
  const problems: string[] = [];
  const attempt = async <T>(look: () => Promise<T>): Promise<T | null> => {
    try {
      return await look();
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
      return null;
    }
  };
  const dataDir = path.resolve(localEnv().PARLEY_DATA);
  const settings = settingsInUse();
  const ffmpeg = await attempt(findFfmpeg);
  const disk = await attempt(() => diskOf(dataDir));
  if (disk && disk.freeBytes < DISK_MIN_BYTES)
    problems.push(`Only ${Math.floor(disk.freeBytes / 1024 ** 2)} MB are free in ${dataDir}.`);
  const models = await listModels({
    locations: { dataDir, modelsDir: localEnv().MODELS_DIR },
  });
  for (const model of models.filter(({ required, hashOk }) => required && !hashOk))
    problems.push(
      model.present
        ? `The files of ${model.title} are not the ones they should be: install the dependencies again.`
        : `${model.title} is missing: install the dependencies with \`npm ci\`.`,
    );
  const services = await attempt(servicesOf);
  return {
    parley: versionOfParley(),
    node: process.versions.node,
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    cpus: os.cpus().length,
    memoryBytes: os.totalmem(),
    ffmpeg,
    postgres: services?.postgres ?? null,
    redis: services?.redis ?? null,
    disk,
    models,
    settings,
    problems,
  };
}

function versionOfParley(): string {
  const file = new URL("../package.json", import.meta.url);
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string };
  return version;
}

async function diskOf(folder: string) {
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const { bavail, bsize, blocks } = await statfs(folder);
  return { folder, freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

async function servicesOf() {
  const { ensureServices } = await launchScripts();
  const services = await ensureServices({ quiet: true, migrate: false });
  try {
    return {
      postgres: await postgresVersions(services.env.DATABASE_URL),
      redis: await redisVersion(services.env.REDIS_URL),
    };
  } finally {
    await services.stop();
  }
}

async function postgresVersions(url: string) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  await client.connect();
  try {
    const { rows } = await client.query<{ version: string; pgvector: string | null }>(
      `SELECT current_setting('server_version') AS version,
              (SELECT default_version FROM pg_available_extensions WHERE name = 'vector') AS pgvector`,
    );
    return { ...rows[0], address: withoutPassword(url) };
  } finally {
    await client.end();
  }
}

async function redisVersion(url: string) {
  const client = new Redis(url, { lazyConnect: true, connectTimeout: CONNECT_MS });
  await client.connect();
  try {
    const version = /redis_version:(\S+)/.exec(await client.info("server"))?.[1] ?? null;
    return { version, address: withoutPassword(url) };
  } finally {
    client.disconnect();
  }
}

function settingsInUse(): Record<string, string | boolean> {
  const { env } = process;
  const given = (name: string) => env[name] !== undefined && env[name] !== "";
  return Object.fromEntries([
    ...PLAIN.filter(given).map((name) => [name, env[name]]),
    ...ADDRESSES.filter(given).map((name) => [name, withoutPassword(env[name] ?? "")]),
    // Only whether it is set.
    ...SECRET.filter(given).map((name) => [name, true]),
  ]);
}

function withoutPassword(address: string): string {
  if (!URL.canParse(address)) return "not an address";
  const url = new URL(address);
  if (url.password) url.password = "***";
  return url.href;
}
