import { mkdirSync } from "node:fs";
import path from "node:path";
import { PlainError } from "./errors.mjs";
import { readJson, writePrivateFile } from "./files.mjs";
import { requireDatabase, requireRedis } from "./given-services.mjs";
import { stablePort } from "./ports.mjs";
import { createDatabase, embeddedPostgres, existingMajor, localPostgres } from "./postgres.mjs";
import { fetchPrefix, installedPrefix } from "./private-packages.mjs";
import { embeddedRedis, localRedis } from "./redis.mjs";
import { servicesHome, serviceUser } from "./service-user.mjs";

/** The order in which processes stop: first what uses the services, then these. */
export const STOP_LAST = ["redis", "postgres"];

/**
 * @typedef {object} RunningServices
 * @property {string} databaseUrl
 * @property {string} redisUrl
 */

/**
 * Makes Postgres (with pgvector) and Redis available: the given addresses, else programs of this
 * machine, else a private copy fetched through its package manager.
 * @param {{ settings: import("./settings.mjs").Settings, secrets: import("./secrets.mjs").Secrets,
 *   table: ReturnType<typeof import("./processes.mjs").createProcessTable>,
 *   supervisor: ReturnType<typeof import("./supervisor.mjs").createSupervisor>,
 *   progress: import("./progress.mjs").Progress, durable?: boolean }} options
 *   `durable: false` is for tests: quicker, and unsafe when the machine loses power
 * @returns {Promise<RunningServices>}
 * @throws {PlainError} one sentence that says what is missing and what to do
 */
export async function startServices(options) {
  const { settings, table, supervisor, progress } = options;
  const { DATABASE_URL, REDIS_URL } = settings.env;
  if (DATABASE_URL) await requireDatabase(DATABASE_URL);
  if (REDIS_URL) {
    const warning = await requireRedis(REDIS_URL);
    if (warning) progress.line(`! ${warning}`);
  }
  if (DATABASE_URL && REDIS_URL) return { databaseUrl: DATABASE_URL, redisUrl: REDIS_URL };

  const user = serviceUser();
  const home = servicesHome({ dataFolder: settings.dataFolder, user });
  mkdirSync(home, { recursive: true, mode: 0o711 });
  const programs = await findPrograms({
    needPostgres: !DATABASE_URL,
    needRedis: !REDIS_URL,
    ...{ home, user, settings, table, progress },
  });
  const ports = await rememberedPorts(settings.dataFolder);
  const shared = {
    ...{ home, user, table },
    dataFolder: settings.dataFolder,
    durable: options.durable ?? true,
  };
  const postgres =
    programs.postgres &&
    embeddedPostgres({
      ...shared,
      programs: programs.postgres,
      port: ports.postgres,
      password: options.secrets.postgresPassword,
    });
  const redis =
    programs.redis &&
    embeddedRedis({
      ...shared,
      program: programs.redis,
      port: ports.redis,
      password: options.secrets.redisPassword,
    });
  const names = [postgres && "Postgres", redis && "Redis"].filter(Boolean).join(" and ");
  await progress.step(`Starting ${names}`, async () => {
    await Promise.all([postgres, redis].filter(Boolean).map((one) => supervisor.add(one)));
    if (postgres) await createDatabase({ adminUrl: postgres.urlOf("postgres"), name: "parley" });
  });
  return {
    databaseUrl: DATABASE_URL ?? postgres.urlOf("parley"),
    redisUrl: REDIS_URL ?? redis.url,
  };
}

/**
 * @returns {Promise<{ postgres?: import("./postgres.mjs").PostgresPrograms, redis?: string }>}
 */
async function findPrograms({ needPostgres, needRedis, home, user, settings, table, progress }) {
  const { dataFolder, env } = settings;
  const major = needPostgres ? existingMajor(home) : undefined;
  const fits = (programs) => programs && (!major || programs.major === major);
  let postgres = needPostgres ? localPostgres({ env, user }).find(fits) : undefined;
  let redis = needRedis ? localRedis({ env, user }) : undefined;
  const missing = () => (needPostgres && !postgres) || (needRedis && !redis);
  if (!missing()) return { postgres, redis };

  const fill = (prefix) => {
    const own = prefix && { bin: prefix.postgresBin, major: prefix.postgresMajor };
    if (needPostgres && !postgres && fits(own)) postgres = own;
    if (needRedis && !redis) redis = prefix?.redisServer;
  };
  fill(installedPrefix({ dataFolder, user, env }));
  if (missing()) fill(await fetchPrefix({ dataFolder, user, env, table, progress }));
  if (missing()) {
    throw new PlainError(
      `The database in ${home} was made by Postgres ${major}, which is not on this machine any more: install Postgres ${major} with pgvector.`,
    );
  }
  return { postgres, redis };
}

/** The ports stay the same from start to start, so that addresses do. */
async function rememberedPorts(dataFolder) {
  const file = path.join(dataFolder, "ports.json");
  const known = readJson(file) ?? {};
  const postgres = await stablePort(known.postgres);
  let redis = await stablePort(known.redis);
  while (redis === postgres) redis = await stablePort();
  if (postgres !== known.postgres || redis !== known.redis) {
    writePrivateFile(file, `${JSON.stringify({ postgres, redis })}\n`);
  }
  return { postgres, redis };
}
