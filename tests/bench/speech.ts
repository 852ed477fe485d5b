import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { type CommandIo, parseCommandLine, UsageError } from "@/cli/command";
import { closeInferencePool, inferencePool } from "@/lib/models/shared-pool";
import { createSpeechEngine } from "@/lib/speech/engine";
import { SPEECH_ENGINES, speechSettings } from "@/lib/speech/settings";
import { transcribeFile } from "@/lib/speech/transcribe-file";
import { countWordErrors, sumWordErrors, type WordErrors, wordErrorRate } from "@/lib/speech/wer";
import { machine } from "@/tests/bench/machine";

const utterance = z.object({ file: z.string(), text: z.string() });

/**
 * Measures recognition over a folder of recordings with `transcripts.jsonl` ({file, text} a line):
 * word error rate in percent over all words, and seconds of audio per CPU-second, models loaded.
 */
export async function runSpeechBench(argv: string[], io: CommandIo): Promise<void> {
  const { values, positionals } = parseCommandLine(argv, {
    engine: { type: "string" },
    model: { type: "string" },
  });
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0)
    throw new UsageError("Give one folder with transcripts.jsonl: parley bench speech FOLDER");
  const engineName = SPEECH_ENGINES.find((name) => name === values.engine);
  const settings = speechSettings();
  const utterances = await readUtterances(folder);
  const errors: WordErrors[] = [];
  let audioSeconds = 0;
  let cpuSeconds = 0;
  let wallSeconds = 0;
  try {
    const engine = await createSpeechEngine({
      settings: {
        ...settings,
        engine: engineName ?? settings.engine,
        model: values.model ?? settings.model,
      },
      pool: inferencePool(),
    });
    await engine.load();
    for (const [index, { file, text }] of utterances.entries()) {
      const transcript = await transcribeFile({ file: path.join(folder, file), engine });
      errors.push(countWordErrors(text, transcript.text));
      audioSeconds += transcript.durationSeconds;
      cpuSeconds += transcript.cpuSeconds;
      wallSeconds += transcript.wallSeconds;
      if (index % 10 === 9) io.progress(`${index + 1} of ${utterances.length} recordings`);
    }
    const sum = sumWordErrors(errors);
    io.out({
      engine: engine.id,
      recordings: utterances.length,
      ...sum,
      wordErrorRate: rounded(100 * wordErrorRate(sum)),
      audioSeconds: rounded(audioSeconds),
      cpuSeconds: rounded(cpuSeconds),
      wallSeconds: rounded(wallSeconds),
      audioSecondsPerCpuSecond: rounded(audioSeconds / cpuSeconds),
      peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
      ...machine(),
    });
  } finally {
    await closeInferencePool();
  }
}

async function readUtterances(folder: string): Promise<z.infer<typeof utterance>[]> {
  const file = path.join(folder, "transcripts.jsonl");
  const text = await readFile(file, "utf8").catch(() => {
    throw new UsageError(`There is no ${file}.`);
  });
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => utterance.parse(JSON.parse(line)));
}

const rounded = (value: number) => Math.round(value * 100) / 100;
