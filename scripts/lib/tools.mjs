import { createProcessTable } from "./processes.mjs";
import { createProgress } from "./progress.mjs";
import { makeDataFolder, readSettings } from "./settings.mjs";

const INTERRUPTED = 130;

/**
 * @typedef {object} Tools what a command that runs to its end works with
 * @property {import("./settings.mjs").Settings} settings
 * @property {ReturnType<typeof createProcessTable>} table
 * @property {import("./progress.mjs").Progress} progress
 */

/**
 * Runs a command's body; whatever it started is gone when it ends, and when it is interrupted.
 * @template T
 * @param {(tools: Tools) => Promise<T>} body
 * @param {{ stream?: NodeJS.WriteStream, quiet?: boolean }} [options] where progress is shown
 * @returns {Promise<T>}
 */
export async function withTools(body, { stream, quiet } = {}) {
  const settings = readSettings();
  makeDataFolder(settings.dataFolder);
  const table = createProcessTable();
  const interrupt = () => table.stopAll().finally(() => process.exit(INTERRUPTED));
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.once(signal, interrupt);
  try {
    return await body({ settings, table, progress: createProgress({ stream, quiet }) });
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
    await table.stopAll();
  }
}
