import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { schemaFingerprint } from "./fingerprint.mjs";
import { inProject, projectRoot } from "./paths.mjs";

const CLIENT = inProject("lib", "platform", "prisma");
const MARK = path.join(CLIENT, ".fingerprint");

/** What Prisma's command line needs to work without downloading an engine. */
export const PRISMA_ENV = {
  PRISMA_SCHEMA_ENGINE_BINARY: inProject("scripts", "lib", "schema-engine.mjs"),
  PRISMA_ENGINES_CHECKSUM_IGNORE_MISSING: "1",
  PRISMA_HIDE_UPDATE_MESSAGE: "1",
  CHECKPOINT_DISABLE: "1",
};

/** The path of Prisma's command line. */
export const prismaCli = inProject("node_modules", "prisma", "build", "index.js");

/**
 * Generates the Prisma client unless it is there for this very schema.
 * @param {{ table: ReturnType<typeof import("./processes.mjs").createProcessTable>,
 *   progress: import("./progress.mjs").Progress, force?: boolean }} options
 */
export async function ensurePrismaClient({ table, progress, force = false }) {
  const wanted = schemaFingerprint();
  const current = existsSync(MARK) ? readFileSync(MARK, "utf8") : undefined;
  if (!force && current === wanted) return;
  await progress.step("Generating the database client", () =>
    table.run({
      name: "prisma",
      command: process.execPath,
      args: [prismaCli, "generate"],
      cwd: projectRoot,
      env: { ...process.env, ...PRISMA_ENV },
      failure: "The database client could not be generated from prisma/schema.prisma.",
    }),
  );
  writeFileSync(MARK, wanted);
}
