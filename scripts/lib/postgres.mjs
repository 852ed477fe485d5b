import {
  chownSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
} from "node:fs";
import { totalmem } from "node:os";
import path from "node:path";
import { PlainError } from "./errors.mjs";
import { fileSize, lastLines, rotateLog, writePrivateFile } from "./files.mjs";
import { logFile } from "./paths.mjs";
import { isRunning, processIdentity, stopGroup } from "./processes.mjs";
import { canReach, makeServiceFolder } from "./service-user.mjs";
import { waitFor } from "./wait.mjs";

const OLDEST_MAJOR = 14;
const USER = "parley";
const START_TIMEOUT_MS = 60_000;
// After kill -9 the backends of the dead server need a moment to notice and let go of its memory.
const STILL_CLOSING = /lock file|pre-existing shared memory|could not bind|Address already in use/i;

/** @typedef {{ bin: string, major: number }} PostgresPrograms `bin` holds postgres and initdb */

/**
 * Postgres programs on this machine that come with pgvector, newest first.
 * @param {{ env?: NodeJS.ProcessEnv, user: import("./service-user.mjs").ServiceUser }} options
 * @returns {PostgresPrograms[]}
 */
export function localPostgres({ env = process.env, user }) {
  const folders = [
    ...(env.PATH ?? "").split(path.delimiter),
    ...versionedFolders("/usr/lib/postgresql", "bin"),
    ...versionedFolders("/opt/homebrew/opt", "bin", /^postgresql(@\d+)?$/),
    ...versionedFolders("/usr/local/opt", "bin", /^postgresql(@\d+)?$/),
    "/usr/local/pgsql/bin",
  ];
  const found = new Map();
  for (const folder of folders) {
    const program = path.join(folder, "postgres");
    if (!folder || !existsSync(program)) continue;
    const bin = path.dirname(realpathSync(program));
    if (found.has(bin) || !existsSync(path.join(bin, "initdb")) || !canReach(bin, user)) continue;
    found.set(bin, inspectPrograms(bin));
  }
  return [...found.values()]
    .filter((one) => one?.vector && one.major >= OLDEST_MAJOR)
    .sort((a, b) => b.major - a.major)
    .map(({ bin, major }) => ({ bin, major }));
}

function versionedFolders(parent, child, pattern = /^\d+$/) {
  try {
    const names = readdirSync(parent).filter((name) => pattern.test(name));
    return names.map((name) => path.join(parent, name, child));
  } catch {
    return [];
  }
}

