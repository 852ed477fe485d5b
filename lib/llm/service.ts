import { z } from "zod";
import { capInTheWay, openAccount, type TokenCounts } from "@/lib/llm/accounting";
import { answerOf, type ModelCall, piecesOf } from "@/lib/llm/call";
import { llmClient, llmSettings } from "@/lib/llm/client";
import { failedGeneration, faultOf, LlmError, type LlmProblem } from "@/lib/llm/errors";
import type { LlmAvailability, LlmPurpose } from "@/lib/llm/schema";
import { countTokens } from "@/lib/llm/tokens";

export { LlmError } from "@/lib/llm/errors";
export { countTokens } from "@/lib/llm/tokens";

/** What a language model is asked. */
export interface LlmRequest {
  purpose: LlmPurpose;
  /** On whose account it goes; null for the instance's own work. */
  userId: string | null;
  meetingId?: string | null;
  system: string;
  messages: { role: "user" | "assistant"; content: string }[];
  /** Longest answer. */
  maxTokens: number;
  /** 0, the default: the likeliest words. */
  temperature?: number;
  signal?: AbortSignal | undefined;
}

/** What wraps each message, tokens. */
const TOKENS_PER_MESSAGE = 4;
/** How much of an answer that was no JSON is shown to the model again, characters. */
const REPAIR_MAX = 8_000;

/** Whether a language model can be asked now, which one and where. */
export async function llmAvailability(userId: string | null = null): Promise<LlmAvailability> {
  const settings = llmSettings();
  if (!settings)
    return { available: false, model: null, host: null, reason: new LlmError("no-key").message };
  const reason = await capInTheWay(userId);
  return { available: reason === null, model: settings.model, host: settings.host, reason };
}

interface Prepared {
  call: ModelCall;
  /** @param text what came of the answer; used when the server did not say its usage */
  settle(outcome: { usage: TokenCounts | null; text: string; fault?: LlmError }): Promise<void>;
}

/** @throws LlmError `no-key`, `cap-reached` */
async function prepare(request: LlmRequest, json: boolean): Promise<Prepared> {
  request.signal?.throwIfAborted();
  const settings = llmSettings();
  if (!settings) throw new LlmError("no-key");
  const messages = [{ role: "system" as const, content: request.system }, ...request.messages];
  const promptTokens = messages.reduce(
    (sum, { content }) => sum + countTokens(content) + TOKENS_PER_MESSAGE,
    0,
  );
  const account = await openAccount({
    userId: request.userId,
    meetingId: request.meetingId ?? null,
    purpose: request.purpose,
    model: settings.model,
    most: { promptTokens, completionTokens: request.maxTokens },
  });
  const { maxTokens, temperature = 0, signal } = request;
  const call = {
    client: llmClient(settings),
    model: settings.model,
    messages,
    maxTokens,
    temperature,
    json,
    signal,
  };
  const settle: Prepared["settle"] = ({ usage, text, fault }) =>
    account.settle(usage ?? estimated({ promptTokens, text, fault }));
  return { call, settle };
}

/** Faults of requests that a server turned away and charges nothing for. */
const TURNED_AWAY: ReadonlySet<LlmProblem> = new Set([
  "revoked",
  "wrong-model",
  "busy",
  "broken",
  "refused",
]);

function estimated(input: {
  promptTokens: number;
  text: string;
  fault: LlmError | undefined;
}): TokenCounts {
  const { promptTokens, text, fault } = input;
  if (text === "" && fault && TURNED_AWAY.has(fault.kind))
    return { promptTokens: 0, completionTokens: 0 };
  return { promptTokens, completionTokens: countTokens(text) };
}

const tokenCount = z.number().int().min(0).catch(0);
const usage = z
  .object({ prompt_tokens: tokenCount, completion_tokens: tokenCount })
  .transform((told) => ({
    promptTokens: told.prompt_tokens,
    completionTokens: told.completion_tokens,
  }))
  .nullish()
  .catch(null);
