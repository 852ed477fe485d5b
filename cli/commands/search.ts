import { existsSync } from "node:fs";
import { type Command, parseCommandLine, UsageError } from "@/cli/command";

const USAGE = `parley search eval FILE.jsonl [--runs FILE]

Measures search on judged meetings: a JSON object a line,
{meetingId, turns: [{speaker, text}], queries: [{id, query, relevantTurnRanges}]}.
Each is stored for the time of the measurement, indexed, and asked its questions.

  --runs FILE   also write what was ranked, to be scored by others`;

const OPTIONS = { runs: { type: "string" } } as const;

function parse(argv: string[]): { file: string; runsFile: string | undefined } {
  const { values, positionals } = parseCommandLine(argv, OPTIONS);
  const [action, file, ...rest] = positionals;
  if (action !== "eval") {
    throw new UsageError(
      action ? `There is no "search ${action}".` : "What should search do? eval",
    );
  }
  if (!file || rest.length > 0) throw new UsageError("Please give one file of judged meetings.");
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`);
  return { file, runsFile: values.runs };
}

/** `parley search eval`: retrieval quality and speed, as one JSON line. */
export const searchCommand: Command = {
  name: "search",
  summary: "measure search on judged meetings",
  usage: USAGE,
  needsDatabase: true,
  endsOnInterrupt: true,
  validate: (argv) => void parse(argv),
  async run(argv, io) {
    const { file, runsFile } = parse(argv);
    const [{ evaluateSearch }, { DatasetError }, { instanceEmbedder }, { createUseLiteEmbedder }] =
      await Promise.all([
        import("@/lib/search/evaluation/evaluate"),
        import("@/lib/search/evaluation/dataset"),
        import("@/lib/search/service"),
        import("@/lib/search/use-lite-embedder"),
      ]);
    const { inferencePool, closeInferencePool } = await import("@/lib/models/shared-pool");
    const interrupted = new AbortController();
    const interrupt = () => interrupted.abort(new Error("Interrupted; nothing was left behind."));
    process.once("SIGINT", interrupt);
    process.once("SIGTERM", interrupt);
    try {
      const result = await evaluateSearch({
        file,
        runsFile,
        indexEmbedder: instanceEmbedder(),
        queryEmbedder: createUseLiteEmbedder(inferencePool()),
        progress: (line) => io.progress(line),
        signal: interrupted.signal,
      });
      io.out(result);
    } catch (error) {
      if (error instanceof DatasetError) throw new UsageError(error.message);
      throw error;
    } finally {
      process.off("SIGINT", interrupt);
      process.off("SIGTERM", interrupt);
      await closeInferencePool();
    }
  },
};

export { searchCommand as command };
