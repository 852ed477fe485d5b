import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";

/** First and last turn, counted from 0, both included. */
const turnRange = z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]);

const judgedQuestion = z.object({
  id: z.string(),
  query: z.string(),
  relevantTurnRanges: z.array(turnRange),
});
const questionOfMeeting = judgedQuestion.extend({ meetingId: z.string() });

const judgedMeeting = z.object({
  meetingId: z.string(),
  /** What kind of meeting it is. */
  domain: z.string().optional(),
  turns: z.array(z.object({ speaker: z.string(), text: z.string() })).min(1),
  queries: z.array(judgedQuestion),
  /** What was talked about where; training has use for it. */
  topics: z.array(z.object({ topic: z.string(), turnRanges: z.array(turnRange) })).optional(),
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
export const readJudgedMeetings = (file: string): AsyncGenerator<JudgedMeeting> =>
  readLines(file, judgedMeeting);

/**
 * Reads questions about meetings of another file, a JSON object a line, by meeting.
 * @throws DatasetError naming the line and what is wrong with it
 */
export async function readJudgedQuestions(
  file: string,
): Promise<Map<string, JudgedMeeting["queries"]>> {
  const questions = new Map<string, JudgedMeeting["queries"]>();
  for await (const { meetingId, ...question } of readLines(file, questionOfMeeting)) {
    questions.set(meetingId, [...(questions.get(meetingId) ?? []), question]);
  }
  return questions;
}

async function* readLines<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): AsyncGenerator<z.output<Schema>> {
  const lines = createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Infinity });
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() === "") continue;
    yield parseLine(line, number, schema);
  }
}

function parseLine<Schema extends z.ZodType>(
  line: string,
  number: number,
  schema: Schema,
): z.output<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new DatasetError(`Line ${number} is not JSON.`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new DatasetError(`Line ${number}: ${issue?.path.join(".")}: ${issue?.message}`);
}
