import { existsSync } from "node:fs";
import path from "node:path";
import type { TextClassificationPipeline } from "@xenova/transformers";
import { ModelDownloadError } from "@/lib/models/errors";
import { defineTask, type LoadContext } from "@/lib/models/tasks/task";

export interface ClassifyTextInput {
  /** A folder's or the hub's name of a text classifier in Transformers.js layout, "owner/name". */
  model: string;
  /** A folder that may hold it; the hub is asked when it does not. */
  folder?: string | undefined;
  texts: string[];
}

/** Per text, every class of the model with its probability, the likeliest first. */
export type ClassifyTextOutput = { label: string; score: number }[][];

/**
 * Any text classifier through Transformers.js. The person chose it by name, so no hash is known;
 * what the hub gave is kept in the data folder.
 */
export const classifyText = defineTask({
  key: ({ model, folder }: ClassifyTextInput) => `${folder ?? ""}:${model}`,

  async load(
    { cacheDirectory }: LoadContext,
    { model, folder }: ClassifyTextInput,
  ): Promise<TextClassificationPipeline> {
    const local = folder === undefined ? null : path.resolve(folder, model);
    const isLocal = local !== null && existsSync(path.join(local, "config.json"));
    // Imported here because it is large and most threads never need it.
    const { env, pipeline } = await import("@xenova/transformers");
    env.allowLocalModels = isLocal;
    env.allowRemoteModels = !isLocal;
    if (folder !== undefined) env.localModelPath = path.resolve(folder);
    env.cacheDir = path.resolve(cacheDirectory, "hub");
    const full = isLocal && !existsSync(path.join(local, "onnx/model_quantized.onnx"));
    const options = {
      dtype: full ? "fp32" : "q8",
      device: "cpu",
      session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 },
    } as const;
    return pipeline("text-classification", model, options).catch((cause: unknown) => {
      if (isLocal) throw cause;
      const reason = "it is not in MODELS_DIR, and the hub did not give it";
      throw new ModelDownloadError({ title: model, reason, cause });
    });
  },

  async run(
    classify,
    { texts }: ClassifyTextInput,
    { cancelled, abandoned },
  ): Promise<ClassifyTextOutput> {
    const answers: ClassifyTextOutput = [];
    // One at a time: padding would cost more than a batch gains on one core.
    for (const text of texts) {
      if (cancelled()) throw abandoned();
      const classes = await classify(text, { top_k: null });
      answers.push(classes.flat().map(({ label, score }) => ({ label, score })));
    }
    return answers;
  },
});
