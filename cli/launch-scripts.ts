/** The launch scripts' way to Postgres and Redis. */
type LaunchScripts = typeof import("@/scripts/lib/ensure-services.mjs");

/** Loaded from its file even when this program is bundled, because it finds the project by its place. */
export const launchScripts = (): Promise<LaunchScripts> =>
  import(new URL("../scripts/lib/ensure-services.mjs", import.meta.url).href);

type DatabaseScripts = Pick<typeof import("@/scripts/lib/postgres.mjs"), "createDatabase"> &
  Pick<typeof import("@/scripts/lib/migrator.mjs"), "applyMigrations">;

/** The launch scripts' way to make a database and migrate it. */
export async function databaseScripts(): Promise<DatabaseScripts> {
  const load = (name: string) => import(new URL(`../scripts/lib/${name}`, import.meta.url).href);
  const [postgres, migrator] = await Promise.all([load("postgres.mjs"), load("migrator.mjs")]);
  return { ...postgres, ...migrator };
}
