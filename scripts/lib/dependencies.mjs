import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { PlainError } from "./errors.mjs";
import { readJson } from "./files.mjs";
import { inProject, projectRoot } from "./paths.mjs";

/**
 * Compares what npm installed with what the lockfile asks for.
 * @param {{ wanted: any, installed: any }} lockfiles parsed package-lock.json and node_modules/.package-lock.json
 * @returns {string | undefined} the first package that is missing or of another version
 */
export function firstDifference({ wanted, installed }) {
  if (!installed) return "everything";
  for (const [place, entry] of Object.entries(wanted?.packages ?? {})) {
    if (place === "" || entry.link) continue;
    const found = installed.packages?.[place];
    // Packages for other platforms are in the lockfile only.
    if (!found && (entry.optional || entry.devOptional || entry.peer)) continue;
    if (found?.version !== entry.version) return place.replace(/^.*node_modules\//, "");
  }
  return undefined;
}

function dependenciesDiffer() {
  const wanted = JSON.parse(readFileSync(inProject("package-lock.json"), "utf8"));
  const installed = readJson(inProject("node_modules", ".package-lock.json"));
  return firstDifference({ wanted, installed });
}

/**
 * Installs the dependencies when they are missing or differ from the lockfile.
 * @param {{ table: ReturnType<typeof import("./processes.mjs").createProcessTable>,
 *   progress: import("./progress.mjs").Progress, dataFolder: string }} options
 * @throws {PlainError} when npm cannot install them
 */
export async function ensureDependencies({ table, progress, dataFolder }) {
  if (!dependenciesDiffer()) return;
  const logFile = path.join(dataFolder, "logs", "npm.log");
  mkdirSync(path.dirname(logFile), { recursive: true });
  await progress.step("Installing dependencies", async () => {
    const { code, output } = await table.run({
      name: "npm",
      command: "npm",
      args: ["ci", "--no-audit", "--no-fund", "--loglevel=error"],
      cwd: projectRoot,
      // Tests and the build need the development packages too.
      env: { ...process.env, NODE_ENV: "development" },
      logFile,
    });
    if (code === 0) return;
    if (/EUSAGE|in sync/.test(output)) {
      throw new PlainError(
        "package-lock.json does not match package.json: run npm install and start again.",
      );
    }
    if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET/.test(output)) {
      throw new PlainError(
        "npm could not reach its registry to install the dependencies: check the network and start again.",
      );
    }
    throw new PlainError(`npm could not install the dependencies; what it said is in ${logFile}.`, {
      details: output.split("\n").slice(-15).join("\n"),
    });
  });
  const still = dependenciesDiffer();
  if (still) throw new PlainError(`npm left the dependencies incomplete (${still}): run npm ci.`);
}
