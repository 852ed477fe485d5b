import { setTimeout as delay } from "node:timers/promises";
import { explain } from "./errors.mjs";

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
// A process that ran this long was healthy: its next crash starts from the shortest pause again.
const HEALTHY_AFTER_MS = 60_000;

/**
 * @typedef {object} Service something that is kept running
 * @property {string} name
 * @property {() => Promise<import("./processes.mjs").Handle>} launch resolves once it is ready
 */

/**
 * The pause before the next try: it doubles with every crash in a row.
 * @param {number} crashes how many in a row, from 1
 * @returns {number} milliseconds
 */
export function pauseAfter(crashes) {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (crashes - 1));
}

/**
 * Keeps services running: whoever ends without being asked is launched again.
 * @param {{ report: (line: string) => void, changed?: () => void }} options `changed` is called
 *   whenever another process took a service's place
 */
export function createSupervisor({ report, changed = () => {} }) {
  let stopping = false;
  const abort = new AbortController();

  async function keep(service, first) {
    let handle = first;
    let began = performance.now();
    let crashes = 0;
    while (!stopping) {
      if (handle) {
        const { code, signal } = await handle.exited;
        if (stopping) return;
        crashes = performance.now() - began > HEALTHY_AFTER_MS ? 1 : crashes + 1;
        report(`${service.name} ended (${signal ?? `exit code ${code}`}); starting it again`);
      } else {
        crashes += 1;
      }
      try {
        await delay(pauseAfter(crashes), undefined, { signal: abort.signal });
        began = performance.now();
        handle = await service.launch();
        changed();
        if (!stopping) {
          report(
            `${service.name} runs again (${((performance.now() - began) / 1000).toFixed(1)} s)`,
          );
        }
      } catch (error) {
        if (stopping) return;
        handle = undefined;
        report(explain(error).sentence);
      }
    }
  }

  return {
    /**
     * Launches a service and keeps it running from then on.
     * @param {Service} service
     * @throws whatever its first launch failed with
     */
    async add(service) {
      const handle = await service.launch();
      changed();
      keep(service, handle);
      return handle;
    },
    /** From now on nothing is launched again. */
    stop() {
      stopping = true;
      abort.abort();
    },
  };
}
