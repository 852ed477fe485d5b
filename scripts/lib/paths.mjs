import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of package.json. Looked for upwards, since a bundle of this code lies elsewhere. */
export const projectRoot = (() => {
  const here = path.dirname(fileURLToPath(import.meta.url));
  let folder = here;
  while (!existsSync(path.join(folder, "package.json"))) {
    if (folder === path.dirname(folder)) return path.resolve(here, "../..");
    folder = path.dirname(folder);
  }
  return folder;
})();

/** @param {string} name @returns {string} a path inside the project */
export const inProject = (...name) => path.join(projectRoot, ...name);

/**
 * Where downloaded services are kept for every data folder of this user. The service user must be
 * able to read it, so root's is outside root's home.
 * @param {NodeJS.ProcessEnv} [env]
 */
export function cacheFolder(env = process.env) {
  if (env.PARLEY_CACHE) return path.resolve(env.PARLEY_CACHE);
  if (env.XDG_CACHE_HOME) return path.join(env.XDG_CACHE_HOME, "parley");
  if (process.getuid?.() === 0) return "/var/cache/parley";
  return path.join(os.homedir(), ".cache", "parley");
}

/** @param {string} dataFolder @param {string} name @returns {string} the log file of one process */
export const logFile = (dataFolder, name) => path.join(dataFolder, "logs", `${name}.log`);

/** How every sentence about missing services ends. */
export const withDocker =
  "install Postgres with pgvector and Redis, or run docker compose up -d and set DATABASE_URL and REDIS_URL as .env.example shows";