/** Reads the major version and looks for pgvector beside the programs, where each packager puts it. */
function inspectPrograms(bin) {
  const fromFolder = /postgresql(?:@|\/)(\d+)/.exec(bin)?.[1];
  const versions = fromFolder ? [fromFolder] : [];
  const shares = [
    ...versions.flatMap((major) => [
      path.join(bin, `../../../../share/postgresql/${major}`),
      path.join(bin, `../share/postgresql@${major}`),
    ]),
    path.join(bin, "../share/postgresql"),
    path.join(bin, "../share"),
  ];
  const share = shares.find((folder) => existsSync(path.join(folder, "postgres.bki")));
  if (!share) return undefined;
  const bki = readFileSync(path.join(share, "postgres.bki"), "utf8").slice(0, 200);
  const major = Number(/^# PostgreSQL (\d+)/.exec(bki)?.[1] ?? 0);
  return { bin, major, vector: existsSync(path.join(share, "extension/vector.control")) };
}

/**
 * The major version that made a database folder; other versions cannot read it.
 * @param {string} home
 * @returns {number | undefined}
 */
export function existingMajor(home) {
  const file = path.join(home, "postgres", "PG_VERSION");
  return existsSync(file) ? Number(readFileSync(file, "utf8")) : undefined;
}

/**
 * The embedded Postgres: loopback only, with a password, in its own folder.
 * @param {{ programs: PostgresPrograms, home: string, dataFolder: string, port: number,
 *   password: string, user: import("./service-user.mjs").ServiceUser, durable: boolean,
 *   table: ReturnType<typeof import("./processes.mjs").createProcessTable> }} options
 *   `durable: false` trades safety for speed (tests)
 */
export function embeddedPostgres(options) {
  const { programs, home, dataFolder, port, password, user, durable, table } = options;
  const folder = path.join(home, "postgres");
  const log = logFile(dataFolder, "postgres");
  const env = { PATH: process.env.PATH, LANG: "C.UTF-8", TZ: "UTC" };
  const urlOf = (database) => `postgresql://${USER}:${password}@127.0.0.1:${port}/${database}`;

  async function init() {
    if (existsSync(path.join(folder, "PG_VERSION"))) return;
    const fresh = path.join(home, "postgres.new");
    const passwordFile = path.join(home, "postgres.password");
    rmSync(fresh, { recursive: true, force: true });
    makeServiceFolder(fresh, user);
    writePrivateFile(passwordFile, password);
    if (user.uid !== undefined) chownSync(passwordFile, user.uid, user.gid);
    // From version 17 on the server brings its own Unicode rules, whatever the machine's are.
    const locale =
      programs.major >= 17
        ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        : ["--locale=C.UTF-8"];
    try {
      await table.run({
        name: "initdb",
        command: path.join(programs.bin, "initdb"),
        args: [
          ...["-D", fresh, "-U", USER, "-E", "UTF8", ...locale],
          ...["--auth=scram-sha-256", `--pwfile=${passwordFile}`],
          ...(durable ? [] : ["--no-sync"]),
        ],
        cwd: home,
        env,
        identity: user,
        failure: `Postgres could not make its database folder ${fresh}.`,
      });
      renameSync(fresh, folder);
    } finally {
      rmSync(passwordFile, { force: true });
    }
  }

  /** Stops a server that a killed launcher left behind, and removes a pid file that lies. */
  async function clearLeftover() {
    const pidFile = path.join(folder, "postmaster.pid");
    if (!existsSync(pidFile)) return;
    const pid = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
    const identity = processIdentity(pid);
    if (identity && ownsFolder(pid, folder)) {
      await stopGroup({ pid, identity, signal: "SIGINT" });
    }
    if (!isRunning({ pid, identity }) || !ownsFolder(pid, folder)) rmSync(pidFile, { force: true });
  }

  function spawnServer() {
    rotateLog(log);
    const output = openSync(log, "a", 0o600);
    const settings = {
      listen_addresses: "127.0.0.1",
      port,
      unix_socket_directories: "",
      max_connections: 100,
      // An eighth of the machine; taken only as far as the data grows. Search on a large instance
      // reads pages all over its index.
      shared_buffers: `${sharedBuffersMb()}MB`,
      maintenance_work_mem: "128MB",
      jit: "off",
      timezone: "GMT",
      log_timezone: "GMT",
      ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
    };
    try {
      return table.start({
        name: "postgres",
        command: path.join(programs.bin, "postgres"),
        args: ["-D", folder, ...Object.entries(settings).flatMap(([k, v]) => ["-c", `${k}=${v}`])],
        cwd: home,
        env,
        identity: user,
        stdio: ["ignore", output, output],
        signal: "SIGINT",
      });
    } finally {
      closeSync(output);
    }
  }

  /** @returns {Promise<import("./processes.mjs").Handle>} once it answers */
  async function launch() {
    await init();
    const until = performance.now() + START_TIMEOUT_MS;
    for (;;) {
      await clearLeftover();
      const logged = fileSize(log);
      const handle = spawnServer();
      let ended;
      handle.exited.then((result) => {
        ended = result;
      });
      const left = Math.max(1, until - performance.now());
      await waitFor(async () => ended || (await answers(urlOf("postgres"))), {
        timeoutMs: left,
        everyMs: 100,
      });
      if (!ended && performance.now() < until) return handle;
      await handle.stop();
      const words = lastLines(log, { from: logged });
      if (performance.now() > until || !STILL_CLOSING.test(words)) {
        throw new PlainError(`The embedded Postgres does not start; see ${log}.`, {
          details: words,
        });
      }
      await waitFor(() => false, { timeoutMs: 500 });
    }
  }

  return { name: "postgres", launch, urlOf };
}

function sharedBuffersMb() {
  return Math.min(1024, Math.max(128, Math.floor(totalmem() / 8 / 1024 ** 2)));
}

function ownsFolder(pid, folder) {
  if (process.platform !== "linux") return true;
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return words.includes(folder);
  } catch {
    return false;
  }
}

async function answers(connectionString) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * Makes a database; with `fresh`, drops the one of that name first.
 * @param {{ adminUrl: string, name: string, fresh?: boolean }} options
 */
export async function createDatabase({ adminUrl, name, fresh = false }) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: adminUrl });
  const quoted = pg.escapeIdentifier(name);
  await client.connect();
  try {
    if (fresh) await client.query(`DROP DATABASE IF EXISTS ${quoted} WITH (FORCE)`);
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (!rowCount) await client.query(`CREATE DATABASE ${quoted}`);
  } finally {
    await client.end();
  }
}
