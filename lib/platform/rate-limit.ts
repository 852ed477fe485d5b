import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { AppError } from "@/lib/platform/errors";
import { redis } from "@/lib/platform/redis";

/** At most `points` calls in `seconds`, per what `by` names. */
export interface Limit {
  points: number;
  seconds: number;
  by: "principal" | "address";
}

const shared = globalThis as typeof globalThis & { parleyLimiters?: Map<string, RateLimiterRedis> };

function limiter(door: string, limit: Limit): RateLimiterRedis {
  shared.parleyLimiters ??= new Map();
  const known = shared.parleyLimiters.get(door);
  if (known) return known;
  const made = new RateLimiterRedis({
    storeClient: redis(),
    keyPrefix: `limit:${door}`,
    points: limit.points,
    duration: limit.seconds,
    // A lost Redis must neither lock everybody out nor open the gates: each process counts alone.
    insuranceLimiter: new RateLimiterMemory({ points: limit.points, duration: limit.seconds }),
  });
  shared.parleyLimiters.set(door, made);
  return made;
}

/** How many calls are left to somebody, and when there will be one if none is. Counts nothing. */
export async function left(
  door: string,
  limit: Limit,
  key: string,
): Promise<{ left: number; retryAfterSeconds: number | null }> {
  const known = await limiter(door, limit).get(key);
  const remaining = known ? Math.max(0, limit.points - known.consumedPoints) : limit.points;
  const waits = known && remaining === 0;
  return {
    left: remaining,
    retryAfterSeconds: waits ? Math.max(1, Math.ceil(known.msBeforeNext / 1000)) : null,
  };
}

/** Counts one call. Throws `too-many` with the waiting time. */
export async function consume(door: string, limit: Limit, key: string): Promise<void> {
  try {
    await limiter(door, limit).consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const retryAfterSeconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    throw new AppError(
      "too-many",
      `That was too often. Please wait ${retryAfterSeconds} ${retryAfterSeconds === 1 ? "second" : "seconds"}.`,
      { retryAfterSeconds },
    );
  }
}
