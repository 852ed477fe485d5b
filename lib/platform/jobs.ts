import { DelayedError, FlowProducer, type Job, type JobsOptions, Queue, Worker } from "bullmq";
import type { z } from "zod";
import { toAppError } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import { observeDoor } from "@/lib/platform/metrics";
import { newRedis } from "@/lib/platform/redis";

/**
 * A declared job. Payloads are ids only: the row in Postgres carries state and correctness, the
 * queue delivers, maybe twice, maybe after a restart, so handlers are idempotent.
 */
export interface JobDeclaration<P extends z.ZodType = z.ZodType> {
  kind: "job";
  name: string;
  payload: P;
  /** How many run at once in one worker process. */
  concurrency: number;
  /** Times a delivery is tried again before the job counts as failed. */
  attempts: number;
  /** One of the same id waits at a time; a second is dropped. */
  dedupeId(payload: z.infer<P>): string;
}

/** Declares a job; its handler is registered apart, so that enqueuing never loads heavy code. */
export function job<P extends z.ZodType>(
  declaration: Omit<JobDeclaration<P>, "kind" | "attempts" | "concurrency"> & {
    attempts?: number;
    concurrency?: number;
  },
): JobDeclaration<P> {
  return { kind: "job", attempts: 3, concurrency: 1, ...declaration };
}

/** Thrown by a handler whose time has not come: the job waits and no attempt is burnt. */
export class NotYet extends Error {
  constructor(readonly delayMs: number) {
    super("not yet");
    this.name = "NotYet";
  }
}

export type JobHandler<P extends z.ZodType> = (input: {
  payload: z.infer<P>;
  attempt: number;
  lastAttempt: boolean;
  signal: AbortSignal;
}) => Promise<"done" | "skipped">;

const PREFIX = "parley";
const shared = globalThis as typeof globalThis & {
  parleyQueues?: Map<string, Queue>;
  parleyFlows?: FlowProducer;
};

/** The queue of a declared job. */
export function queueOf(declaration: { name: string }): Queue {
  shared.parleyQueues ??= new Map();
  let queue = shared.parleyQueues.get(declaration.name);
  if (!queue) {
    queue = new Queue(declaration.name, { connection: newRedis(), prefix: PREFIX });
    queue.on("error", (error) => log("jobs").debug({ code: error.message }, "queue connection"));
    shared.parleyQueues.set(declaration.name, queue);
  }
  return queue;
}

function optionsFor<P extends z.ZodType>(
  declaration: JobDeclaration<P>,
  payload: z.infer<P>,
): JobsOptions {
  return {
    // BullMQ forbids colons in ids; removed on completion so that the same work can come again.
    jobId: declaration.dedupeId(payload).replaceAll(":", "_"),
    attempts: declaration.attempts,
    backoff: { type: "exponential", delay: 1_000, jitter: 0.3 },
    removeOnComplete: true,
    removeOnFail: true,
  };
}

/** Delivers a job; a waiting one of the same dedupe id makes this a no-op. */
export async function enqueue<P extends z.ZodType>(
  declaration: JobDeclaration<P>,
  payload: z.infer<P>,
  options: { delayMs?: number } = {},
): Promise<void> {
  await queueOf(declaration).add(declaration.name, declaration.payload.parse(payload), {
    ...optionsFor(declaration, payload),
    ...(options.delayMs && { delay: options.delayMs }),
  });
}

export interface FlowNode {
  job: JobDeclaration;
  payload: unknown;
  children?: FlowNode[];
}

/** Delivers a tree of jobs: a parent runs when all its children have ended, well or badly. */
export async function enqueueFlow(root: FlowNode): Promise<void> {
  shared.parleyFlows ??= new FlowProducer({ connection: newRedis(), prefix: PREFIX });
  const convert = (node: FlowNode, isChild: boolean): Parameters<FlowProducer["add"]>[0] => ({
    name: node.job.name,
    queueName: node.job.name,
    data: node.job.payload.parse(node.payload),
    opts: {
      ...optionsFor(node.job, node.payload),
      // A clip that cannot be read must not keep the rest of the meeting waiting.
      ...(isChild && { ignoreDependencyOnFailure: true }),
    },
    children: node.children?.map((child) => convert(child, true)),
  });
  await shared.parleyFlows.add(convert(root, false));
}

/**
 * Starts a worker for one job. A stalled job (its process was killed) is taken over within seconds.
 */
export function startWorker<P extends z.ZodType>(
  declaration: JobDeclaration<P>,
  handler: JobHandler<P>,
): Worker {
  const worker = new Worker(
    declaration.name,
    async (delivered: Job, token?: string, signal?: AbortSignal) => {
      const startedAt = performance.now();
      let status = "done";
      try {
        const attempt = delivered.attemptsMade + 1;
        status = await handler({
          payload: declaration.payload.parse(delivered.data) as z.infer<P>,
          attempt,
          lastAttempt: attempt >= declaration.attempts,
          signal: signal ?? new AbortController().signal,
        });
        return status;
      } catch (error) {
        if (error instanceof NotYet) {
          status = "not-yet";
          await delivered.moveToDelayed(Date.now() + error.delayMs, token);
          throw new DelayedError();
        }
        status = "failed";
        log("jobs").warn(
          {
            job: declaration.name,
            payload: delivered.data,
            err: error,
            code: toAppError(error).code,
          },
          "job failed",
        );
        throw error;
      } finally {
        observeDoor({
          kind: "job",
          name: declaration.name,
          status,
          seconds: (performance.now() - startedAt) / 1000,
        });
      }
    },
    {
      connection: newRedis({ blocking: true }),
      prefix: PREFIX,
      concurrency: declaration.concurrency,
      lockDuration: 15_000,
      stalledInterval: 5_000,
      maxStalledCount: 5,
    },
  );
  worker.on("error", (error) => log("jobs").debug({ code: error.message }, "worker connection"));
  return worker;
}

/** Checks that every declared job has exactly one handler; throws one sentence otherwise. */
export function matchHandlers(
  declared: JobDeclaration[],
  handlers: { job: JobDeclaration }[],
): void {
  const names = new Set<string>();
  for (const declaration of declared) {
    if (names.has(declaration.name))
      throw new Error(`The job ${declaration.name} is declared twice.`);
    names.add(declaration.name);
    const count = handlers.filter((entry) => entry.job.name === declaration.name).length;
    if (count !== 1)
      throw new Error(`The job ${declaration.name} has ${count} handlers; it needs exactly one.`);
  }
  for (const { job: handled } of handlers)
    if (!names.has(handled.name))
      throw new Error(`The handler of ${handled.name} has no declaration.`);
}

/** Closes all producers of this process. */
export async function closeQueues(): Promise<void> {
  const closing = [...(shared.parleyQueues?.values() ?? [])].map((queue) => queue.close());
  if (shared.parleyFlows) closing.push(shared.parleyFlows.close());
  await Promise.allSettled(closing);
  shared.parleyQueues = undefined;
  shared.parleyFlows = undefined;
}
