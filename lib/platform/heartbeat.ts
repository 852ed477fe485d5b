import { redis } from "@/lib/platform/redis";

const KEY = "parley:worker:alive";
const BEAT_SECONDS = 3;

/** Says every few seconds that a worker with its models is here. Call the answer to stop. */
export function beatAsWorker(): () => void {
  const beat = () =>
    void redis()
      .set(KEY, "1", "EX", BEAT_SECONDS * 4)
      .catch(() => undefined);
  beat();
  const timer = setInterval(beat, BEAT_SECONDS * 1000);
  return () => clearInterval(timer);
}

/** Whether any worker said so lately. */
export const workerIsAlive = async (): Promise<boolean> => (await redis().exists(KEY)) === 1;
