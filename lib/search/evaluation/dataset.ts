import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";

/** First and last turn, counted from 0, both included. */
const turnRange = z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]);

const judgedMeeting = z.object({
  meetingId: z.string(),
  turns: z.array(z.object({ speaker: z.string(), text: z.string() })).min(1),
  queries: z.array(
    z.object({ id: z.string(), query: z.string(), relevantTurnRanges: z.array(turnRange) }),
  ),
});
/** A meeting with questions and the turns that answer them. */
export type JudgedMeeting = z.infer<typeof judgedMeeting>;
export type TurnRange = z.infer<typeof turnRange>;

/** A line of the file that is not what it should be. */
export class DatasetError extends Error {
  override name = "DatasetError";
}

/**
 * Reads judged meetings, a JSON object a line.
 * @throws DatasetError naming the line and what is wrong with it
 */
export async function* readJudgedMeetings(file: string): AsyncGenerator<JudgedMeeting> {
  const lines = createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Infinity });
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() === "") continue;
    yield parseLine(line, number);
  }
}

function parseLine(line: string, number: number): JudgedMeeting {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new DatasetError(`Line ${number} is not JSON.`);
  }
  const parsed = judgedMeeting.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new DatasetError(`Line ${number}: ${issue?.path.join(".")}: ${issue?.message}`);
}
