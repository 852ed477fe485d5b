import { startWorkers } from "@/workers/run";

/** A worker as production runs it. Says when it is ready, then its memory when asked. */
await startWorkers();
process.send?.({ ready: true });
process.on("message", () => process.send?.({ rssMb: process.memoryUsage.rss() / 1e6 }));
process.on("disconnect", () => process.exit(0));
