/** An inference thread that dies, hangs or answers, as the input's length says. */
import { parentPort, threadId } from "node:worker_threads";

parentPort.on("message", ({ id, input }) => {
  if (input.pcm.length === 1) process.exit(3);
  if (input.pcm.length === 2) for (;;);
  parentPort.postMessage({ id, output: { thread: threadId } });
});
