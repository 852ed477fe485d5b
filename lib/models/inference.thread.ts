import path from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import type {
  ThreadFailure,
  ThreadRequest,
  ThreadResponse,
  ThreadSettings,
} from "@/lib/models/protocol";
import { resolveModel } from "@/lib/models/registry";
import { inferenceTasks } from "@/lib/models/tasks/index";
import type { InferenceTask, LoadContext } from "@/lib/models/tasks/task";
import { AppError } from "@/lib/platform/errors";

/** The inside of an inference thread: one request at a time, models loaded at first use. */

const { locations } = workerData as ThreadSettings;
const loadContext: LoadContext = {
  model: (id) => resolveModel({ id, locations }),
  cacheDirectory: path.join(locations.dataDir, "models"),
};
const states = new Map<string, Promise<unknown>>();

async function answer({ kind, input, cancelFlag }: ThreadRequest) {
  const task = (inferenceTasks as Record<string, InferenceTask<unknown, unknown, unknown>>)[kind];
  if (!task) throw new Error(`There is no inference task called ${kind}.`);
  const key = `${kind}:${task.key?.(input) ?? ""}`;
  const loading = states.get(key) ?? task.load(loadContext, input);
  states.set(key, loading);
  // A failed load is forgotten, so that a model installed meanwhile is found.
  const state = await loading.catch((error: unknown) => {
    states.delete(key);
    throw error;
  });
  const flag = new Int32Array(cancelFlag);
  const output = await task.run(state, input, {
    cancelled: () => Atomics.load(flag, 0) === 1,
    abandoned: () => new Error("abandoned"),
  });
  return { output, transfer: task.transfer?.(output) ?? [] };
}

function failureOf(error: unknown): ThreadFailure {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { name, message, stack, code: error instanceof AppError ? error.code : undefined };
}

parentPort?.on("message", async (request: ThreadRequest) => {
  try {
    const { output, transfer } = await answer(request);
    const response: ThreadResponse = { id: request.id, output };
    parentPort?.postMessage(response, transfer);
  } catch (error) {
    const response: ThreadResponse = { id: request.id, failure: failureOf(error) };
    parentPort?.postMessage(response);
  }
});
