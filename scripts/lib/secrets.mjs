import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { PlainError } from "./errors.mjs";
import { writePrivateFile } from "./files.mjs";

/**
 * @typedef {object} Secrets
 * @property {string} PARLEY_SECRET the master secret; all others of the website are derived from it
 * @property {string} postgresPassword of the embedded Postgres
 * @property {string} redisPassword of the embedded Redis
 */

const NAMES = ["PARLEY_SECRET", "postgresPassword", "redisPassword"];

/**
 * Reads PARLEY_DATA/secrets.json, making on first run what is missing; only its owner may read it.
 * @param {string} dataFolder
 * @returns {Secrets}
 */
export function loadSecrets(dataFolder) {
  const file = path.join(dataFolder, "secrets.json");
  let known = {};
  try {
    known = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new PlainError(
        `${file} cannot be read: restore it from a backup, or delete it together with the data folder.`,
      );
    }
    if (error.code !== "ENOENT") throw error;
  }
  const missing = NAMES.filter((name) => typeof known[name] !== "string");
  if (missing.length === 0) return known;
  const made = missing.map((name) => [name, randomBytes(32).toString("base64url")]);
  const secrets = { ...known, ...Object.fromEntries(made) };
  writePrivateFile(file, `${JSON.stringify(secrets, null, 2)}\n`);
  return secrets;
}
