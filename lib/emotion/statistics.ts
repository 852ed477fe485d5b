import { ACTIVE_KEY, latencyKey, WAITS_KEY } from "@/lib/emotion/keys";
import type { Modality } from "@/lib/emotion/schema";
import { nowMs } from "@/lib/platform/clock";
import { redis } from "@/lib/platform/redis";

/** Figures look back on this many readings. */
const KEPT = 500;
/** Waiting times look back on fewer: they steer. */
const WAITS = 60;
/** Somebody read within this time takes part now, milliseconds. */
const ACTIVE_MS = 10_000;

export interface Timing {
  participantId: string;
  /** How long the delivery waited, milliseconds. */
  waitedMs: number;
  /** From capture to result by modality, milliseconds. */
  latencies: Partial<Record<Modality | "all", number>>;
}

/** Notes how long one reading took. */
export async function noteTiming({ participantId, waitedMs, latencies }: Timing): Promise<void> {
  const line = redis()
    .multi()
    .zadd(ACTIVE_KEY, nowMs(), participantId)
    .zremrangebyscore(ACTIVE_KEY, 0, nowMs() - ACTIVE_MS)
    .lpush(WAITS_KEY, `${nowMs()} ${waitedMs}`)
    .ltrim(WAITS_KEY, 0, WAITS - 1);
  for (const part of ["face", "voice", "all"] as const) {
    const latency = latencies[part];
    if (latency === undefined) continue;
    line.lpush(latencyKey(part), Math.round(latency)).ltrim(latencyKey(part), 0, KEPT - 1);
  }
  await line.exec();
}

export interface Figures {
  count: number;
  p50Ms: number;
  p90Ms: number;
  p95Ms: number;
  minMs: number;
  meanMs: number;
  maxMs: number;
}

/** Nearest-rank percentiles, minimum, mean and maximum; null of nothing. */
export function figuresOf(values: readonly number[]): Figures | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const rank = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return {
    count: sorted.length,
    p50Ms: rank(0.5),
    p90Ms: rank(0.9),
    p95Ms: rank(0.95),
    minMs: sorted[0] ?? 0,
    meanMs: Math.round(sorted.reduce((sum, value) => sum + value, 0) / sorted.length),
    maxMs: sorted.at(-1) ?? 0,
  };
}

/** From capture to result over the last 500 readings, by modality, and how many people take part. */
export async function emotionStatistics() {
  const lists = await Promise.all(
    (["face", "voice", "all"] as const).map((part) => redis().lrange(latencyKey(part), 0, -1)),
  );
  const [face, voice, all] = lists.map((list) => figuresOf(list.map(Number)));
  return {
    face: face ?? null,
    voice: voice ?? null,
    all: all ?? null,
    activePeople: await activePeople(),
  };
}

export const activePeople = (): Promise<number> =>
  redis().zcount(ACTIVE_KEY, nowMs() - ACTIVE_MS, "+inf");

/** How long the deliveries of the last `withinMs` waited, milliseconds. */
export async function recentWaits(withinMs: number): Promise<number[]> {
  const lines = await redis().lrange(WAITS_KEY, 0, -1);
  return lines
    .map((line) => line.split(" ").map(Number))
    .filter(([at]) => (at ?? 0) >= nowMs() - withinMs)
    .map(([, waited]) => waited ?? 0);
}
