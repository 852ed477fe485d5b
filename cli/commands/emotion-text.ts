import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { z } from "zod";
import { type CommandIo, parseCommandLine, UsageError } from "@/cli/command";
import { createTextEmotionReader, type TextEmotionReader } from "@/lib/emotion/text/reader";
import type { TextReading } from "@/lib/emotion/text/reading";
import { closeInferencePool, inferencePool } from "@/lib/models/shared-pool";

/** Lines read before the first are answered. */
const LINES_AT_ONCE = 192;
const DECIMALS = 1e4;

const line = z.object({ text: z.string() });

/**
 * `parley emotion text`: a line of JSON in, a line out.
 *
 * @throws UsageError at a line that is not {"text": "…"}, after those before it were answered
 */
export async function emotionText(
  argv: string[],
  io: CommandIo,
  input: Readable & { isTTY?: boolean } = process.stdin,
): Promise<void> {
  const { values, positionals } = parseCommandLine(argv, { segments: { type: "boolean" } });
  if (positionals.length > 0 || input.isTTY) {
    throw new UsageError('Give the texts on stdin, a line each: {"text": "…"}');
  }
  const evenShort = values.segments !== true;
  const reader = createTextEmotionReader({ pool: inferencePool() });
  try {
    let waiting: string[] = [];
    let problem: UsageError | null = null;
    let count = 0;
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      count += 1;
      if (text.trim() === "") continue;
      problem = collect(text, count, waiting);
      if (problem) break;
      if (waiting.length < LINES_AT_ONCE) continue;
      await answer({ texts: waiting, reader, evenShort, io });
      waiting = [];
    }
    await answer({ texts: waiting, reader, evenShort, io });
    if (problem) throw problem;
  } finally {
    await closeInferencePool();
  }
}

function collect(raw: string, number: number, texts: string[]): UsageError | null {
  try {
    texts.push(line.parse(JSON.parse(raw)).text);
    return null;
  } catch {
    return new UsageError(`Line ${number} is not of the form {"text": "…"}.`);
  }
}

async function answer({
  texts,
  reader,
  evenShort,
  io,
}: {
  texts: readonly string[];
  reader: TextEmotionReader;
  evenShort: boolean;
  io: CommandIo;
}): Promise<void> {
  const readings = await reader.read(texts, { evenShort });
  readings.forEach((reading, index) => {
    io.out({ text: texts[index], ...plain(reading) });
  });
}

function plain({ label, scores, short }: TextReading) {
  const rounded = Object.entries(scores).map(([emotion, score]) => [
    emotion,
    Math.round(score * DECIMALS) / DECIMALS,
  ]);
  return { label, scores: Object.fromEntries(rounded), ...(short && { short }) };
}
