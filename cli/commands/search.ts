import { existsSync } from "node:fs";
import { type Command, parseCommandLine, UsageError } from "@/cli/command";

const USAGE = `parley search eval FILE.jsonl [--runs FILE] [--compare] [--scope meeting|all] [--questions FILE]

Measures search on judged meetings: a JSON object a line,
{meetingId, turns: [{speaker, text}], queries: [{id, query, relevantTurnRanges}]}.
Each is stored for the time of the measurement, indexed, and asked its questions.

  --runs FILE       also write what was ranked, to be scored by others
  --compare         a line for each way to rank, on the same index: by words alone, by vectors
                    alone, by the fusion of both, by the learned ranker (the product's way)
  --scope all       questions are asked over all meetings of the file (meeting: over their own)
  --questions FILE  ask these instead, a line each: {meetingId, id, query, relevantTurnRanges}`;

const OPTIONS = {
  runs: { type: "string" },
  compare: { type: "boolean", default: false },
  scope: { type: "string", default: "meeting" },
  questions: { type: "string" },
} as const;

const isScope = (word: string) => word === "meeting" || word === "all";

function parse(argv: string[]) {
  const { values, positionals } = parseCommandLine(argv, OPTIONS);
  const [action, file, ...rest] = positionals;
  if (action !== "eval") {
    throw new UsageError(
      action ? `There is no "search ${action}".` : "What should search do? eval",
    );
  }
  if (!file || rest.length > 0) throw new UsageError("Please give one file of judged meetings.");
  const { scope, runs: runsFile, compare, questions: questionsFile } = values;
  for (const needed of [file, ...(questionsFile === undefined ? [] : [questionsFile])]) {
    if (!existsSync(needed)) throw new UsageError(`There is no file ${needed}.`);
  }
  if (!isScope(scope)) throw new UsageError("--scope is meeting or all.");
  if (scope === "all" && runsFile !== undefined) {
    throw new UsageError("--runs writes rankings within a meeting: leave out --scope all.");
  }
  return { file, runsFile, compare, scope, questionsFile } as const;
}

/** `parley search eval`: retrieval quality and speed, as one JSON line, or one per ranking. */
export const searchCommand: Command = {
  name: "search",
  summary: "measure search on judged meetings",
  usage: USAGE,
  needsDatabase: true,
  endsOnInterrupt: true,
  validate: (argv) => void parse(argv),
  async run(argv, io) {
    const { file, runsFile, compare, scope, questionsFile } = parse(argv);
    const [
      { evaluateRankings, evaluateSearch },
      { DatasetError, readJudgedQuestions },
      { RANKINGS },
      { chosenEmbedder, instanceEmbedder },
    ] = await Promise.all([
      import("@/lib/search/evaluation/evaluate"),
      import("@/lib/search/evaluation/dataset"),
      import("@/lib/search/evaluation/rankings"),
      import("@/lib/search/embedders"),
    ]);
    const { closeInferencePool } = await import("@/lib/models/shared-pool");
    const interrupted = new AbortController();
    const interrupt = () => interrupted.abort(new Error("Interrupted; nothing was left behind."));
    process.once("SIGINT", interrupt);
    process.once("SIGTERM", interrupt);
    try {
      const options = {
        file,
        runsFile,
        scope,
        questions:
          questionsFile === undefined ? undefined : await readJudgedQuestions(questionsFile),
        indexEmbedder: instanceEmbedder(),
        queryEmbedder: chosenEmbedder(),
        progress: (line: string) => io.progress(line),
        signal: interrupted.signal,
      };
      if (compare) {
        const rankings = Object.keys(RANKINGS) as (keyof typeof RANKINGS)[];
        const results = await evaluateRankings({ ...options, rankings });
        for (const ranking of rankings) io.out({ ranking, ...results[ranking] });
      } else io.out(await evaluateSearch(options));
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
