import { InferenceSession } from "onnxruntime-node";

/**
 * One CPU thread per session. Two threads were measured to double the CPU time for little speed;
 * more speed comes from more inference threads.
 */
export const SESSION_OPTIONS: InferenceSession.SessionOptions = {
  executionProviders: ["cpu"],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: "sequential",
  graphOptimizationLevel: "all",
  logSeverityLevel: 3,
  // Otherwise quantised weights inside a model's branches are unpacked again at every call: 17 % of
  // Moonshine's time, for the same output.
  extra: { session: { disable_quant_qdq: "1" } },
};

/** Opens an ONNX model file. */
export function openSession(file: string): Promise<InferenceSession> {
  return InferenceSession.create(file, SESSION_OPTIONS);
}
