import { plainText } from "@/lib/answers/plain";
import { type Exchange, rewritePrompt } from "@/lib/answers/prompt";
import { QUESTION_MAX } from "@/lib/answers/schema";
import { contentStems } from "@/lib/answers/words";
import { completeText, LlmError } from "@/lib/llm/service";

/** Exchanges a follow-up may refer to. */
const REMEMBERED = 3;
const REWRITE_TOKENS = 120;
/** A follow-up with fewer words of content leans on the question before it. */
const LEANS_BELOW = 2;

/**
 * A follow-up as a question that can be understood by itself. By the model when there is one; when
 * it fails, or none is there, the question as it is, or with the one before it when it says too
 * little to be looked for.
 *
 * @param history oldest first, only what the person may read
 * @returns `told` is what the model made of it, null when that is nothing new
 */
export async function standalone(input: {
  question: string;
  history: readonly Exchange[];
  accountId: string | null;
  meetingId?: string | undefined;
  signal?: AbortSignal | undefined;
}): Promise<{ told: string | null; question: string }> {
  const { question, accountId, meetingId, signal } = input;
  const history = input.history.slice(-REMEMBERED);
  const before = history.at(-1);
  if (!before) return { told: null, question };
  const prompt = rewritePrompt({ question, history });
  try {
    const written = await completeText({
      purpose: "rewrite",
      userId: accountId,
      meetingId: meetingId ?? null,
      system: prompt.system,
      messages: [{ role: "user", content: prompt.user }],
      maxTokens: REWRITE_TOKENS,
      signal,
    });
    const told = plainText(written.split("\n")[0] ?? "").replace(/^["“]|["”]$/gu, "");
    if (told === "" || told.length > QUESTION_MAX || told === question)
      return { told: null, question };
    return { told, question: told };
  } catch (error) {
    if (!(error instanceof LlmError)) throw error;
    const leaning = contentStems(question).size < LEANS_BELOW;
    return { told: null, question: leaning ? `${before.question} ${question}` : question };
  }
}
