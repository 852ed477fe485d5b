import { openReadingWorker } from "@/lib/emotion/testing/reading-worker";

/** A worker in a process of its own, so that a test can kill it. Says when it is there, and what it read. */
await openReadingWorker((participantId) => process.send?.({ participantId }));
process.send?.({ ready: true });
process.on("disconnect", () => process.exit(0));
