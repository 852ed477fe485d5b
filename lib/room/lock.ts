import { randomUUID } from "node:crypto";
import { AppError } from "@/lib/platform/errors";
import { redis } from "@/lib/platform/redis";
import { lockKey } from "@/lib/room/keys";

/** A holder that died gives the lock up after this long, milliseconds. */
const HOLD_MS = 10_000;
const WAIT_MS = 8_000;
const POLL_MIN_MS = 50;
const POLL_SPREAD_MS = 50;

/** Deletes the lock only while it is still ours: it may have expired and be someone else's. */
const RELEASE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/**
 * Runs `work` while nobody else in any process does so for this meeting. Waits up to 8 s, then
 * throws `unavailable`.
 */
export async function withRoomLock<T>(meetingId: string, work: () => Promise<T>): Promise<T> {
  const key = lockKey(meetingId);
  const token = randomUUID();
  await acquire(key, token);
  try {
    return await work();
  } finally {
    // A lost Redis lets the lock expire by itself; the work is done either way.
    await redis()
      .eval(RELEASE, 1, key, token)
      .catch(() => 0);
  }
}

async function acquire(key: string, token: string): Promise<void> {
  const deadline = performance.now() + WAIT_MS;
  while ((await redis().set(key, token, "PX", HOLD_MS, "NX")) !== "OK") {
    if (performance.now() >= deadline)
      throw new AppError("unavailable", "The room is very busy. Please try again in a moment.", {
        retryAfterSeconds: 1,
      });
    await new Promise((resolve) =>
      setTimeout(resolve, POLL_MIN_MS + Math.random() * POLL_SPREAD_MS),
    );
  }
}
