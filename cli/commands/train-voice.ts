import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { type CommandIo, parseCommandLine, UsageError } from "@/cli/command";

const WEIGHTS = "lib/emotion/voice/weights/head.json";

export function parseTraining(argv: string[]) {
  const { values, positionals } = parseCommandLine(argv, {
    data: { type: "string" },
    seed: { type: "string" },
    cache: { type: "string" },
    out: { type: "string" },
  });
  if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" is one word too many.`);
  const { data, cache, out = WEIGHTS } = values;
  if (data === undefined) throw new UsageError("Say where the recordings are: --data DIR");
  for (const needed of ["emotion/voice.csv", "speech/librispeech-speakers/speakers.jsonl"]) {
    const file = path.join(data, needed);
    if (!existsSync(file)) throw new UsageError(`There is no ${file}.`);
  }
  const seed = Number(values.seed ?? 1);
  if (!Number.isSafeInteger(seed)) throw new UsageError("--seed takes a whole number.");
  return { data, seed, cache, out };
}

/** `parley train voice-emotion`: writes the head's weights, prints a line per figure. */
export async function trainVoiceEmotion(argv: string[], io: CommandIo): Promise<void> {
  const { out, ...asked } = parseTraining(argv);
  const [{ learnVoiceEmotion }, { closeInferencePool, inferencePool }] = await Promise.all([
    import("@/lib/emotion/voice/training/learn"),
    import("@/lib/models/shared-pool"),
  ]);
  try {
    const { head, figures } = await learnVoiceEmotion({
      ...asked,
      pool: inferencePool(),
      progress: io.progress,
    });
    for (const figure of figures) io.out(figure);
    await writeFile(out, `${JSON.stringify(head, null, 2)}\n`);
    io.progress(`Written to ${out}; let \`npx biome check --write ${out}\` lay it out.`);
  } finally {
    await closeInferencePool();
  }
}
