import { existsSync } from "node:fs";
import { stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { type CommandIo, parseCommandLine, UsageError } from "@/cli/command";

const WEIGHTS = "lib/search/ranker/weights/ranker.json";
/** QMSum is MIT, and so are weights made of it; the meetings it annotates are CC BY 4.0. */
const LICENCE = "MIT";

export function parseTraining(argv: string[]) {
  const { values, positionals } = parseCommandLine(argv, {
    data: { type: "string" },
    seed: { type: "string", default: "0" },
    networks: { type: "string", default: "3" },
    without: { type: "string" },
    cache: { type: "string" },
    out: { type: "string", default: WEIGHTS },
  });
  if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" is one word too many.`);
  const { data, without, cache, out } = values;
  if (data === undefined) throw new UsageError("Say where the meetings are: --data DIR");
  for (const part of ["train", "val"]) {
    const file = path.join(data, `meetings/qmsum-${part}.jsonl`);
    if (!existsSync(file)) throw new UsageError(`There is no ${file}.`);
  }
  const whole = (name: "seed" | "networks", least: number) => {
    const number = Number(values[name]);
    if (Number.isSafeInteger(number) && number >= least) return number;
    throw new UsageError(`--${name} takes a whole number from ${least} on.`);
  };
  return { data, seed: whole("seed", 0), networks: whole("networks", 1), without, cache, out };
}

/** `parley train search-ranker`: a line per figure; writes the weights. */
export async function trainSearchRanker(argv: string[], io: CommandIo): Promise<void> {
  const { out, ...asked } = parseTraining(argv);
  const [{ learnRanker }, { writeWeights }, { instanceEmbedder }, { closeInferencePool }] =
    await Promise.all([
      import("@/lib/search/ranker/training/learn"),
      import("@/lib/search/ranker/weights"),
      import("@/lib/search/service"),
      import("@/lib/models/shared-pool"),
    ]);
  const began = process.cpuUsage();
  try {
    const embedder = instanceEmbedder();
    const learned = await learnRanker({ ...asked, embedder, progress: io.progress });
    for (const figure of learned.figures) io.out(figure);
    const { user, system } = process.cpuUsage(began);
    const trained = {
      on: "QMSum train: queries, and topics as questions",
      seed: asked.seed,
      networks: asked.networks,
      ...(asked.without !== undefined && { without: asked.without }),
      figures: learned.figures.filter(({ ranking }) => ranking === "all networks"),
    };
    const weights = writeWeights({
      ...learned,
      licence: LICENCE,
      trained,
      embeddings: embedder.id,
    });
    await writeFile(out, `${JSON.stringify(weights, null, 2)}\n`);
    const { size } = await stat(out);
    io.out({ file: out, bytes: size, cpuSeconds: Math.round((user + system) / 1e6) });
  } finally {
    await closeInferencePool();
  }
}
