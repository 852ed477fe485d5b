import { JOBS } from "@/lib/pipeline/jobs";
import { sweep } from "@/lib/pipeline/service";
import { beatAsWorker } from "@/lib/platform/heartbeat";
import { matchHandlers, startWorker } from "@/lib/platform/jobs";
import { log } from "@/lib/platform/log";
import { HANDLERS } from "./handlers";
import { closeModels, loadModels } from "./models";

/** How often rows are compared with the queue, milliseconds. */
const SWEEP_EVERY_MS = 5_000;

/**
 * Does the background work of this instance in this process: the worker's whole life, and that of a
 * command that finds no worker running. `close` lets running jobs end.
 */
export async function startWorkers(): Promise<{ close(): Promise<void> }> {
  matchHandlers([...JOBS], HANDLERS);
  await loadModels();
  const workers = HANDLERS.map((entry) => startWorker(entry.job, entry.handle));
  const stopBeating = beatAsWorker();
  const sweeping = setInterval(() => {
    sweep().then(
      (found) => {
        if (found.clips + found.steps > 0) log("worker").info(found, "delivered again");
      },
      (error: unknown) => log("worker").warn({ err: error }, "sweep failed"),
    );
  }, SWEEP_EVERY_MS);
  log("worker").info({ jobs: HANDLERS.map((entry) => entry.job.name) }, "working");
  return {
    close: async () => {
      clearInterval(sweeping);
      stopBeating();
      await Promise.allSettled(workers.map((worker) => worker.close()));
      await closeModels();
    },
  };
}
