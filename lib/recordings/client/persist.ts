import { UploadError } from "./upload-api";

/** First wait, doubled at every failure up to the longest, milliseconds. */
const BACKOFF = { firstMs: 500, longestMs: 15_000 } as const;

export type PersistOptions = {
  signal: AbortSignal;
  /** Told whenever an attempt failed and another will follow. */
  onRetry?: () => void;
  /** 0..1; spreads out browsers that failed at the same moment. */
  random?: () => number;
};

/** The wait before attempt `failures + 1`: half of it fixed, half by chance (equal jitter). */
export const backoffMs = (failures: number, random: () => number): number => {
  const full = Math.min(BACKOFF.longestMs, BACKOFF.firstMs * 2 ** (failures - 1));
  return full / 2 + (full / 2) * random();
};

/**
 * Runs `attempt` until it succeeds or fails for good. Waits end early when the network is back.
 * @throws {UploadError} that time does not heal; the abort's reason when aborted.
 */
export const persist = async <T>(
  attempt: () => Promise<T>,
  options: PersistOptions,
): Promise<T> => {
  for (let failures = 1; ; failures += 1) {
    options.signal.throwIfAborted();
    try {
      return await attempt();
    } catch (thrown) {
      if (!(thrown instanceof UploadError) || !thrown.passing) throw thrown;
      options.onRetry?.();
      const wait = backoffMs(failures, options.random ?? Math.random);
      await pause(Math.max(wait, thrown.retryAfterMs ?? 0), options.signal);
    }
  }
};

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      globalThis.removeEventListener?.("online", done);
      resolve();
    };
    const abort = (): void => {
      clearTimeout(timer);
      globalThis.removeEventListener?.("online", done);
      reject(signal.reason);
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", abort, { once: true });
    globalThis.addEventListener?.("online", done, { once: true });
  });

/** Lets at most `size` run at once; the others wait in line. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(size: number) {
    this.#free = size;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}
