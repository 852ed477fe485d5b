import { statfsSync } from "node:fs";
import { PlainError } from "./errors.mjs";
import { claimDataFolder } from "./instance.mjs";
import { createProcessTable } from "./processes.mjs";
import { STOP_LAST } from "./services.mjs";
import { makeDataFolder } from "./settings.mjs";
import { createSupervisor } from "./supervisor.mjs";

const LEAST_FREE_BYTES = 100 * 1024 * 1024;
// npm passes a Ctrl-C on that the terminal has delivered already: only a later one is a second one.
const SECOND_SIGNAL_AFTER_MS = 1_500;

/** @param {string} folder @throws {PlainError} when its disk has no room left to work with */
export function requireDiskSpace(folder) {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= LEAST_FREE_BYTES) return;
  const free = Math.floor((bavail * bsize) / 1024 / 1024);
  throw new PlainError(
    `The disk that holds ${folder} is full (${free} MB free): free some space and start again.`,
  );
}

/**
 * @typedef {object} Workspace a data folder that this process owns, and what it started there
 * @property {ReturnType<typeof createProcessTable>} table
 * @property {ReturnType<typeof createSupervisor>} supervisor
 * @property {{ update: (more: Partial<import("./instance.mjs").Instance>) => void }} lock
 * @property {() => Promise<void>} close stops everything and gives the folder up; may be called twice
 */

/**
 * Takes a data folder, if nobody has it.
 * @param {{ settings: import("./settings.mjs").Settings,
 *   purpose: import("./instance.mjs").Instance["purpose"], report: (line: string) => void }} options
 * @returns {Promise<{ workspace: Workspace } | { owner: import("./instance.mjs").Instance }>} or who has it
 */
export async function openWorkspace({ settings, purpose, report }) {
  makeDataFolder(settings.dataFolder);
  const claimed = await claimDataFolder({ dataFolder: settings.dataFolder, purpose });
  if (claimed.owner) return { owner: claimed.owner };
  const { lock } = claimed;
  const table = createProcessTable();
  const changed = () => lock.update({ groups: table.list() });
  const supervisor = createSupervisor({ report, changed });
  let closing;
  const close = () => {
    supervisor.stop();
    closing ??= table.stopAll({ last: STOP_LAST }).finally(() => lock.release());
    return closing;
  };
  return { workspace: { table, supervisor, lock, close } };
}

/**
 * Stops a workspace when the process is asked to end; a second request ends it at once.
 * @param {{ workspace: Workspace, exitCode: number, onStop?: () => void }} options
 * @returns {Promise<never>} never resolves: the process ends with `exitCode`
 */
export function stopOnSignals({ workspace, exitCode, onStop = () => {} }) {
  let asked;
  const stop = () => {
    if (asked !== undefined) {
      if (performance.now() - asked < SECOND_SIGNAL_AFTER_MS) return;
      workspace.table.killAll();
      process.exit(1);
    }
    asked = performance.now();
    onStop();
    workspace.close().finally(() => process.exit(exitCode));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
}
