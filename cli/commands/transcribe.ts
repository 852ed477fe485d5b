import { type Command, type CommandIo, parseCommandLine, UsageError } from "@/cli/command";
import { readLines } from "@/lib/emotion/text/lines";
import { closeInferencePool, inferencePool } from "@/lib/models/shared-pool";
import { createSpeechEngine, type SpeechEngine } from "@/lib/speech/engine";
import { AudioError } from "@/lib/speech/errors";
import { SPEECH_ENGINES, type SpeechEngineName, speechSettings } from "@/lib/speech/settings";
import { transcribeFile } from "@/lib/speech/transcribe-file";

const USAGE = `parley transcribe FILE… [--engine ${SPEECH_ENGINES.join("|")}] [--model NAME] [--language LL]

Prints a JSON line per file: {file, durationSeconds, text, segments: [{start, end, text,
confidence, emotion}], engine, wallSeconds, cpuSeconds}; times in seconds from the file's start.
A file that cannot be read gets a sentence on stderr; the others are still transcribed.`;

/** How often a long file says how far it is, milliseconds. */
const PROGRESS_EVERY_MS = 5000;

interface Request {
  files: string[];
  engine: SpeechEngineName | undefined;
  model: string | undefined;
  language: string | undefined;
}

function parse(argv: string[]): Request {
  const { values, positionals } = parseCommandLine(argv, {
    engine: { type: "string" },
    model: { type: "string" },
    language: { type: "string" },
  });
  const engine = SPEECH_ENGINES.find((name) => name === values.engine);
  if (values.engine !== undefined && !engine) {
    throw new UsageError(
      `There is no engine "${values.engine}": use ${SPEECH_ENGINES.join(", ")}.`,
    );
  }
  if (positionals.length === 0) throw new UsageError("Name at least one audio file.");
  return { files: positionals, engine, model: values.model, language: values.language };
}

async function run(argv: string[], io: CommandIo): Promise<void> {
  const request = parse(argv);
  const fromEnv = speechSettings();
  const settings = {
    ...fromEnv,
    engine: request.engine ?? fromEnv.engine,
    model: request.model ?? (request.engine ? undefined : fromEnv.model),
  };
  const problems: string[] = [];
  try {
    const engine = await createSpeechEngine({ settings, pool: inferencePool() });
    await engine.load();
    for (const file of request.files) {
      const problem = await transcribeOne({ file, engine, language: request.language, io });
      if (problem !== null) problems.push(problem);
    }
  } finally {
    await closeInferencePool();
  }
  if (problems.length > 0) throw new UsageError(problems.join("\n"));
}

/** @returns a sentence when the file cannot be read; faults of the engine end the command */
async function transcribeOne({
  file,
  engine,
  language,
  io,
}: {
  file: string;
  engine: SpeechEngine;
  language: string | undefined;
  io: CommandIo;
}): Promise<string | null> {
  let spokenAt = Date.now();
  const onProgress = ({ listenedMs }: { listenedMs: number }) => {
    if (Date.now() - spokenAt < PROGRESS_EVERY_MS) return;
    spokenAt = Date.now();
    io.progress(`${file}: ${Math.round(listenedMs / 1000)} s listened to`);
  };
  try {
    const readWords = (texts: string[]) => readLines(inferencePool(), texts);
    io.out(await transcribeFile({ file, engine, language, onProgress, readWords }));
    return null;
  } catch (error) {
    if (error instanceof AudioError) return error.message;
    throw error;
  }
}

/** Transcribes files with the models of this machine, loaded once per call. */
export const command: Command = {
  name: "transcribe",
  summary: "Turn audio files into text with times",
  usage: USAGE,
  needsDatabase: false,
  run,
};
