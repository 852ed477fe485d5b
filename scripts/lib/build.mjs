import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { placeAssets } from "./assets.mjs";
import { PlainError } from "./errors.mjs";
import { buildFolders, buildIsFresh, sourceFingerprint } from "./fingerprint.mjs";
import { inProject, logFile, projectRoot } from "./paths.mjs";
import { ensurePrismaClient } from "./prisma-client.mjs";

/** Programs and where they are built to; each inference thread is one too. */
function entryPoints() {
  const threads = readdirSync(inProject("lib", "models"))
    .filter((name) => name.endsWith(".thread.ts"))
    .map((name) => ({ in: `lib/models/${name}`, out: name.replace(/\.ts$/, "") }));
  return [
    { in: "server.ts", out: "server" },
    { in: "workers/index.ts", out: "worker" },
    { in: "cli/index.ts", out: "cli" },
    ...threads,
  ];
}

/**
 * Builds the website and the programs, unless what is there was built from these very sources.
 * @param {{ table: ReturnType<typeof import("./processes.mjs").createProcessTable>,
 *   progress: import("./progress.mjs").Progress, dataFolder: string, env?: NodeJS.ProcessEnv,
 *   folders?: { next: string, dist: string }, force?: boolean }} options
 * @throws {import("./errors.mjs").PlainError} with the end of the build's output
 */
export async function ensureBuild(options) {
  const { table, progress, dataFolder, env = process.env, force = false } = options;
  const folders = options.folders ?? buildFolders(env);
  await ensurePrismaClient({ table, progress });
  placeAssets();
  if (!force && buildIsFresh(folders)) return;
  const fingerprint = sourceFingerprint();
  const mark = inProject(folders.dist, "build.json");
  rmSync(mark, { force: true });
  const logs = path.join(dataFolder, "logs");
  mkdirSync(logs, { recursive: true });
  const log = logFile(dataFolder, "build");

  await progress.step("Building the website", (note) =>
    keepingTypeSettings(() =>
      table.run({
        name: "next",
        command: process.execPath,
        args: [inProject("node_modules", "next", "dist", "bin", "next"), "build"],
        cwd: projectRoot,
        env: {
          ...env,
          NODE_ENV: "production",
          NEXT_TELEMETRY_DISABLED: "1",
          PARLEY_NEXT_DIR: folders.next,
          NO_COLOR: "1",
        },
        logFile: log,
        onLine: (line) => note(stageOf(line)),
        failure: `The website could not be built; the whole output is in ${log}.`,
      }),
    ),
  );
  await progress.step("Building the server and the worker", () => bundle(folders.dist));
  writeFileSync(mark, `${JSON.stringify({ fingerprint })}\n`);
}

async function bundle(outdir) {
  const { build, formatMessages, stop } = await import("esbuild");
  try {
    await build({
      absWorkingDir: projectRoot,
      entryPoints: entryPoints(),
      outdir,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "esm",
      outExtension: { ".js": ".mjs" },
      packages: "external",
      sourcemap: true,
      logLevel: "silent",
    });
  } catch (error) {
    const messages = await formatMessages(error.errors ?? [], { kind: "error" });
    throw new PlainError("The server and the worker could not be built.", {
      details: messages.join("") || error.message,
    });
  } finally {
    await stop();
  }
}

/** @param {string} line of the build's output @returns {string} the stage, without its counters */
function stageOf(line) {
  return line
    .replace(/[^\w\s/.,:-]/g, "")
    .trim()
    .slice(0, 60);
}

/** Next rewrites tsconfig.json as it likes; a build changes no source. */
async function keepingTypeSettings(work) {
  const file = inProject("tsconfig.json");
  const before = readFileSync(file, "utf8");
  try {
    await work();
  } finally {
    writeFileSync(file, before);
  }
}
