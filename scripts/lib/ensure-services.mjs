import { PlainError } from "./errors.mjs";
import { requireDatabase, requireRedis } from "./given-services.mjs";
import { runningInstance } from "./instance.mjs";
import { applyMigrations } from "./migrator.mjs";
import { createProgress } from "./progress.mjs";
import { loadSecrets } from "./secrets.mjs";
import { startServices } from "./services.mjs";
import { makeDataFolder, readSettings } from "./settings.mjs";
import { waitFor } from "./wait.mjs";
import { openWorkspace } from "./workspace.mjs";

const LONGEST_WAIT_MS = 600_000;

/**
 * Postgres and Redis for a command: those of the environment, those of the Parley that runs on this
 * data folder, or embedded ones for the command's own duration. The database is migrated. Everything
 * shown goes to stderr. If the process ends without `stop`, what was started is stopped all the same.
 *
 * @param {{ quiet?: boolean, migrate?: boolean }} [options] quiet shows only steps that take long
 * @returns {Promise<{ env: { DATABASE_URL: string, REDIS_URL: string, PARLEY_DATA: string,
 *   PARLEY_SECRET: string, PARLEY_URL: string }, stop: () => Promise<void> }>}
 * @throws {PlainError} one sentence about what is missing
 */
export async function ensureServices({ quiet = false, migrate = true } = {}) {
  const settings = readSettings();
  const progress = createProgress({ stream: process.stderr, quiet });
  makeDataFolder(settings.dataFolder);
  const secrets = loadSecrets(settings.dataFolder);
  const environment = (services) => ({
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    PARLEY_DATA: settings.dataFolder,
    PARLEY_SECRET: settings.env.PARLEY_SECRET ?? secrets.PARLEY_SECRET,
    PARLEY_URL: settings.url,
  });
  const { DATABASE_URL, REDIS_URL } = settings.env;
  if (DATABASE_URL && REDIS_URL) {
    await requireDatabase(DATABASE_URL);
    await requireRedis(REDIS_URL);
    if (migrate) await applyMigrations({ databaseUrl: DATABASE_URL });
    const given = { databaseUrl: DATABASE_URL, redisUrl: REDIS_URL };
    return { env: environment(given), stop: async () => {} };
  }
  const claimed = await claimOrJoin({ settings, progress });
  if (claimed.env) return { env: { ...environment({}), ...claimed.env }, stop: async () => {} };

  const { workspace } = claimed;
  const { table, supervisor } = workspace;
  try {
    const services = await startServices({ settings, secrets, table, supervisor, progress });
    if (migrate) await applyMigrations({ databaseUrl: services.databaseUrl });
    return { env: environment(services), stop: workspace.close };
  } catch (error) {
    await workspace.close();
    throw error;
  }
}

/** @returns {Promise<{ env: Record<string, string> } | { workspace: import("./workspace.mjs").Workspace }>} */
async function claimOrJoin({ settings, progress }) {
  const joined = () => {
    const instance = runningInstance(settings.dataFolder);
    return instance?.state === "ready" ? instance.env : undefined;
  };
  const attempt = async () => {
    const env = joined();
    if (env) return { env };
    const report = (line) => progress.line(`· ${line}`);
    return openWorkspace({ settings, purpose: "command", report });
  };
  let result = await attempt();
  if (!result.owner) return result;
  const what = result.owner.purpose === "command" ? "another parley command" : "Parley to start";
  await progress.step(`Waiting for ${what} (process ${result.owner.pid})`, () =>
    waitFor(
      async () => {
        result = await attempt();
        return !result.owner;
      },
      { timeoutMs: LONGEST_WAIT_MS, everyMs: 250 },
    ),
  );
  if (!result.owner) return result;
  throw new PlainError(
    `Process ${result.owner.pid} has the data folder and does not let go of it.`,
  );
}
