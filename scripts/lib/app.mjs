import { createWriteStream } from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { PlainError } from "./errors.mjs";
import { fileSize, lastLines, rotateLog } from "./files.mjs";
import { inProject, logFile, projectRoot } from "./paths.mjs";
import { waitFor } from "./wait.mjs";

const WEB_TIMEOUT_MS = 120_000;
const READY_TIMEOUT_MS = 120_000;
const QUIET_LEVELS = new Set(["trace", "debug", "info"]);

/**
 * @typedef {object} App
 * @property {import("./settings.mjs").Settings} settings
 * @property {NodeJS.ProcessEnv} env what both processes are given
 * @property {"built" | "source"} from
 * @property {{ next: string, dist: string }} folders
 */

/**
 * What web and worker find in their environment.
 * @param {{ settings: import("./settings.mjs").Settings, secrets: import("./secrets.mjs").Secrets,
 *   services: import("./services.mjs").RunningServices, mode: "production" | "development" }} options
 * @returns {NodeJS.ProcessEnv}
 */
export function appEnvironment({ settings, secrets, services, mode }) {
  return {
    ...settings.env,
    NODE_ENV: mode,
    PORT: String(settings.port),
    HOST: settings.host,
    PARLEY_URL: settings.url,
    PARLEY_DATA: settings.dataFolder,
    PARLEY_SECRET: settings.env.PARLEY_SECRET ?? secrets.PARLEY_SECRET,
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    NEXT_TELEMETRY_DISABLED: "1",
  };
}

const PROGRAMS = {
  web: { built: "server.mjs", source: "server.ts", watch: [] },
  // The web server reloads by itself in development; the worker is started anew when a file changes.
  worker: { built: "worker.mjs", source: "workers/index.ts", watch: ["--watch"] },
};

function commandLine({ program: kind, from, folders }) {
  const program = PROGRAMS[kind];
  if (from === "source") return [...program.watch, "--import", "tsx", program.source];
  return ["--enable-source-maps", path.join(folders.dist, program.built)];
}

/** Keeps all a process says in its log and shows people what they should see: warnings and plain lines. */
function relay({ handle, name, log, show }) {
  const file = createWriteStream(log, { flags: "a", mode: 0o600 });
  let last;
  file.on("error", () => {});
  for (const stream of [handle.child.stdout, handle.child.stderr]) {
    const lines = readline.createInterface({ input: stream });
    lines.on("line", (line) => {
      file.write(`${line}\n`);
      const shown = worthShowing(line);
      // Said again and again, it is in the log; once is enough for the terminal.
      if (shown && shown !== last) show(`${name}: ${shown}`);
      last = shown ?? last;
    });
  }
  handle.child.once("close", () => file.end());
}

/**
 * @param {string} line of a log
 * @returns {string | undefined} what a person at the terminal should see of it
 */
export function worthShowing(line) {
  if (!line.startsWith("{")) return line.trim() || undefined;
  try {
    const { level, msg, err } = JSON.parse(line);
    if (QUIET_LEVELS.has(level)) return undefined;
    return [msg, err?.message].filter(Boolean).join(": ") || undefined;
  } catch {
    return line;
  }
}

/** @param {string} text the end of a log @returns {string} what a person should read of it */
function lastWords(text) {
  const shown = text.split("\n").map(worthShowing).filter(Boolean);
  return [...new Set(shown)].slice(-8).join("\n");
}

function startProcess({ name, program, app, table, show }) {
  const log = logFile(app.settings.dataFolder, name);
  rotateLog(log);
  const logged = fileSize(log);
  const handle = table.start({
    name,
    command: process.execPath,
    args: commandLine({ program, from: app.from, folders: app.folders }),
    cwd: projectRoot,
    env: app.env,
  });
  relay({ handle, name, log, show });
  return { handle, log, logged };
}

/** The address at which this machine reaches its own web server. */
function ownAddress({ host, port }) {
  const anywhere = host === "0.0.0.0" || host === "::";
  const name = anywhere ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

async function ask(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    return { ok: response.ok, body: await response.text() };
  } catch {
    return { ok: false, body: "" };
  }
}

/**
 * The web server and the worker, to be kept running.
 * @param {{ app: App, table: ReturnType<typeof import("./processes.mjs").createProcessTable>,
 *   show: (line: string) => void, webName?: string }} options `show` prints a line they said;
 *   `webName` tells several copies apart
 * @returns {{ web: import("./supervisor.mjs").Service, worker: import("./supervisor.mjs").Service,
 *   untilReady: () => Promise<void> }} `untilReady` fails with a sentence when they do not come up
 */
export function appServices({ app, table, show, webName = "web" }) {
  const address = ownAddress(app.settings);

  async function launchWeb() {
    const { handle, log, logged } = startProcess({
      name: webName,
      program: "web",
      app,
      table,
      show,
    });
    let ended;
    handle.exited.then((result) => {
      ended = result;
    });
    const answers = async () => ended || (await ask(`${address}/api/health`)).ok;
    const ready = await waitFor(answers, { timeoutMs: WEB_TIMEOUT_MS, everyMs: 100 });
    if (ready && !ended) return handle;
    await handle.stop();
    throw new PlainError(`The web server does not start; what it said is in ${log}.`, {
      details: lastWords(lastLines(log, { count: 200, from: logged })),
    });
  }

  async function launchWorker() {
    return startProcess({ name: "worker", program: "worker", app, table, show }).handle;
  }

  async function untilReady() {
    let last = "";
    const ready = await waitFor(
      async () => {
        const { ok, body } = await ask(`${address}/api/ready`);
        last = body;
        return ok;
      },
      { timeoutMs: READY_TIMEOUT_MS, everyMs: 100 },
    );
    if (ready) return;
    const logs = path.relative(projectRoot, inProject(app.settings.dataFolder, "logs"));
    throw new PlainError(`Parley started but is not ready (${last || "no answer"}); see ${logs}.`);
  }

  return {
    web: { name: webName, launch: launchWeb },
    worker: { name: "worker", launch: launchWorker },
    untilReady,
  };
}
