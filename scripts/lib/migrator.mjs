import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { PlainError } from "./errors.mjs";
import { inProject } from "./paths.mjs";

// The key and the table are Prisma's own (schema-engine, sql_migration_persistence), so that its
// command line and this one agree about what was applied and never run at the same time.
const ADVISORY_LOCK = 72_707_369;
const TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

/**
 * @param {string} folder
 * @returns {{ name: string, sql: string, checksum: string }[]} in the order they apply
 */
function readMigrations(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, file: path.join(folder, name, "migration.sql") }))
    .filter(({ file }) => existsSync(file))
    .map(({ name, file }) => {
      const sql = readFileSync(file, "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

/**
 * Applies the migrations a database does not have yet, each wholly or not at all. Safe to run from
 * several processes at once: the second waits for the first.
 * @param {{ databaseUrl: string, folder?: string, note?: (text: string) => void }} options
 * @returns {Promise<string[]>} the names of those applied now
 * @throws {PlainError} when one fails, was edited after it was applied, or is not known here
 */
export async function applyMigrations({
  databaseUrl,
  folder = inProject("prisma", "migrations"),
  note = () => {},
}) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [ADVISORY_LOCK]);
    await client.query(TABLE);
    const { rows } = await client.query(
      "SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL",
    );
    const migrations = readMigrations(folder);
    requireKnown({ rows, migrations });
    const pending = migrations.filter(
      ({ name }) => !rows.some((row) => row.migration_name === name),
    );
    for (const migration of pending) {
      note(migration.name);
      await apply({ client, migration });
    }
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

function requireKnown({ rows, migrations }) {
  for (const row of rows) {
    const name = row.migration_name;
    const known = migrations.find((migration) => migration.name === name);
    if (!row.finished_at) {
      throw new PlainError(
        `Migration ${name} failed in this database earlier: repair it, then run npm run migrate -- resolve --applied ${name} (or --rolled-back ${name}).`,
      );
    }
    if (!known) {
      throw new PlainError(
        `This database was migrated by a newer Parley (${name}): start that version, or restore a backup.`,
      );
    }
    if (known.checksum !== row.checksum) {
      throw new PlainError(
        `Migration ${name} was edited after it was applied: restore prisma/migrations/${name}/migration.sql, or empty a database for development with npm run migrate -- reset.`,
      );
    }
  }
}

async function apply({ client, migration }) {
  await client.query("BEGIN");
  try {
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    if (error.code === "53100") throw Object.assign(error, { code: "ENOSPC" });
    throw new PlainError(`Migration ${migration.name} could not be applied: ${error.message}.`, {
      cause: error,
    });
  }
}
