import { linkSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { readJson, writePrivateFile } from "./files.mjs";
import { isRunning, processIdentity, stopGroup } from "./processes.mjs";

/**
 * @typedef {object} Instance what PARLEY_DATA/instance.json says about the process that owns the folder
 * @property {number} pid
 * @property {string} identity
 * @property {"start" | "dev" | "command" | "test"} purpose
 * @property {"starting" | "ready"} state
 * @property {string} [url]
 * @property {Record<string, string>} [env] what a command needs to use it: addresses and the secret
 * @property {{ name: string, pid: number, identity?: string }[]} [groups] what it has started
 */

const instanceFile = (dataFolder) => path.join(dataFolder, "instance.json");

/**
 * @param {string} dataFolder
 * @returns {Instance | undefined} the instance that owns the folder now
 */
export function runningInstance(dataFolder) {
  const found = readJson(instanceFile(dataFolder));
  return found && isRunning(found) ? found : undefined;
}

/** Creates the file with its content in one step. @returns {boolean} false when there is one already */
function createWhole(file, content) {
  const whole = `${file}.new-${process.pid}`;
  writePrivateFile(whole, JSON.stringify(content));
  try {
    linkSync(whole, file);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(whole, { force: true });
  }
}

/** Moves a dead owner's file away, unless somebody else replaced it meanwhile. */
function clearStale(file, seen) {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
    const moved = readJson(aside);
    if (moved && isRunning(moved) && moved.pid !== seen?.pid) linkSync(aside, file);
  } catch (error) {
    if (error.code !== "ENOENT" && error.code !== "EEXIST") throw error;
  }
  rmSync(aside, { force: true });
}

/**
 * Takes ownership of a data folder. What a killed owner left running is stopped first.
 * @param {{ dataFolder: string, purpose: Instance["purpose"] }} options
 * @returns {Promise<{ owner: Instance } | { lock: ReturnType<typeof createLock> }>} the living owner, or the lock
 */
export async function claimDataFolder({ dataFolder, purpose }) {
  const file = instanceFile(dataFolder);
  const mine = {
    pid: process.pid,
    identity: processIdentity(process.pid),
    purpose,
    state: "starting",
  };
  for (;;) {
    if (createWhole(file, mine)) return { lock: createLock(file, mine) };
    const found = readJson(file);
    if (found && isRunning(found)) return { owner: found };
    for (const group of found?.groups ?? []) {
      await stopGroup({ ...group, signal: group.name === "postgres" ? "SIGINT" : "SIGTERM" });
    }
    clearStale(file, found);
  }
}

function createLock(file, instance) {
  let current = instance;
  return {
    /** Publishes more about this instance. @param {Partial<Instance>} more */
    update(more) {
      current = { ...current, ...more };
      writePrivateFile(file, `${JSON.stringify(current, null, 2)}\n`);
    },
    /** Gives the folder up, if it is still ours. */
    release() {
      if (readJson(file)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}
