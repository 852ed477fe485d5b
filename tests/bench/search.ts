import path from "node:path";
import pg from "pg";
import { type CommandIo, parseCommandLine, UsageError } from "@/cli/command";
import { databaseScripts, launchScripts } from "@/cli/launch-scripts";
import { machine } from "@/tests/bench/machine";

const OPTIONS = {
  data: { type: "string" },
  chunks: { type: "string", default: "50000,100000,200000,500000" },
  meetings: { type: "string", default: "1000" },
  questions: { type: "string", default: "80" },
  only: { type: "string" },
} as const;
const PARTS = ["queries", "indexing"] as const;

function parse(argv: string[]) {
  const { values } = parseCommandLine(argv, OPTIONS);
  if (!values.data) throw new UsageError("Say where the data is: --data DIR");
  const sizes = values.chunks.split(",").map(Number);
  if (sizes.some((size) => !(size > 0))) throw new UsageError("--chunks takes numbers.");
  const only = PARTS.find((part) => part === values.only);
  if (values.only && !only) throw new UsageError(`--only takes ${PARTS.join(" or ")}.`);
  return {
    folder: path.join(values.data, "meetings"),
    sizes: [...sizes].sort((a, b) => a - b),
    meetings: Number(values.meetings),
    questions: Number(values.questions),
    only,
  };
}

/**
 * How fast search is by the number of chunks a person may read, and how fast meetings are indexed,
 * in a database of its own on the server of the instance. Size is made up by padding (see
 * `tests/bench/search/padding.ts`); the questions are QMSum's about meetings among it.
 */
export async function benchSearch(argv: string[], io: CommandIo): Promise<void> {
  const options = parse(argv);
  const { ensureServices } = await launchScripts();
  const services = await ensureServices({ quiet: true, migrate: false });
  const { createDatabase, applyMigrations } = await databaseScripts();
  const name = "parley_bench_search";
  await createDatabase({ adminUrl: services.env.DATABASE_URL, name, fresh: true });
  const url = new URL(services.env.DATABASE_URL);
  url.pathname = `/${name}`;
  await applyMigrations({ databaseUrl: url.href });
  Object.assign(process.env, services.env, { DATABASE_URL: url.href });
  const { closeDb } = await import("@/lib/platform/db");
  const { closeRedis } = await import("@/lib/platform/redis");
  const { closeInferencePool } = await import("@/lib/models/shared-pool");
  try {
    if (options.only !== "queries") await indexing(options, io);
    if (options.only !== "indexing") await queries(options, io);
  } finally {
    await closeInferencePool();
    closeRedis();
    await closeDb();
    await dropDatabase(services.env.DATABASE_URL, name);
    await services.stop();
  }
}

async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
  } finally {
    await client.end();
  }
}

type Options = ReturnType<typeof parse>;

async function queries(options: Options, io: CommandIo): Promise<void> {
  const { createEvaluationAccount } = await import("@/lib/search/evaluation/repo");
  const { measureQueries, measureReader, sizes, storeJudged } = await import(
    "@/tests/bench/search/queries"
  );
  const { padTo } = await import("@/tests/bench/search/padding");
  const { joinMeetings } = await import("@/tests/bench/search/readers");
  const ownerId = await createEvaluationAccount();
  const all = await storeJudged(path.join(options.folder, "qmsum-val.jsonl"), ownerId);
  const step = Math.max(1, Math.floor(all.length / options.questions));
  const questions = all.filter((_, index) => index % step === 0);
  io.progress(`${questions.length} questions about stored meetings`);
  const { warmUpSearch } = await import("@/lib/search/service");
  for (const chunks of options.sizes) {
    const made = await padTo(chunks, ownerId);
    await warmUpSearch();
    io.progress(`${chunks} chunks`);
    const out = (line: Record<string, unknown>) => io.out({ chunks, ...line, ...machine() });
    out({ rows: made, ...(await sizes()) });
    await measureQueries(questions, ownerId, out);
    for (const readable of [2_000, 10_000, 25_000].filter((part) => part < chunks)) {
      const userId = await joinMeetings(await createEvaluationAccount(), readable);
      out({ ranking: "fusion, a part", ...(await measureReader(questions, userId)) });
    }
  }
}

async function indexing(options: Options, io: CommandIo): Promise<void> {
  const { measureIndexing } = await import("@/tests/bench/search/indexing");
  const file = path.join(options.folder, "qmsum-train.jsonl");
  const line = await measureIndexing({ file, meetings: options.meetings, progress: io.progress });
  io.out({ ...line, ...machine() });
}
