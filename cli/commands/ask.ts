import { z } from "zod";
import { type Command, type CommandIo, parseCommandLine, UsageError } from "@/cli/command";
import { askRequest } from "@/lib/answers/schema";
import { email } from "@/lib/auth/schema";

const USAGE = `parley ask "QUESTION" [--meeting ID] [--as EMAIL]

Answers a question from what was said, with a language model if one is set up, else with the best
passages word for word. Prints {answer, citations: [{meetingId, segmentId, start, speaker, text}],
mode: "llm"|"extractive"}; [1] in the answer is the first citation, start is in seconds. When the
meetings say nothing of it, there are no citations. Nothing is kept of it.

  --as EMAIL     answers from what this account may read. Needed unless --meeting is given: then
                 whoever runs the instance may ask about any one meeting
  --meeting ID   from this meeting alone`;

const OPTIONS = { meeting: { type: "string" }, as: { type: "string" } } as const;

const NOT_FOUND = "The meetings say nothing of that.";

function parse(argv: string[]) {
  const { values, positionals } = parseCommandLine(argv, OPTIONS);
  const [question, ...more] = positionals;
  if (question === undefined || more.length > 0)
    throw new UsageError('Give one question, in quotes: parley ask "What was decided?" --as EMAIL');
  if (values.as === undefined && values.meeting === undefined)
    throw new UsageError("Say who asks, --as EMAIL, or about which meeting, --meeting ID.");
  return {
    question: checked(askRequest.shape.question, question),
    meetingId: values.meeting === undefined ? undefined : checked(z.uuid(MEETING), values.meeting),
    as: values.as === undefined ? undefined : checked(email, values.as),
  };
}

const MEETING = "That is not a meeting's id; `parley meeting import` prints one.";

/** @throws UsageError with the schema's sentence */
function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new UsageError(result.error.issues[0]?.message ?? "That could not be understood.");
}

/** Whose rights an answer is given with, and on whose account. */
async function askerOf(asked: { meetingId?: string | undefined; as?: string | undefined }) {
  const { authorizeForOperator, authorizeMeeting } = await import("@/lib/meetings/access");
  if (asked.as === undefined) {
    const meeting = await authorizeForOperator(asked.meetingId ?? "");
    return { userId: meeting.hostId, accountId: null };
  }
  const { accountByEmail } = await import("@/lib/auth/service");
  const account = await accountByEmail(asked.as);
  if (account.disabled) throw new UsageError("That account is disabled.");
  if (asked.meetingId) await authorizeMeeting(asked.meetingId, account, "read");
  return { userId: account.id, accountId: account.id };
}

async function run(argv: string[], io: CommandIo): Promise<void> {
  const asked = parse(argv);
  const [{ answerOnce }, { closeInferencePool }] = await Promise.all([
    import("@/lib/answers/service"),
    import("@/lib/models/shared-pool"),
  ]);
  try {
    const { userId, accountId } = await askerOf(asked);
    const { question, meetingId } = asked;
    const answer = await answerOnce({ viewer: { userId }, accountId, question, meetingId });
    if (answer.notice) io.progress(answer.notice);
    io.out(told(answer));
    if (answer.state === "failed")
      throw new Error("The answer broke off; what is there was checked.");
  } finally {
    await closeInferencePool();
  }
}

type Answer = Awaited<ReturnType<typeof import("@/lib/answers/service").answerOnce>>;

function told({ sentences, mode }: Answer) {
  const lines = [...new Map(sentences.flatMap(({ lines }) => lines).map((l) => [l.segmentId, l]))];
  const numberOf = new Map(lines.map(([segmentId], index) => [segmentId, index + 1]));
  const written = sentences.map(({ text, lines: own }) => {
    const markers = own.map(({ segmentId }) => `[${numberOf.get(segmentId)}]`).join("");
    return `${mode === "extractive" ? `“${text}”` : text} ${markers}`;
  });
  return {
    answer: written.join(" ") || NOT_FOUND,
    citations: lines.map(([segmentId, line]) => ({
      meetingId: line.meetingId,
      segmentId,
      start: Math.round(line.startMs) / 1000,
      speaker: line.speaker,
      text: line.text,
    })),
    mode: mode ?? "extractive",
  };
}

export const command: Command = {
  name: "ask",
  summary: "Answers a question from what was said in meetings, with citations",
  usage: USAGE,
  needsDatabase: true,
  validate: (argv) => void parse(argv),
  run,
};
