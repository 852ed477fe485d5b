import { z } from "zod";
import { completeJson, countTokens } from "@/lib/llm/service";
import { localEnv } from "@/lib/platform/env";
import { packed, partsOf } from "@/lib/summaries/llm/parts";
import {
  mergePrompt,
  notesOf,
  type Order,
  partPrompt,
  systemPrompt,
} from "@/lib/summaries/llm/prompt";
import { type ModelReply, modelReply } from "@/lib/summaries/llm/reply";
import type { SpokenLine } from "@/lib/summaries/sentences";

/** Longest answer, tokens, and its share of a small context. */
const REPLY_TOKENS = { most: 2_000, share: 0.3 } as const;
/** What wraps a part in the prompt, tokens. */
const WRAPPING = 80;
/** A context too small for its own prompt still reads a little at a time. */
const PART_LEAST = 200;

/** What a model wrote of a long meeting so far, by what it was asked. */
export const writtenNotes = z.object({ plan: z.string(), replies: z.array(z.string()) });
export type WrittenNotes = z.infer<typeof writtenNotes>;

/**
 * Has a language model write of a transcript, whole where it fits and else part by part, put
 * together from notes at the end.
 * @param notes of an earlier try of the same plan: those parts are not asked for again
 * @param onNotes after every answer, with progress 0..1
 * @throws LlmError
 */
export async function writeReply(input: {
  lines: readonly SpokenLine[];
  order: Order;
  plan: string;
  userId: string | null;
  meetingId: string;
  notes: WrittenNotes | null;
  onNotes: (notes: WrittenNotes, progress: number) => Promise<void>;
  signal: AbortSignal;
}): Promise<ModelReply> {
  const system = systemPrompt(input.order);
  const context = localEnv().LLM_CONTEXT_TOKENS;
  const maxTokens = Math.min(REPLY_TOKENS.most, Math.floor(context * REPLY_TOKENS.share));
  const room = Math.max(PART_LEAST, context - maxTokens - countTokens(system) - WRAPPING);
  const replies = input.notes?.plan === input.plan ? [...input.notes.replies] : [];
  let at = 0;
  let expected = 0;
  const ask = async (content: string): Promise<ModelReply> => {
    const known = replies[at];
    at += 1;
    if (known !== undefined) return modelReply.parse(JSON.parse(known));
    input.signal.throwIfAborted();
    const reply = await completeJson(
      {
        purpose: "summary",
        userId: input.userId,
        meetingId: input.meetingId,
        system,
        messages: [{ role: "user", content }],
        maxTokens,
        signal: input.signal,
      },
      modelReply,
    );
    replies.push(JSON.stringify(reply));
    await input.onNotes({ plan: input.plan, replies }, at / Math.max(at, expected));
    return reply;
  };

  const parts = partsOf(input.lines, room);
  // Notes are a fraction of the parts; about as many again as fit are read to put them together.
  expected = parts.length === 1 ? 1 : parts.length + Math.ceil(parts.length / 4);
  let answers: ModelReply[] = [];
  for (const [index, part] of parts.entries())
    answers.push(await ask(partPrompt(part, { at: index, of: parts.length })));
  while (answers.length > 1) {
    const groups = packed(answers.flatMap(notesOf), room);
    // Notes that do not become fewer are joined as they are.
    if (groups.length >= answers.length) return joined(answers);
    answers = await inOrder(groups, (group) => ask(mergePrompt(group)));
  }
  return answers[0] ?? modelReply.parse({});
}

async function inOrder<T, R>(items: readonly T[], ask: (item: T) => Promise<R>): Promise<R[]> {
  const all: R[] = [];
  for (const item of items) all.push(await ask(item));
  return all;
}

const joined = (answers: readonly ModelReply[]): ModelReply => ({
  overview: answers.flatMap(({ overview }) => overview),
  keyPoints: answers.flatMap(({ keyPoints }) => keyPoints),
  decisions: answers.flatMap(({ decisions }) => decisions),
  actionItems: answers.flatMap(({ actionItems }) => actionItems),
  openQuestions: answers.flatMap(({ openQuestions }) => openQuestions),
  topics: answers.flatMap(({ topics }) => topics),
  contributions: answers.flatMap(({ contributions }) => contributions),
  extra: answers.flatMap(({ extra }) => extra),
});
