import type { ResolvedModel } from "@/lib/models/registry";

/** What a task may use while it loads. Lives in the inference thread. */
export interface LoadContext {
  /** Finds and verifies a model's files (see lib/models/registry.ts). */
  model(id: string): Promise<ResolvedModel>;
  /** Where a task may keep what it made out of a model, such as a converted file. */
  cacheDirectory: string;
}

/** What a task may use while it runs. */
export interface RunContext {
  /**
   * Whether the caller gave up. Inference blocks the thread's event loop, so no abort event can
   * arrive: ask between steps and stop by throwing what `abandoned()` returns.
   */
  cancelled(): boolean;
  abandoned(): Error;
}

/**
 * One kind of inference. `load` runs once per thread and key, before the first `run`; its result is
 * kept until the thread ends. Inputs and outputs cross a thread, so they are structured-cloneable:
 * plain objects, strings, numbers, typed arrays.
 */
export interface InferenceTask<Input, Output, State> {
  /** Tells apart states of one kind, such as two models. One state per kind when absent. */
  key?(input: Input): string;
  load(context: LoadContext, input: Input): Promise<State>;
  run(state: State, input: Input, context: RunContext): Promise<Output>;
  /** Buffers of the output that move to the caller instead of being copied. */
  transfer?(output: Output): ArrayBuffer[];
}

/** Declares a task, letting TypeScript infer its three types. */
export function defineTask<Input, Output, State>(
  task: InferenceTask<Input, Output, State>,
): InferenceTask<Input, Output, State> {
  return task;
}
