import { closeDb } from "@/lib/platform/db";
import { EnvError } from "@/lib/platform/env";
import { beatAsWorker } from "@/lib/platform/heartbeat";
import { closeQueues, matchHandlers, startWorker } from "@/lib/platform/jobs";
import { log } from "@/lib/platform/log";
import { closeRedis } from "@/lib/platform/redis";
import { JOBS } from "@/lib/pipeline/jobs";
import { sweep } from "@/lib/pipeline/service";
import { HANDLERS } from "./handlers";
import { closeModels, loadModels } from "./models";

/** How often rows are compared with the queue, milliseconds. */
const SWEEP_EVERY_MS = 5_000;
/** A running job gets this long to end when the process is asked to stop, milliseconds. */
const CLOSING_MS = 8_000;

async function main(): Promise<void> {
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

  let closing = false;
  const close = async (): Promise<void> => {
    if (closing) return;
    closing = true;
    setTimeout(() => process.exit(0), CLOSING_MS).unref();
    clearInterval(sweeping);
    stopBeating();
    await Promise.allSettled(workers.map((worker) => worker.close()));
    await closeModels();
    await closeQueues();
    closeRedis();
    await closeDb();
    process.exit(0);
  };
  process.on("SIGTERM", () => void close());
  process.on("SIGINT", () => void close());
}

main().catch((error: unknown) => {
  if (error instanceof EnvError) process.stderr.write(`${error.message}\n`);
  else log("worker").fatal({ err: error }, "the worker could not start");
  process.exit(1);
});
