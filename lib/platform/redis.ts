import { Redis } from "ioredis";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";

/** A healthy Redis answers within milliseconds; browsers give up on us after eight seconds. */
const COMMAND_TIMEOUT_MS = 4_000;

const shared = globalThis as typeof globalThis & {
  parleyRedis?: Redis;
  parleyConnections?: Set<Redis>;
};

/** A connection of one's own (subscribers and blocking readers need one). */
export function newRedis(options: { blocking?: boolean } = {}): Redis {
  const connection = new Redis(env().REDIS_URL, {
    // BullMQ workers block on reads and want endless retries of a request.
    maxRetriesPerRequest: options.blocking ? null : 5,
    // Without Redis a request is refused soon instead of hanging; blocking reads wait on purpose.
    ...(!options.blocking && { commandTimeout: COMMAND_TIMEOUT_MS }),
    retryStrategy: (attempt) => Math.min(100 * attempt, 2_000),
  });
  shared.parleyConnections ??= new Set();
  const open = shared.parleyConnections.add(connection);
  connection.on("end", () => open.delete(connection));
  connection.on("error", (error) =>
    log("redis").debug({ code: error.message }, "redis connection"),
  );
  return connection;
}

/** The process's shared connection for plain commands. */
export function redis(): Redis {
  shared.parleyRedis ??= newRedis();
  return shared.parleyRedis;
}

/** Closes every connection of this process. */
export function closeRedis(): void {
  for (const connection of shared.parleyConnections ?? []) connection.disconnect();
  shared.parleyConnections?.clear();
  shared.parleyRedis = undefined;
}
