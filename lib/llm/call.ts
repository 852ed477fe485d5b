import { setTimeout as sleep } from "node:timers/promises";
import type Groq from "groq-sdk";
import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionMessageParam,
} from "groq-sdk/resources/chat/completions";
import { faultOf, isPassing, LlmError } from "@/lib/llm/errors";
import { localEnv } from "@/lib/platform/env";

/** How long a server may take, milliseconds. */
export interface Deadlines {
  /** Until the first piece of a stream. */
  firstMs: number;
  /** Between two pieces. */
  betweenMs: number;
  /** For everything. */
  wholeMs: number;
}

/** Parts of the whole: a server that works at all streams far sooner. */
export function deadlines(): Deadlines {
  const wholeMs = localEnv().LLM_TIMEOUT_SECONDS * 1000;
  return { wholeMs, firstMs: wholeMs / 4, betweenMs: wholeMs / 8 };
}

/** A busy server that wants no longer than this is waited for, milliseconds. */
const PATIENCE_MS = 2_000;
/** Before a server that failed is asked once more, milliseconds. */
const PAUSE_MS = 400;

export interface ModelCall {
  client: Groq;
  model: string;
  messages: ChatCompletionMessageParam[];
  maxTokens: number;
  temperature: number;
  json?: boolean;
  signal?: AbortSignal | undefined;
}

const paramsOf = ({ model, messages, maxTokens, temperature, json }: ModelCall) => ({
  model,
  messages,
  temperature,
  // The older name of max_completion_tokens: other servers know only this one.
  max_tokens: maxTokens,
  ...(json && { response_format: { type: "json_object" as const } }),
});

/** Tries once more after a fault that passes quickly. */
async function persistently<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    const fault = faultOf(error);
    const waitMs = fault.retryAfterMs ?? PAUSE_MS;
    if (signal.aborted || !isPassing(fault) || waitMs > PATIENCE_MS) throw error;
    await sleep(waitMs, undefined, { signal });
    return attempt();
  }
}

/** One answer as a whole. @throws what the SDK throws, or the caller's reason to stop */
export async function answerOf(call: ModelCall): Promise<ChatCompletion> {
  const { wholeMs } = deadlines();
  const signal = AbortSignal.any([
    AbortSignal.timeout(wholeMs),
    ...(call.signal ? [call.signal] : []),
  ]);
  try {
    return await persistently(signal, () =>
      call.client.chat.completions.create(
        { ...paramsOf(call), stream: false },
        { signal, timeout: wholeMs },
      ),
    );
  } catch (error) {
    call.signal?.throwIfAborted();
    if (signal.aborted) throw new LlmError("timed-out");
    throw error;
  }
}

/**
 * One answer piece by piece, within the deadlines.
 * @throws LlmError; the caller's reason to stop
 */
export async function* piecesOf(call: ModelCall): AsyncGenerator<ChatCompletionChunk> {
  const { wholeMs, firstMs, betweenMs } = deadlines();
  const late = new AbortController();
  const signal = AbortSignal.any([
    late.signal,
    AbortSignal.timeout(wholeMs),
    ...(call.signal ? [call.signal] : []),
  ]);
  const inTime = async <T>(ms: number, step: Promise<T>): Promise<T> => {
    const timer = setTimeout(() => late.abort(), ms);
    try {
      return await step;
    } finally {
      clearTimeout(timer);
    }
  };
  try {
    const opened = await persistently(signal, () => inTime(firstMs, open(call, signal, wholeMs)));
    const pieces = opened[Symbol.asyncIterator]();
    for (let first = true; ; first = false) {
      const next = await inTime(first ? firstMs : betweenMs, pieces.next());
      // The SDK ends quietly when it was told to stop.
      signal.throwIfAborted();
      if (next.done) return;
      yield next.value;
    }
  } catch (error) {
    call.signal?.throwIfAborted();
    throw signal.aborted ? new LlmError("timed-out") : faultOf(error);
  } finally {
    late.abort();
  }
}

function open(call: ModelCall, signal: AbortSignal, timeout: number) {
  // Servers other than Groq tell the usage only when asked; the SDK's types do not know it.
  const usage = { stream_options: { include_usage: true } };
  return call.client.chat.completions.create(
    { ...paramsOf(call), ...usage, stream: true as const },
    { signal, timeout },
  );
}
