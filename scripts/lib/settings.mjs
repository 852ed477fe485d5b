import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { PlainError } from "./errors.mjs";
import { inProject, projectRoot } from "./paths.mjs";

/**
 * @typedef {object} Settings
 * @property {string} dataFolder absolute
 * @property {number} port
 * @property {string} host the address the web server binds
 * @property {string} url the address people open
 * @property {NodeJS.ProcessEnv} env the environment with `.env` below it
 */

const LINE = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/;

/**
 * Reads the text of a `.env` file: KEY=VALUE lines, `#` comments, single or double quotes.
 * @param {string} text
 * @returns {Record<string, string>}
 */
export function parseDotEnv(text) {
  const values = {};
  for (const line of text.split(/\r?\n/)) {
    const match = LINE.exec(line);
    if (!match) continue;
    const [, key, raw] = match;
    const quoted = /^(["'])(.*)\1(?:\s+#.*)?$/.exec(raw);
    if (quoted) values[key] = quoted[1] === '"' ? quoted[2].replaceAll("\\n", "\n") : quoted[2];
    else values[key] = raw.replace(/(^|\s)#.*$/, "").trim();
  }
  return values;
}

function readIfThere(file) {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return "";
    throw error;
  }
}

/** Empty settings count as not set, as they are in the lines of `.env.example`. */
function withoutEmpty(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
}

/**
 * The settings of the launch scripts: the real environment wins over `.env`.
 * @param {{ env?: NodeJS.ProcessEnv, dotEnvFile?: string | null }} [options] null reads no file
 * @returns {Settings}
 */
export function readSettings({ env = process.env, dotEnvFile = inProject(".env") } = {}) {
  const fromFile = dotEnvFile ? parseDotEnv(readIfThere(dotEnvFile)) : {};
  const merged = { ...withoutEmpty(fromFile), ...withoutEmpty(env) };
  const port = Number(merged.PORT ?? 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new PlainError(`PORT must be a number from 1 to 65535, and it is "${merged.PORT}".`);
  }
  const host = merged.HOST ?? "0.0.0.0";
  const shownHost = host === "0.0.0.0" || host === "::" ? "localhost" : host;
  const url = merged.PARLEY_URL ?? `http://${shownHost}:${port}`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new PlainError(
      `PARLEY_URL must be the address people open, like https://meet.example.org, and it is "${url}".`,
    );
  }
  return {
    dataFolder: path.resolve(projectRoot, merged.PARLEY_DATA ?? ".parley"),
    port,
    host,
    url: url.replace(/\/+$/, ""),
    env: merged,
  };
}

/**
 * Makes the data folder. Others may pass through it (the database runs as another user) but not list it.
 * @param {string} dataFolder
 */
export function makeDataFolder(dataFolder) {
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o711 });
    mkdirSync(path.join(dataFolder, "logs"), { recursive: true, mode: 0o700 });
  } catch (error) {
    if (error.code === "ENOTDIR" || error.code === "EEXIST") {
      throw new PlainError(`PARLEY_DATA (${dataFolder}) is not a folder: name another one.`);
    }
    throw error;
  }
}
