import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { InferencePool, type InferencePoolOptions } from "@/lib/models/pool";

const UNRULY = path.resolve("lib/models/testing/unruly-thread.mjs");
const silence = (samples: number) => ({ pcm: new Float32Array(samples), memory: null });

let dataDir: string;
const pools: InferencePool[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), "parley-pool-"));
});

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

function poolOf(options: Omit<InferencePoolOptions, "locations"> = {}): InferencePool {
  const pool = new InferencePool({ locations: { dataDir }, ...options });
  pools.push(pool);
  return pool;
}

describe("a pool of inference threads", () => {
  it("gives the event loop its turn while a model works", async () => {
    const pool = poolOf();
    const noise = Float32Array.from({ length: 160_000 }, (_, i) => 0.1 * Math.sin(i * i));
    let turns = 0;
    const counter = setInterval(() => {
      turns += 1;
    }, 1);
    const { probabilities } = await pool.run("speech-probability", { pcm: noise, memory: null });
    clearInterval(counter);
    expect(probabilities).toHaveLength(Math.ceil(160_000 / 512));
    expect(turns).toBeGreaterThan(5);
  });

  it("gives every caller their own answer, with more work than threads", async () => {
    const pool = poolOf({ size: 2 });
    const lengths = [1, 2, 3, 4, 5].map((frames) => frames * 512);
    const answers = await Promise.all(
      lengths.map((length) => pool.run("speech-probability", silence(length))),
    );
    expect(answers.map(({ probabilities }) => probabilities.length)).toEqual([1, 2, 3, 4, 5]);
    expect(pool.alive).toBeLessThanOrEqual(2);
  });

  it("says in a sentence when a task fails, and goes on with the same thread", async () => {
    const pool = poolOf();
    const wrong = { pcm: "no audio" as unknown as Float32Array, memory: 7 as unknown as null };
    await expect(pool.run("speech-probability", wrong)).rejects.toMatchObject({
      name: "InferenceFailedError",
      message: expect.stringContaining("could not work on its input"),
    });
    await expect(pool.run("speech-probability", silence(512))).resolves.toBeDefined();
    expect(pool.alive).toBe(1);
  });

  it("fails a missing model with a sentence that says what to do", async () => {
    const pool = poolOf();
    const input = { modelId: "whisper-huge", pcm: new Float32Array(16_000) };
    await expect(pool.run("recognise-whisper", input)).rejects.toMatchObject({
      code: "invalid",
      message: expect.stringContaining('no model called "whisper-huge"'),
    });
  });

  it("replaces a thread that dies and fails only its task", async () => {
    const pool = poolOf({ program: UNRULY });
    const dying = pool.run("speech-probability", silence(1));
    const next = pool.run("speech-probability", silence(9));
    await expect(dying).rejects.toMatchObject({ name: "InferenceCrashedError" });
    await expect(next).resolves.toBeDefined();
  });

  it("replaces a thread that overruns its time", async () => {
    const pool = poolOf({ program: UNRULY });
    const hanging = pool.run("speech-probability", silence(2), { timeoutMs: 300 });
    const next = pool.run("speech-probability", silence(9));
    await expect(hanging).rejects.toMatchObject({ code: "timed-out" });
    await expect(next).resolves.toBeDefined();
  });

  it("refuses work beyond its queue with a time to come back", async () => {
    const pool = poolOf({ program: UNRULY, maxQueued: 1 });
    const running = pool.run("speech-probability", silence(2));
    const waiting = pool.run("speech-probability", silence(9));
    await expect(pool.run("speech-probability", silence(9))).rejects.toMatchObject({
      name: "InferenceBusyError",
      retryAfterSeconds: expect.any(Number),
    });
    const ends = Promise.allSettled([running, waiting]);
    await pool.close();
    expect(await ends).toMatchObject([
      { reason: { name: "InferenceClosedError" } },
      { reason: { name: "InferenceClosedError" } },
    ]);
  });

  it("forgets waiting work whose caller gave up", async () => {
    const pool = poolOf({ program: UNRULY });
    const running = pool.run("speech-probability", silence(2), { timeoutMs: 2000 });
    const controller = new AbortController();
    const waiting = pool.run("speech-probability", silence(9), { signal: controller.signal });
    controller.abort(new Error("left"));
    await expect(waiting).rejects.toThrow("left");
    expect(pool.queued).toBe(0);
    await expect(running).rejects.toMatchObject({ code: "timed-out" });
  });

  it("stops running work whose caller gave up", async () => {
    const pool = poolOf();
    await pool.run("speech-probability", silence(0));
    const controller = new AbortController();
    const hour = Float32Array.from({ length: 16_000 * 600 }, (_, i) => 0.1 * Math.sin(i * i));
    const long = pool.run(
      "speech-probability",
      { pcm: hour, memory: null },
      { signal: controller.signal },
    );
    controller.abort(new Error("left"));
    await expect(long).rejects.toThrow("left");
    // The same thread is free again, long before ten minutes of audio could be listened to.
    await expect(pool.run("speech-probability", silence(512))).resolves.toBeDefined();
    expect(pool.alive).toBe(1);
  });

  it("ends threads that have nothing to do", async () => {
    const pool = poolOf({ program: UNRULY, idleMs: 20 });
    await pool.run("speech-probability", silence(9));
    await vi.waitFor(() => expect(pool.alive).toBe(0), { timeout: 5000 });
    await expect(pool.run("speech-probability", silence(9))).resolves.toBeDefined();
  });
});

afterAll(async () => {
  await rm(dataDir, { recursive: true, force: true });
});