/** Of whatever speaks this language, no more is relied on than this. */
const wholeAnswer = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().nullish() }) })).min(1),
  usage,
});
const answerPiece = z.object({
  choices: z
    .array(
      z.object({
        delta: z.object({ content: z.string().nullish() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .catch([]),
  usage,
  x_groq: z.object({ usage, error: z.string().nullish() }).nullish().catch(null),
});

/**
 * An answer as a whole. What stands in `request` and in the answer is never logged.
 * @throws LlmError; the signal's reason after a stop
 */
export const completeText = (request: LlmRequest): Promise<string> => complete(request, false);

async function complete(request: LlmRequest, json: boolean): Promise<string> {
  const { call, settle } = await prepare(request, json);
  try {
    const answer = wholeAnswer.safeParse(await answerOf(call));
    const text = answer.data?.choices[0]?.message.content ?? "";
    await settle({ usage: answer.data?.usage ?? null, text });
    if (text === "") throw new LlmError("cut-off");
    return text;
  } catch (error) {
    if (error instanceof LlmError && error.kind === "cut-off") throw error;
    const written = json ? failedGeneration(error) : null;
    const fault = faultOf(error);
    await settle({ usage: null, text: written ?? "", fault });
    request.signal?.throwIfAborted();
    if (written !== null) return written;
    throw fault;
  }
}

/**
 * An answer as JSON of this shape. One that is not is shown to the model once, with what is wrong.
 * @throws LlmError, `not-json` when the second is none either; the signal's reason after a stop
 */
export async function completeJson<S extends z.ZodType>(
  request: LlmRequest,
  schema: S,
): Promise<z.infer<S>> {
  const first = await complete(request, true);
  const parsed = parseJson(first, schema);
  if ("value" in parsed) return parsed.value;
  const repair = {
    ...request,
    messages: [
      ...request.messages,
      { role: "assistant" as const, content: first.slice(0, REPAIR_MAX) || "{}" },
      {
        role: "user" as const,
        content: `That is not the JSON that was asked for (${parsed.problem}). Answer with the corrected JSON alone.`,
      },
    ],
  };
  const second = parseJson(await complete(repair, true), schema);
  if ("value" in second) return second.value;
  throw new LlmError("not-json");
}

function parseJson<S extends z.ZodType>(
  text: string,
  schema: S,
): { value: z.infer<S> } | { problem: string } {
  // Some models wrap JSON in words or in a fence, whatever they are told.
  const body = text.slice(
    text.search(/[[{]/u),
    Math.max(text.lastIndexOf("}"), text.lastIndexOf("]")) + 1,
  );
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { problem: "it cannot be parsed" };
  }
  const checked = schema.safeParse(value);
  if (checked.success) return { value: checked.data };
  const [issue] = checked.error.issues;
  return {
    problem: issue ? `${issue.path.join(".") || "the whole"}: ${issue.message}` : "wrong shape",
  };
}

/**
 * An answer piece by piece. Whoever stops reading, or aborts the signal, ends it at the server.
 * @returns whether the model came to its end (`stop`) or to `maxTokens` (`length`)
 * @throws LlmError, also half-way; the signal's reason after a stop
 */
export async function* streamText(
  request: LlmRequest,
): AsyncGenerator<string, "stop" | "length", undefined> {
  const { call, settle } = await prepare(request, false);
  const outcome: Parameters<Prepared["settle"]>[0] = { usage: null, text: "" };
  let finish: string | null = null;
  try {
    for await (const raw of piecesOf(call)) {
      const piece = answerPiece.parse(raw);
      outcome.usage = piece.x_groq?.usage ?? piece.usage ?? outcome.usage;
      if (piece.x_groq?.error) throw new LlmError("broken");
      finish = piece.choices[0]?.finish_reason ?? finish;
      const content = piece.choices[0]?.delta?.content ?? "";
      outcome.text += content;
      if (content !== "") yield content;
    }
    if (finish === null) throw new LlmError("cut-off");
    return finish === "length" ? "length" : "stop";
  } catch (error) {
    request.signal?.throwIfAborted();
    outcome.fault = faultOf(error);
    throw outcome.fault;
  } finally {
    await settle(outcome);
  }
}
