import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { ensureDependencies } from "./dependencies.mjs";
import { buildFolders, programsAreFresh } from "./fingerprint.mjs";
import { runningInstance } from "./instance.mjs";
import { inProject } from "./paths.mjs";
import { ensurePrismaClient } from "./prisma-client.mjs";
import { loadSecrets } from "./secrets.mjs";
import { withTools } from "./tools.mjs";

/**
 * `npm run -s parley -- …`: runs the command line program. Its stdout is untouched and its exit code
 * is ours; it asks for services itself, through ensureServices, when a command needs them.
 * @param {string[]} words
 * @returns {Promise<number>} exit code
 */
export async function parleyCommand(words) {
  const plan = await withTools(prepare, { stream: process.stderr, quiet: true });
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...plan.program, ...words], {
      stdio: "inherit",
      env: plan.env,
    });
    // A terminal tells the child itself; signals sent to this process alone are passed on.
    const passOn = (signal) => child.kill(signal);
    process
      .on("SIGINT", () => {})
      .on("SIGTERM", passOn)
      .on("SIGHUP", passOn);
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

async function prepare({ settings, table, progress }) {
  const { dataFolder, env } = settings;
  // A running Parley keeps the dependencies it was started with.
  const instance = runningInstance(dataFolder);
  if (!instance) await ensureDependencies({ table, progress, dataFolder });
  const { dist } = buildFolders(env);
  const built = inProject(dist, "cli.mjs");
  const fresh = existsSync(built) && programsAreFresh(dist);
  if (!fresh) await ensurePrismaClient({ table, progress });
  const secret = env.PARLEY_SECRET ?? loadSecrets(dataFolder).PARLEY_SECRET;
  return {
    program: fresh
      ? ["--enable-source-maps", built]
      : ["--import", "tsx", inProject("cli", "index.ts")],
    env: {
      ...env,
      PARLEY_DATA: dataFolder,
      PARLEY_SECRET: secret,
      PARLEY_URL: instance?.url ?? settings.url,
    },
  };
}
