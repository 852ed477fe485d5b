import { closeDb } from "@/lib/platform/db";
import { EnvError } from "@/lib/platform/env";
import { closeQueues } from "@/lib/platform/jobs";
import { log } from "@/lib/platform/log";
import { closeRedis } from "@/lib/platform/redis";
import { startWorkers } from "./run";

/** A running job gets this long to end when the process is asked to stop, milliseconds. */
const CLOSING_MS = 8_000;

async function main(): Promise<void> {
  const workers = await startWorkers();
  let closing = false;
  const close = async (): Promise<void> => {
    if (closing) return;
    closing = true;
    setTimeout(() => process.exit(0), CLOSING_MS).unref();
    await workers.close();
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
