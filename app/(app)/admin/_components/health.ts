import type { AdminOverview } from "@/lib/admin/schema";
import { capital, inWords } from "@/lib/client/format";

/** Waiting work beyond this many pieces deserves a word, as two cores take minutes for it. */
const MANY_WAITING = 50;

/** One sentence on how the instance is: the worst thing first. */
export const healthSentence = (overview: AdminOverview): string => {
  const failures = overview.failures.length;
  if (failures > 0) {
    const work = failures === 1 ? "piece of work needs" : "pieces of work need";
    return `${capital(inWords(failures))} ${work} your attention`;
  }
  const paused = overview.queues.filter((queue) => queue.paused).length;
  if (paused > 0) {
    return `${capital(inWords(paused))} ${paused === 1 ? "queue is" : "queues are"} paused`;
  }
  const waiting = overview.queues.reduce((sum, queue) => sum + queue.waiting, 0);
  if (waiting > MANY_WAITING) return "This instance is well, and busy";
  return "This instance is well";
};
