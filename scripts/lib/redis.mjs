import { chownSync, closeSync, existsSync, openSync } from "node:fs";
import path from "node:path";
import { PlainError } from "./errors.mjs";
import { lastLines, rotateLog, writePrivateFile } from "./files.mjs";
import { logFile } from "./paths.mjs";
import { canReach, makeServiceFolder } from "./service-user.mjs";
import { waitFor } from "./wait.mjs";

const START_TIMEOUT_MS = 30_000;

/**
 * @param {{ env?: NodeJS.ProcessEnv, user: import("./service-user.mjs").ServiceUser }} options
 * @returns {string | undefined} the path of redis-server (or of valkey-server, its free successor)
 */
export function localRedis({ env = process.env, user }) {
  const folders = [
    ...(env.PATH ?? "").split(path.delimiter),
    ...["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"],
  ];
  return folders
    .filter(Boolean)
    .flatMap((folder) => ["redis-server", "valkey-server"].map((name) => path.join(folder, name)))
    .find((file) => existsSync(file) && canReach(file, user));
}

/**
 * The embedded Redis: loopback only, with a password, every change kept on disk, nothing evicted.
 * @param {{ program: string, home: string, dataFolder: string, port: number, password: string,
 *   user: import("./service-user.mjs").ServiceUser, durable: boolean,
 *   table: ReturnType<typeof import("./processes.mjs").createProcessTable> }} options
 */
export function embeddedRedis(options) {
  const { program, home, dataFolder, port, password, user, durable, table } = options;
  const folder = path.join(home, "redis");
  const log = logFile(dataFolder, "redis");
  const url = `redis://:${password}@127.0.0.1:${port}`;

  function spawnServer() {
    makeServiceFolder(folder, user);
    const configuration = path.join(folder, "redis.conf");
    // In a file, since arguments are visible to every user of the machine.
    writePrivateFile(
      configuration,
      [
        ...["bind 127.0.0.1", `port ${port}`, "protected-mode yes", `requirepass ${password}`],
        ...[`dir "${folder}"`, `appendonly ${durable ? "yes" : "no"}`, "appendfsync everysec"],
        ...['save ""', "maxmemory-policy noeviction", "daemonize no", "loglevel notice", ""],
      ].join("\n"),
    );
    if (user.uid !== undefined) chownSync(configuration, user.uid, user.gid);
    rotateLog(log);
    const output = openSync(log, "a", 0o600);
    try {
      return table.start({
        name: "redis",
        command: program,
        args: [configuration],
        cwd: folder,
        env: { PATH: process.env.PATH, LANG: "C.UTF-8", TZ: "UTC" },
        identity: user,
        stdio: ["ignore", output, output],
      });
    } finally {
      closeSync(output);
    }
  }

  /** @returns {Promise<import("./processes.mjs").Handle>} once it answers */
  async function launch() {
    const handle = spawnServer();
    let ended;
    handle.exited.then((result) => {
      ended = result;
    });
    const ready = await waitFor(async () => ended || (await answers(url)), {
      timeoutMs: START_TIMEOUT_MS,
    });
    if (ready && !ended) return handle;
    await handle.stop();
    throw new PlainError(`The embedded Redis does not start; see ${log}.`, {
      details: lastLines(log),
    });
  }

  return { name: "redis", launch, url };
}

async function answers(url) {
  try {
    return (await redisInfo(url)) !== undefined;
  } catch {
    return false;
  }
}

/**
 * @param {string} url
 * @returns {Promise<{ version: string, policy: string | undefined }>}
 * @throws whatever the connection failed with
 */
export async function redisInfo(url) {
  const { Redis } = await import("ioredis");
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 5_000,
    commandTimeout: 5_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let failure;
  client.on("error", (error) => {
    failure ??= error;
  });
  try {
    await client.connect();
    const text = await client.info();
    return {
      version: /^redis_version:(\S+)/m.exec(text)?.[1] ?? "0",
      policy: /^maxmemory_policy:(\S+)/m.exec(text)?.[1],
    };
  } catch (error) {
    throw failure ?? error;
  } finally {
    client.disconnect();
  }
}
