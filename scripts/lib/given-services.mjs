import { PlainError } from "./errors.mjs";
import { redisInfo } from "./redis.mjs";

const CONNECT_TIMEOUT_MS = 10_000;
const UNREACHABLE = new Set([
  ...["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"],
  ...["ECONNRESET", "ENOENT"],
]);
const OLDEST_POSTGRES = 140_000;
const OLDEST_REDIS = [6, 2];

function codeOf(error) {
  // Several addresses of one host were tried: the first failure speaks for all.
  return error?.code ?? error?.errors?.[0]?.code;
}

function parseAddress(text, { setting, protocols, example }) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !protocols.includes(url.protocol)) {
    throw new PlainError(
      `${setting} is not an address Parley understands: it looks like ${example}.`,
    );
  }
  return url;
}

/**
 * Refuses, in one sentence, a DATABASE_URL that will not do; makes sure pgvector is switched on in it.
 * @param {string} text the value of DATABASE_URL
 */
export async function requireDatabase(text) {
  const url = parseAddress(text, {
    setting: "DATABASE_URL",
    protocols: ["postgres:", "postgresql:"],
    example: "postgresql://user:password@localhost:5432/parley",
  });
  const database = decodeURIComponent(url.pathname.slice(1));
  const place = `${url.hostname || url.searchParams.get("host") || "localhost"}:${url.port || 5432}`;
  const { default: pg } = await import("pg");
  const client = new pg.Client({
    connectionString: text,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    await requireVector({ client, place });
  } catch (error) {
    if (error instanceof PlainError) throw error;
    throw new PlainError(databaseSentence({ error, place, database, user: url.username }), {
      cause: error,
    });
  } finally {
    await client.end().catch(() => {});
  }
}

function databaseSentence({ error, place, database, user }) {
  const code = codeOf(error);
  if (UNREACHABLE.has(code) || /timeout|terminated/i.test(error.message)) {
    return `DATABASE_URL names a Postgres at ${place}, and nothing answers there (${code ?? "timeout"}): start it, correct DATABASE_URL, or unset it so that Parley brings its own.`;
  }
  if (code === "28P01" || code === "28000" || /password|SASL/i.test(error.message)) {
    return `The Postgres at ${place} does not let "${decodeURIComponent(user)}" in: correct the user or password in DATABASE_URL.`;
  }
  if (code === "3D000") {
    return `The Postgres at ${place} has no database "${database}": create it, or correct DATABASE_URL.`;
  }
  return `The Postgres at ${place} that DATABASE_URL names cannot be used: ${error.message}.`;
}

async function requireVector({ client, place }) {
  const { rows } = await client.query(
    `SELECT current_setting('server_version_num')::int AS version,
            EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') AS available,
            EXISTS (SELECT FROM pg_extension WHERE extname = 'vector') AS created`,
  );
  const [{ version, available, created }] = rows;
  const major = Math.floor(version / 10_000);
  if (version < OLDEST_POSTGRES) {
    throw new PlainError(
      `The Postgres at ${place} is version ${major}, and Parley needs ${OLDEST_POSTGRES / 10_000} or newer: upgrade it, or unset DATABASE_URL so that Parley brings its own.`,
    );
  }
  if (!available) {
    throw new PlainError(
      `The Postgres at ${place} (version ${major}) has no pgvector: install it there (on Debian the package postgresql-${major}-pgvector), or unset DATABASE_URL so that Parley brings its own.`,
    );
  }
  if (created) return;
  try {
    await client.query("CREATE EXTENSION IF NOT EXISTS vector");
  } catch (error) {
    if (error.code !== "42501") throw error;
    throw new PlainError(
      `The user of DATABASE_URL may not switch pgvector on: let an administrator run CREATE EXTENSION vector in that database once.`,
    );
  }
}

/**
 * Refuses, in one sentence, a REDIS_URL that will not do.
 * @param {string} text the value of REDIS_URL
 * @returns {Promise<string | undefined>} a warning worth showing
 */
export async function requireRedis(text) {
  const url = parseAddress(text, {
    setting: "REDIS_URL",
    protocols: ["redis:", "rediss:"],
    example: "redis://:password@localhost:6379",
  });
  const place = `${url.hostname || "localhost"}:${url.port || 6379}`;
  let info;
  try {
    info = await redisInfo(text);
  } catch (error) {
    throw new PlainError(redisSentence({ error, place }), { cause: error });
  }
  const [major, minor] = info.version.split(".").map(Number);
  if (major < OLDEST_REDIS[0] || (major === OLDEST_REDIS[0] && minor < OLDEST_REDIS[1])) {
    throw new PlainError(
      `The Redis at ${place} is version ${info.version}, and Parley needs ${OLDEST_REDIS.join(".")} or newer.`,
    );
  }
  if (info.policy && info.policy !== "noeviction") {
    return `The Redis at ${place} may drop data when it is full (maxmemory-policy ${info.policy}); set it to noeviction.`;
  }
  return undefined;
}

function redisSentence({ error, place }) {
  if (/NOAUTH|WRONGPASS|invalid password|without any password/i.test(error.message)) {
    return `The Redis at ${place} does not accept the password in REDIS_URL: correct it.`;
  }
  const code = codeOf(error);
  if (UNREACHABLE.has(code) || /timed? ?out|closed/i.test(error.message)) {
    return `REDIS_URL names a Redis at ${place}, and nothing answers there (${code ?? "timeout"}): start it, correct REDIS_URL, or unset it so that Parley brings its own.`;
  }
  return `The Redis at ${place} that REDIS_URL names cannot be used: ${error.message}.`;
}
