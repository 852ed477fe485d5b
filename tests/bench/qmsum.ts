import { readFile } from "node:fs/promises";
import type { z } from "zod";
import { UsageError } from "@/cli/command";
import type { SpokenLine } from "@/lib/summaries/sentences";

/** Stands in for one line of QMSum, which has no times. */
const TURN_MS = 1_000;

/** QMSum's turns as lines of a transcript. */
export const linesOfTurns = (turns: readonly { speaker: string; text: string }[]): SpokenLine[] =>
  turns.map(({ speaker, text }, position) => ({
    id: String(position),
    participantId: speaker,
    speaker,
    position,
    startMs: position * TURN_MS,
    endMs: (position + 1) * TURN_MS,
    text,
  }));

/** Meetings of a file, a line each. */
export async function readMeetings<S extends z.ZodType>(
  file: string,
  schema: S,
): Promise<z.output<S>[]> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new UsageError(`There is no readable file ${file}.`);
  });
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line, i) => {
      try {
        return schema.parse(JSON.parse(line));
      } catch {
        throw new UsageError(`Line ${i + 1} of ${file} is not a meeting in QMSum's form.`);
      }
    });
}
