import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { applyMigrations } from "./migrator.mjs";
import { createDatabase } from "./postgres.mjs";

describe("migrations", () => {
  const adminUrl = process.env.DATABASE_URL;
  let name;
  let databaseUrl;
  let folder;
  beforeEach(async () => {
    name = `parley_migrator_${randomUUID().slice(0, 8)}`;
    await createDatabase({ adminUrl, name });
    const url = new URL(adminUrl);
    url.pathname = `/${name}`;
    databaseUrl = url.href;
    folder = mkdtempSync(path.join(os.tmpdir(), "parley-migrations-"));
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await onDatabase(adminUrl, (client) => client.query(`DROP DATABASE "${name}" WITH (FORCE)`));
  });

  async function onDatabase(connectionString, work) {
    const client = new pg.Client({ connectionString });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
  const rows = (sql) => onDatabase(databaseUrl, async (client) => (await client.query(sql)).rows);
  const write = (migration, sql) => {
    mkdirSync(path.join(folder, migration), { recursive: true });
    writeFileSync(path.join(folder, migration, "migration.sql"), sql);
  };
  const apply = () => applyMigrations({ databaseUrl, folder });

  test("are applied in order, once, and recorded as Prisma records them", async () => {
    const second = "ALTER TABLE a ADD COLUMN two int; INSERT INTO a VALUES (1, 2)";
    write("2_second", second);
    write("1_first", "CREATE TABLE a (one int)");
    expect(await apply()).toEqual(["1_first", "2_second"]);
    expect(await apply()).toEqual([]);
    expect(await rows("SELECT * FROM a")).toEqual([{ one: 1, two: 2 }]);
    const recorded = await rows(
      "SELECT checksum, applied_steps_count, finished_at FROM _prisma_migrations WHERE migration_name = '2_second'",
    );
    expect(recorded).toEqual([
      {
        checksum: createHash("sha256").update(second).digest("hex"),
        applied_steps_count: 1,
        finished_at: expect.any(Date),
      },
    ]);
  });

  test("run once when two processes start at the same time", async () => {
    write("1_first", "CREATE TABLE a (one int); SELECT pg_sleep(0.2); INSERT INTO a VALUES (1)");
    const applied = await Promise.all([apply(), apply()]);
    expect(applied.flat()).toEqual(["1_first"]);
    expect(await rows("SELECT * FROM a")).toEqual([{ one: 1 }]);
  });

  test("that fail leave nothing half done and are tried again after a repair", async () => {
    write("1_first", "CREATE TABLE a (one int); SELECT broken");
    await expect(apply()).rejects.toThrow(
      'Migration 1_first could not be applied: column "broken" does not exist.',
    );
    expect(await rows("SELECT to_regclass('a') AS a")).toEqual([{ a: null }]);
    write("1_first", "CREATE TABLE a (one int)");
    expect(await apply()).toEqual(["1_first"]);
  });

  test("that were edited after they were applied, or come from a newer Parley, are refused", async () => {
    write("1_first", "CREATE TABLE a (one int)");
    await apply();
    write("1_first", "CREATE TABLE a (one int, two int)");
    await expect(apply()).rejects.toThrow("was edited after it was applied");
    rmSync(path.join(folder, "1_first"), { recursive: true });
    await expect(apply()).rejects.toThrow("was migrated by a newer Parley (1_first)");
  });
});
