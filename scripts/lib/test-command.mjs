import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { appEnvironment } from "./app.mjs";
import { ensureBuild } from "./build.mjs";
import { findChromium } from "./chromium.mjs";
import { startCluster } from "./cluster.mjs";
import { ensureDependencies } from "./dependencies.mjs";
import { PlainError } from "./errors.mjs";
import { buildFolders, buildIsFresh } from "./fingerprint.mjs";
import { runningInstance } from "./instance.mjs";
import { applyMigrations } from "./migrator.mjs";
import { inProject, projectRoot } from "./paths.mjs";
import { freePort } from "./ports.mjs";
import { createDatabase } from "./postgres.mjs";
import { ensurePrismaClient } from "./prisma-client.mjs";
import { createProgress } from "./progress.mjs";
import { loadSecrets } from "./secrets.mjs";
import { startServices } from "./services.mjs";
import { readSettings } from "./settings.mjs";
import {
  add,
  closingLine,
  NONE,
  playwrightCounts,
  readReport,
  vitestCounts,
} from "./test-results.mjs";
import { openWorkspace, stopOnSignals } from "./workspace.mjs";

const INTERRUPTED = 130;
// Settings a developer has for a real instance must not reach the tests: they empty databases.
const NOT_FOR_TESTS =
  /^(PARLEY_(URL|DATA|SECRET)|PORT|HOST|TRUST_PROXY|DATABASE_URL|REDIS_URL|GROQ_|PUSHER_|SPEECH_|ICE_SERVERS|STUN_URLS|TURN_|MESH_|PARLEY_SIMULATE|MODELS_DIR|EMBEDDING_)/;

/**
 * `npm test`: unit tests, then integration tests on a real Postgres and Redis, then browser tests on
 * the built website, all in a data folder and on ports of their own. `--unit`, `--integration` and
 * `--e2e` choose; other words filter test files by name. The last line printed is the sum.
 * @param {string[]} words
 * @returns {Promise<number>} exit code: 1 when a test failed or none ran
 */
export async function testCommand(words) {
  const { kinds, filters } = readOptions(words);
  const progress = createProgress();
  const settings = await testSettings();
  const report = (line) => progress.line(`· ${line}`);
  const { workspace, owner } = await openWorkspace({ settings, purpose: "test", report });
  if (!workspace) {
    throw new PlainError(`Tests are running already (process ${owner.pid}): wait for them to end.`);
  }
  stopOnSignals({ workspace, exitCode: INTERRUPTED, onStop: () => progress.line("Stopping …") });
  let counts = NONE;
  try {
    counts = await runKinds({ kinds, filters, settings, progress, workspace });
  } finally {
    await workspace.close();
  }
  progress.line(`\n${closingLine(counts)}`);
  return counts.failed > 0 || counts.passed === 0 ? 1 : 0;
}

function readOptions(words) {
  const kind = { type: "boolean", default: false };
  const options = { unit: kind, integration: kind, e2e: kind };
  try {
    const { values, positionals } = parseArgs({ args: words, options, allowPositionals: true });
    const chosen = Object.keys(options).filter((name) => values[name]);
    return { kinds: chosen.length ? chosen : Object.keys(options), filters: positionals };
  } catch {
    throw new PlainError("npm test takes --unit, --integration, --e2e and parts of file names.");
  }
}

async function testSettings() {
  const own = Object.entries(process.env).filter(([name]) => !NOT_FOR_TESTS.test(name));
  const given = {
    DATABASE_URL: process.env.PARLEY_TEST_DATABASE_URL,
    REDIS_URL: process.env.PARLEY_TEST_REDIS_URL,
  };
  const env = {
    ...Object.fromEntries(own),
    ...given,
    PARLEY_DATA: inProject(".parley-test"),
    PORT: String(await freePort()),
    HOST: "127.0.0.1",
  };
  const defined = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined),
  );
  const settings = readSettings({ env: defined, dotEnvFile: null });
  // Browsers treat this name as a secure place too, and cookies belong to one name.
  return { ...settings, url: `http://localhost:${settings.port}` };
}

async function runKinds({ kinds, filters, settings, progress, workspace }) {
  const { table } = workspace;
  const { dataFolder } = settings;
  await ensureDependencies({ table, progress, dataFolder });
  await ensurePrismaClient({ table, progress });
  const run = { filters, settings, progress, table };
  let counts = NONE;
  if (kinds.includes("unit")) {
    counts = add(counts, await runVitest({ ...run, project: "unit", env: settings.env }));
  }
  if (kinds.includes("e2e") && matches("tests/browser/", filters)) {
    const env = {
      ...settings.env,
      PARLEY_CHROMIUM: await findChromium({ env: settings.env, table }),
    };
    counts = add(counts, await runVitest({ ...run, project: "browser", env }));
  }
  const needed = {
    integration: kinds.includes("integration") && matches("integration.test", filters),
    e2e: kinds.includes("e2e") && matches("tests/e2e/", filters),
  };
  if (!needed.integration && !needed.e2e) return counts;

  const secrets = loadSecrets(dataFolder);
  const { supervisor } = workspace;
  const durable = false;
  const services = await startServices({ settings, secrets, table, supervisor, progress, durable });
  const environmentFor = async (kind, redisDatabase) => {
    const databaseUrl = await freshDatabase({ services, kind, progress });
    const redisUrl = await emptyRedis(services.redisUrl, redisDatabase);
    const mode = "production";
    const own = { databaseUrl, redisUrl };
    return appEnvironment({ settings, secrets, services: own, mode });
  };
  if (needed.integration) {
    const env = { ...(await environmentFor("integration", 1)), NODE_ENV: "test" };
    counts = add(counts, await runVitest({ ...run, project: "integration", env }));
  }
  if (needed.e2e) {
    const env = await environmentFor("e2e", 2);
    counts = add(counts, await runPlaywright({ ...run, env, supervisor }));
  }
  return counts;
}

