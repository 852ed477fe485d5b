import { ensureDependencies } from "./dependencies.mjs";
import { ensureServices } from "./ensure-services.mjs";
import { PlainError } from "./errors.mjs";
import { applyMigrations } from "./migrator.mjs";
import { projectRoot } from "./paths.mjs";
import { ensurePrismaClient, PRISMA_ENV, prismaCli } from "./prisma-client.mjs";
import { withTools } from "./tools.mjs";

const USAGE =
  "Say what to do: generate, migrate dev --name NAME, migrate deploy, migrate status, migrate diff …, migrate reset or validate.";
const WITHOUT_DATABASE = new Set(["generate", "validate", "format", "version"]);

/**
 * Prisma's command line, working without any download: `generate` and `validate` alone, `migrate …`
 * and `db …` on the database of the running Parley or an embedded one.
 * @param {string[]} words
 * @returns {Promise<number>} exit code
 */
export function prismaCommand(words) {
  if (words.length === 0 || words[0] === "--help") throw new PlainError(USAGE);
  if (words[0] === "migrate" && words.length === 1) throw new PlainError(USAGE);
  return withTools(async ({ settings, table, progress }) => {
    await ensureDependencies({ table, progress, dataFolder: settings.dataFolder });
    if (words[0] === "generate") {
      await ensurePrismaClient({ table, progress, force: true });
      return 0;
    }
    if (WITHOUT_DATABASE.has(words[0])) return runPrisma({ words, table, env: settings.env });
    const services = await ensureServices({ migrate: false });
    try {
      const env = { ...settings.env, ...services.env };
      if (words[0] === "migrate" && words[1] === "deploy") {
        const applied = await applyMigrations({ databaseUrl: env.DATABASE_URL });
        progress.line(applied.length ? `Applied ${applied.join(", ")}` : "Nothing to apply");
        return 0;
      }
      const code = await runPrisma({ words, table, env });
      if (code === 0 && words[1] === "dev") await ensurePrismaClient({ table, progress });
      return code;
    } finally {
      await services.stop();
    }
  });
}

async function runPrisma({ words, table, env }) {
  const handle = table.start({
    name: "prisma",
    command: process.execPath,
    args: [prismaCli, ...words],
    cwd: projectRoot,
    env: { ...env, ...PRISMA_ENV },
    stdio: "inherit",
  });
  const { code } = await handle.exited;
  return code ?? 1;
}
