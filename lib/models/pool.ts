import { Worker as Thread } from "node:worker_threads";
import {
  InferenceBusyError,
  InferenceClosedError,
  InferenceCrashedError,
  InferenceFailedError,
  InferenceTimeoutError,
} from "@/lib/models/errors";
import type { ThreadFailure, ThreadRequest, ThreadResponse } from "@/lib/models/protocol";
import type { ModelLocations } from "@/lib/models/registry";
import type { InferenceInput, InferenceKind, InferenceOutput } from "@/lib/models/tasks/index";
import { findThreadEntry } from "@/lib/models/thread-entry";
import { AppError } from "@/lib/platform/errors";

/** Longest any single task may take, loading its model included. */
const DEFAULT_TIMEOUT_MS = 120_000;
/** Threads without work end after this long and give their memory back. */
const DEFAULT_IDLE_MS = 120_000;
const DEFAULT_MAX_QUEUED = 256;

export interface InferencePoolOptions {
  locations: ModelLocations;
  /** Threads at most; each works on one task at a time with one core. Default 1. */
  size?: number;
  /** Tasks waiting at most; more are refused with InferenceBusyError. */
  maxQueued?: number;
  idleMs?: number;
  /** The threads' program, when it is not the usual one. */
  program?: string;
}

export interface InferenceRunOptions {
  signal?: AbortSignal | undefined;
  timeoutMs?: number | undefined;
  /** Buffers of the input that move to the thread instead of being copied; unusable afterwards. */
  transfer?: ArrayBuffer[];
}

interface QueuedTask {
  kind: InferenceKind;
  input: unknown;
  transfer: ArrayBuffer[];
  timeoutMs: number;
  cancelFlag: SharedArrayBuffer;
  resolve(output: unknown): void;
  reject(error: unknown): void;
}

interface PoolThread {
  thread: Thread;
  task: QueuedTask | null;
  timer: NodeJS.Timeout | null;
}

/**
 * A pool of threads for ONNX models, because `session.run` blocks the event loop it runs on.
 * Threads start with the first work and end when idle. A thread that crashes or overruns fails its
 * task alone and is replaced.
 */
export class InferencePool {
  readonly size: number;
  private readonly queue: QueuedTask[] = [];
  private readonly threads = new Set<PoolThread>();
  private closed = false;
  private nextId = 0;

  constructor(private readonly options: InferencePoolOptions) {
    this.size = Math.max(1, Math.floor(options.size ?? 1));
  }

  /** Tasks waiting for a thread. */
  get queued(): number {
    return this.queue.length;
  }

  /** Threads alive now. */
  get alive(): number {
    return this.threads.size;
  }

  /**
   * Runs one task and gives its output.
   *
   * @throws the signal's reason when aborted
   * @throws {InferenceBusyError} the queue is full
   * @throws {InferenceTimeoutError} the task overran
   * @throws {InferenceCrashedError} its thread died
   * @throws {InferenceFailedError} the task itself failed
   * @throws {InferenceClosedError} the pool was closed
   * @throws {AppError} a model is missing or damaged
   */
  run<Kind extends InferenceKind>(
    kind: Kind,
    input: InferenceInput<Kind>,
    { signal, timeoutMs = DEFAULT_TIMEOUT_MS, transfer = [] }: InferenceRunOptions = {},
  ): Promise<InferenceOutput<Kind>> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.closed) return Promise.reject(new InferenceClosedError());
    if (this.queue.length >= (this.options.maxQueued ?? DEFAULT_MAX_QUEUED)) {
      return Promise.reject(new InferenceBusyError());
    }
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        Atomics.store(new Int32Array(task.cancelFlag), 0, 1);
        const place = this.queue.indexOf(task);
        if (place >= 0) this.queue.splice(place, 1);
        task.reject(signal?.reason);
      };
      const task: QueuedTask = {
        kind,
        input,
        transfer,
        timeoutMs,
        cancelFlag: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT),
        resolve: (output) => {
          signal?.removeEventListener("abort", onAbort);
          resolve(output as InferenceOutput<Kind>);
        },
        reject: (error) => {
          signal?.removeEventListener("abort", onAbort);
          reject(error);
        },
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      this.queue.push(task);
      this.dispatch();
    });
  }

  /** Ends all threads; waiting and running tasks fail with InferenceClosedError. */
  async close(): Promise<void> {
    this.closed = true;
    for (const task of this.queue.splice(0)) task.reject(new InferenceClosedError());
    const threads = [...this.threads];
    for (const entry of threads) entry.task?.reject(new InferenceClosedError());
    await Promise.all(threads.map((entry) => this.end(entry)));
  }

  private dispatch(): void {
    while (this.queue.length > 0) {
      const free = [...this.threads].find((entry) => !entry.task) ?? this.startThread();
      if (!free) return;
      const task = this.queue.shift();
      if (task) this.assign(free, task);
    }
  }

  private assign(entry: PoolThread, task: QueuedTask): void {
    if (entry.timer) clearTimeout(entry.timer);
    entry.task = task;
    entry.thread.ref();
    entry.timer = setTimeout(() => {
      task.reject(new InferenceTimeoutError({ kind: task.kind, timeoutMs: task.timeoutMs }));
      void this.end(entry);
      this.dispatch();
    }, task.timeoutMs);
    this.nextId += 1;
    const { kind, input, cancelFlag } = task;
    const request: ThreadRequest = { id: this.nextId, kind, input, cancelFlag };
    entry.thread.postMessage(request, task.transfer);
  }

  private startThread(): PoolThread | null {
    if (this.threads.size >= this.size || this.closed) return null;
    const { file, env } = findThreadEntry();
    const thread = new Thread(this.options.program ?? file, {
      execArgv: [],
      env,
      name: "inference",
      workerData: { locations: this.options.locations },
    });
    const entry: PoolThread = { thread, task: null, timer: null };
    this.threads.add(entry);
    thread.on("message", (response: ThreadResponse) => this.settle(entry, response));
    thread.on("error", (cause) => this.lost(entry, cause));
    thread.on("exit", () => this.lost(entry, undefined));
    return entry;
  }

  private settle(entry: PoolThread, { output, failure }: ThreadResponse): void {
    const task = entry.task;
    if (!task) return;
    entry.task = null;
    if (entry.timer) clearTimeout(entry.timer);
    // An idle thread does not keep the program alive, and ends by itself after a while.
    entry.thread.unref();
    entry.timer = setTimeout(() => void this.end(entry), this.options.idleMs ?? DEFAULT_IDLE_MS);
    entry.timer.unref();
    if (failure) task.reject(errorOf(task.kind, failure));
    else task.resolve(output);
    this.dispatch();
  }

  private lost(entry: PoolThread, cause: unknown): void {
    if (!this.threads.delete(entry)) return;
    if (entry.timer) clearTimeout(entry.timer);
    const { task } = entry;
    entry.task = null;
    task?.reject(new InferenceCrashedError({ kind: task.kind, cause }));
    this.dispatch();
  }

  private async end(entry: PoolThread): Promise<void> {
    this.threads.delete(entry);
    if (entry.timer) clearTimeout(entry.timer);
    entry.task = null;
    await entry.thread.terminate();
  }
}

function errorOf(kind: string, failure: ThreadFailure): Error {
  const { name, message, stack, code } = failure;
  const cause = Object.assign(new Error(message), { name, stack });
  if (code) return Object.assign(new AppError(code, message, { cause }), { name });
  return new InferenceFailedError({ kind, cause });
}
