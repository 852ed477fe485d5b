import { existsSync } from "node:fs";
import { stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { type CommandIo, parseCommandLine, UsageError } from "@/cli/command";
import { isEmbeddingModel } from "@/lib/search/embedding-models";

const WEIGHTS = "lib/search/ranker/weights";
/** QMSum is MIT, and so are weights made of it; the meetings it annotates are CC BY 4.0. */
const LICENCE = "MIT";

export function parseTraining(argv: string[]) {
  const { values, positionals } = parseCommandLine(argv, {
    data: { type: "string" },
    embedder: { type: "string", default: "use-lite-en" },
    seed: { type: "string", default: "0" },
    networks: { type: "string", default: "3" },
    without: { type: "string" },
    cache: { type: "string" },
    out: { type: "string" },
  });
  if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" is one word too many.`);
  const { data, embedder, without, cache } = values;
  if (data === undefined) throw new UsageError("Say where the meetings are: --data DIR");
  if (!isEmbeddingModel(embedder)) {
    throw new UsageError(`There is no embedding model "${embedder}".`);
  }
  for (const part of ["train", "val"]) {
    const file = path.join(data, `meetings/qmsum-${part}.jsonl`);
    if (!existsSync(file)) throw new UsageError(`There is no ${file}.`);
  }
  const whole = (name: "seed" | "networks", least: number) => {
    const number = Number(values[name]);
    if (Number.isSafeInteger(number) && number >= least) return number;
    throw new UsageError(`--${name} takes a whole number from ${least} on.`);
  };
  const out = values.out ?? path.join(WEIGHTS, `${embedder}.json`);
  const [seed, networks] = [whole("seed", 0), whole("networks", 1)];
  return { data, embedder, seed, networks, without, cache, out };
}

/** `parley train search-ranker`: a line per figure; writes the weights. */
export async function trainSearchRanker(argv: string[], io: CommandIo): Promise<void> {
  const { out, embedder: modelId, ...asked } = parseTraining(argv);
  const [{ learnRanker }, { writeWeights }, { cachedEmbedderOf }, { closeInferencePool }] =
    await Promise.all([
      import("@/lib/search/ranker/training/learn"),
      import("@/lib/search/ranker/weights"),
      import("@/lib/search/embedders"),
      import("@/lib/models/shared-pool"),
    ]);
  const began = process.cpuUsage();
  try {
    const embedder = cachedEmbedderOf(modelId);
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