/** Whether any test file of a kind has a wanted name, so that services are not started for nothing. */
function matches(kind, filters) {
  if (filters.length === 0) return kind !== "tests/e2e/" || existsSync(inProject("tests", "e2e"));
  return filters.some((filter) => {
    const folders = ["lib", "app", "workers", "cli", "scripts", "tests"].filter((name) =>
      existsSync(inProject(name)),
    );
    return folders.some((folder) =>
      readdirSync(inProject(folder), { recursive: true })
        .map((name) => `${folder}/${name}`)
        .some((name) => name.includes(kind) && name.includes(filter)),
    );
  });
}

async function freshDatabase({ services, kind, progress }) {
  const url = new URL(services.databaseUrl);
  const name = `parley_test_${kind}`;
  await createDatabase({ adminUrl: services.databaseUrl, name, fresh: true });
  url.pathname = `/${name}`;
  await progress.step(`Preparing the ${kind} database`, () =>
    applyMigrations({ databaseUrl: url.href }),
  );
  return url.href;
}

async function emptyRedis(address, database) {
  const url = new URL(address);
  url.pathname = `/${database}`;
  const { Redis } = await import("ioredis");
  const client = new Redis(url.href, { maxRetriesPerRequest: 1 });
  try {
    await client.flushdb();
  } finally {
    client.disconnect();
  }
  return url.href;
}

/** Runs a test runner with its words on our terminal. @returns {Promise<number | null>} exit code */
async function runTests({ table, name, args, env }) {
  const handle = table.start({
    name,
    command: process.execPath,
    args,
    cwd: projectRoot,
    env: { ...env, FORCE_COLOR: process.stdout.isTTY ? "1" : "0" },
    stdio: ["ignore", "inherit", "inherit"],
  });
  return (await handle.exited).code;
}

async function runVitest({ project, filters, settings, progress, table, env }) {
  progress.line(`\n== ${project} tests`);
  const file = path.join(settings.dataFolder, `vitest-${project}.json`);
  rmSync(file, { force: true });
  const exitCode = await runTests({
    table,
    env,
    name: "vitest",
    args: [
      inProject("node_modules", "vitest", "vitest.mjs"),
      ...["run", `--project=${project}`, "--passWithNoTests"],
      ...["--reporter=default", "--reporter=json", `--outputFile.json=${file}`],
      ...filters,
    ],
  });
  const counts = vitestCounts({ report: readReport(file), exitCode });
  progress.line(`${project}: ${closingLine(counts)}`);
  return counts;
}

async function runPlaywright({ filters, settings, progress, table, supervisor, env }) {
  progress.line("\n== browser tests");
  const { dataFolder } = settings;
  const folders = testBuildFolders();
  const built = {
    ...env,
    PARLEY_NEXT_DIR: folders.next,
    PARLEY_DIST_DIR: folders.dist,
    // The tests break things on purpose.
    PARLEY_SIMULATE: "true",
  };
  await ensureBuild({ table, progress, dataFolder, env: built, folders });
  const chromium = await findChromium({ env, table });
  const app = { settings, env: built, from: "built", folders };
  const show = (line) => progress.line(line);
  await progress.step("Starting two copies of the website and the worker", () =>
    startCluster({ app, supervisor, table, show }),
  );
  const file = path.join(dataFolder, "playwright.json");
  rmSync(file, { force: true });
  const exitCode = await runTests({
    table,
    name: "playwright",
    env: { ...built, PARLEY_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
    args: [
      inProject("node_modules", "@playwright", "test", "cli.js"),
      ...["test", "--reporter=list,json", "--pass-with-no-tests"],
      ...filters,
    ],
  });
  const counts = playwrightCounts({ report: readReport(file), exitCode });
  progress.line(`browser: ${closingLine(counts)}`);
  return counts;
}

/** A running Parley keeps its files: with other sources than it was built from, tests build beside it. */
function testBuildFolders() {
  const usual = buildFolders();
  const running = runningInstance(readSettings().dataFolder);
  if (!running || running.purpose === "dev" || buildIsFresh(usual)) return usual;
  return { next: ".next-test", dist: "dist-test" };
}
