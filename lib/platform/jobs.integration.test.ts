import type { Worker } from "bullmq";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { closeQueues, enqueue, job, NotYet, queueOf, startWorker } from "@/lib/platform/jobs";
import { closeRedis, redis } from "@/lib/platform/redis";

const RUN = `${process.pid}-${Date.now()}`;
const workers: Worker[] = [];

const counter = (name: string, attempts = 3) =>
  job({
    name: `${name}-${RUN}`,
    payload: z.object({ id: z.string() }),
    attempts,
    dedupeId: ({ id }) => id,
  });

describe("a job", () => {
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
  });
  afterAll(async () => {
    await closeQueues();
    closeRedis();
  });

  it("waits once however often it is delivered", async () => {
    const declared = counter("dedupe");
    await Promise.all(Array.from({ length: 20 }, () => enqueue(declared, { id: "same" })));
    expect(await queueOf(declared).getWaitingCount()).toBe(1);
  });

  it("that says its time has not come is asked again, without using up its attempts", async () => {
    const declared = counter("not-yet", 1);
    let asked = 0;
    workers.push(
      startWorker(declared, async () => {
        asked += 1;
        if (asked < 4) throw new NotYet(5);
        return "done";
      }),
    );
    await enqueue(declared, { id: "patient" });
    await expect.poll(() => asked, { timeout: 15_000 }).toBe(4);
  });

  it("that fails is tried again and learns when it is the last time", async () => {
    const declared = counter("failing", 2);
    const lastAttempts: boolean[] = [];
    workers.push(
      startWorker(declared, async ({ lastAttempt }) => {
        lastAttempts.push(lastAttempt);
        throw new Error("no");
      }),
    );
    await enqueue(declared, { id: "unlucky" });
    await expect.poll(() => lastAttempts, { timeout: 20_000 }).toEqual([false, true]);
  });

  it("may come again with the same id once it has ended", async () => {
    const declared = counter("again");
    let done = 0;
    workers.push(
      startWorker(declared, async () => {
        done += 1;
        return "done";
      }),
    );
    await enqueue(declared, { id: "same" });
    await expect.poll(() => done, { timeout: 15_000 }).toBe(1);
    await expect.poll(() => queueOf(declared).getActiveCount(), { timeout: 15_000 }).toBe(0);
    await enqueue(declared, { id: "same" });
    await expect.poll(() => done, { timeout: 15_000 }).toBe(2);
  });

  it("refuses a payload that is not what was declared", async () => {
    const declared = counter("strict");
    const broken = { id: 7 } as unknown as { id: string };
    await expect(enqueue(declared, broken)).rejects.toThrow();
    expect(await redis().ping()).toBe("PONG");
  });
});
