import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Redis } from "ioredis";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { requireRedis } from "./given-services.mjs";
import { isRunning } from "./processes.mjs";
import { loadSecrets } from "./secrets.mjs";
import { startServices } from "./services.mjs";
import { readSettings } from "./settings.mjs";
import { waitFor } from "./wait.mjs";
import { openWorkspace } from "./workspace.mjs";

const silent = { line: () => {}, step: (_label, work) => work(() => {}) };

/** Embedded services in a data folder, as a command starts them. */
async function open(dataFolder) {
  const { PATH, HOME, PARLEY_CACHE } = process.env;
  const env = { PATH, HOME, ...(PARLEY_CACHE && { PARLEY_CACHE }), PARLEY_DATA: dataFolder };
  const settings = readSettings({ env, dotEnvFile: null });
  const { workspace } = await openWorkspace({ settings, purpose: "command", report: () => {} });
  const { table, supervisor } = workspace;
  const secrets = loadSecrets(dataFolder);
  const services = await startServices({ settings, secrets, table, supervisor, progress: silent });
  const processOf = (name) => table.list().find((one) => one.name === name);
  return { ...workspace, ...services, processOf };
}

async function query(connectionString, sql) {
  const client = new pg.Client({ connectionString });
  client.on("error", () => {});
  try {
    await client.connect();
    return (await client.query(sql)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}

async function withRedis(url, work) {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  client.on("error", () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    client.disconnect();
  }
}

const succeeds = (work) =>
  work().then(
    () => true,
    () => false,
  );

describe("embedded services", () => {
  let dataFolder;
  let services;
  beforeAll(async () => {
    dataFolder = mkdtempSync(path.join(os.tmpdir(), "parley-services-"));
    // As in a real data folder: the user who runs Postgres may pass through.
    chmodSync(dataFolder, 0o711);
    services = await open(dataFolder);
  }, 120_000);
  afterAll(async () => {
    await services?.close();
    rmSync(dataFolder, { recursive: true, force: true });
  });

  test("are a Postgres with pgvector and Unicode text, and a Redis that evicts nothing", async () => {
    await query(services.databaseUrl, "CREATE EXTENSION IF NOT EXISTS vector");
    const [row] = await query(
      services.databaseUrl,
      "SELECT lower('ÉÄ') AS lower, '[1,2]'::vector <=> '[1,2]'::vector AS distance",
    );
    expect(row).toEqual({ lower: "éä", distance: 0 });
    const policy = await withRedis(services.redisUrl, (client) =>
      client.config("GET", "maxmemory-policy"),
    );
    expect(policy).toEqual(["maxmemory-policy", "noeviction"]);
  });

  test("let nobody in without the password", async () => {
    const withoutPassword = (address) => {
      const url = new URL(address);
      url.password = "wrong";
      return url.href;
    };
    await expect(query(withoutPassword(services.databaseUrl), "SELECT 1")).rejects.toMatchObject({
      code: "28P01",
    });
    await expect(requireRedis(withoutPassword(services.redisUrl))).rejects.toThrow(
      "does not accept the password",
    );
  });

  test("show their passwords neither to other users' ps nor in files others may read", async () => {
    const { postgresPassword, redisPassword } = loadSecrets(dataFolder);
    for (const name of ["postgres", "redis"]) {
      const { pid } = services.processOf(name);
      const words = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      expect(words).not.toContain(postgresPassword);
      expect(words).not.toContain(redisPassword);
    }
    expect(statSync(path.join(dataFolder, "redis", "redis.conf")).mode & 0o077).toBe(0);
    expect(statSync(path.join(dataFolder, "postgres")).mode & 0o077).toBe(0);
  });

  test("come back with their data after kill -9", async () => {
    await query(
      services.databaseUrl,
      "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('yes')",
    );
    await withRedis(services.redisUrl, (client) => client.set("kept", "yes"));
    for (const name of ["postgres", "redis"]) {
      const before = services.processOf(name);
      process.kill(before.pid, "SIGKILL");
      const replaced = () => {
        const now = services.processOf(name);
        return now !== undefined && now.pid !== before.pid;
      };
      expect(await waitFor(replaced, { timeoutMs: 30_000 })).toBe(true);
    }
    const works = () => succeeds(() => query(services.databaseUrl, "SELECT 1"));
    expect(await waitFor(works, { timeoutMs: 30_000 })).toBe(true);
    expect(await query(services.databaseUrl, "SELECT word FROM kept")).toEqual([{ word: "yes" }]);
    const answers = () => succeeds(() => withRedis(services.redisUrl, (client) => client.ping()));
    expect(await waitFor(answers, { timeoutMs: 30_000 })).toBe(true);
    expect(await withRedis(services.redisUrl, (client) => client.get("kept"))).toBe("yes");
  });

  test("keep their addresses and data over a restart, and leave no process behind", async () => {
    const { databaseUrl, redisUrl } = services;
    const processes = ["postgres", "redis"].map((name) => services.processOf(name));
    await services.close();
    expect(processes.map(isRunning)).toEqual([false, false]);
    services = await open(dataFolder);
    expect(services).toMatchObject({ databaseUrl, redisUrl });
    expect(await query(databaseUrl, "SELECT word FROM kept")).toEqual([{ word: "yes" }]);
  });
});
