import path from "node:path";
import { parseArgs } from "node:util";
import { appEnvironment, appServices } from "./app.mjs";
import { placeAssets } from "./assets.mjs";
import { ensureBuild } from "./build.mjs";
import { startCluster } from "./cluster.mjs";
import { ensureDependencies } from "./dependencies.mjs";
import { PlainError } from "./errors.mjs";
import { buildFolders } from "./fingerprint.mjs";
import { applyMigrations } from "./migrator.mjs";
import { projectRoot } from "./paths.mjs";
import { requirePort } from "./ports.mjs";
import { ensurePrismaClient } from "./prisma-client.mjs";
import { createProgress } from "./progress.mjs";
import { loadSecrets } from "./secrets.mjs";
import { startServices } from "./services.mjs";
import { readSettings } from "./settings.mjs";
import { waitFor } from "./wait.mjs";
import { openWorkspace, requireDiskSpace, stopOnSignals } from "./workspace.mjs";

function alreadyRunning(owner) {
  if (owner.purpose === "command") {
    return `Another parley command (process ${owner.pid}) is using the data folder: start again when it has ended.`;
  }
  if (owner.state === "starting") {
    return `Parley is starting already (process ${owner.pid}): watch that terminal, or stop it with kill ${owner.pid}.`;
  }
  return `Parley is running already at ${owner.url} (process ${owner.pid}): open that address, or stop it with kill ${owner.pid}.`;
}

/** A command that has the data folder to itself is waited for; a running Parley is not. */
async function claim({ settings, purpose, progress }) {
  const report = (line) => progress.line(`· ${line}`);
  const first = await openWorkspace({ settings, purpose, report });
  if (first.workspace) return first.workspace;
  if (first.owner.purpose !== "command") throw new PlainError(alreadyRunning(first.owner));
  let result = first;
  await progress.step(`Waiting for the parley command of process ${first.owner.pid}`, () =>
    waitFor(
      async () => {
        result = await openWorkspace({ settings, purpose, report });
        return Boolean(result.workspace);
      },
      { timeoutMs: 600_000, everyMs: 500 },
    ),
  );
  if (result.workspace) return result.workspace;
  throw new PlainError(alreadyRunning(result.owner));
}

/**
 * `npm start`, `npm run dev` and `npm run dev:cluster`: brings up everything Parley needs and keeps it running until it is
 * asked to stop.
 * @param {string[]} words the command line
 * @returns {Promise<never>}
 * @throws {PlainError} one sentence, after everything that was started has been stopped
 */
export async function launch(words) {
  const { dev, cluster } = readOptions(words);
  const settings = readSettings();
  const progress = createProgress();
  const workspace = await claim({ settings, purpose: dev ? "dev" : "start", progress });
  stopOnSignals({ workspace, exitCode: 0, onStop: () => progress.line("Stopping …") });
  try {
    await bringUp({ settings, progress, workspace, dev, cluster });
  } catch (error) {
    await workspace.close();
    throw error;
  }
  return new Promise(() => {});
}

function readOptions(words) {
  try {
    const flag = { type: "boolean", default: false };
    return parseArgs({ args: words, options: { dev: flag, cluster: flag } }).values;
  } catch {
    throw new PlainError("npm start takes no arguments: settings go into .env (see .env.example).");
  }
}

async function bringUp({ settings, progress, workspace, dev, cluster }) {
  const { dataFolder } = settings;
  const { table, supervisor, lock } = workspace;
  requireDiskSpace(dataFolder);
  await requirePort(settings);
  await ensureDependencies({ table, progress, dataFolder });
  const secrets = loadSecrets(dataFolder);
  const services = await startServices({ settings, secrets, table, supervisor, progress });
  await progress.step("Preparing the database", (note) =>
    applyMigrations({ databaseUrl: services.databaseUrl, note }),
  );
  const mode = dev ? "development" : "production";
  const env = {
    ...appEnvironment({ settings, secrets, services, mode }),
    // It is there to be broken on purpose.
    ...(cluster && { PARLEY_SIMULATE: "true" }),
  };
  const folders = buildFolders(settings.env);
  if (dev) {
    await ensurePrismaClient({ table, progress });
    placeAssets();
  } else await ensureBuild({ table, progress, dataFolder, env, folders });
  const app = { settings, env, from: dev ? "source" : "built", folders };
  const show = (line) => progress.line(line);
  const copies = cluster
    ? await progress.step("Starting two copies of the website and the worker", () =>
        startCluster({ app, supervisor, table, show }),
      )
    : await progress.step("Starting the web server and the worker", () =>
        startAlone({ app, supervisor, table, show }),
      );
  lock.update({
    state: "ready",
    url: settings.url,
    env: {
      DATABASE_URL: services.databaseUrl,
      REDIS_URL: services.redisUrl,
      PARLEY_SECRET: env.PARLEY_SECRET,
      PARLEY_URL: settings.url,
      PARLEY_DATA: dataFolder,
    },
    groups: table.list(),
  });
  progress.line(`\nParley is running at ${settings.url}`);
  for (const port of copies?.ports ?? []) progress.line(`  a copy is at http://127.0.0.1:${port}`);
  progress.line(`Logs are in ${path.relative(projectRoot, dataFolder)}/logs; Ctrl-C stops it.`);
}

async function startAlone({ app, supervisor, table, show }) {
  const { web, worker, untilReady } = appServices({ app, table, show });
  await Promise.all([supervisor.add(web), supervisor.add(worker)]);
  await untilReady();
}
