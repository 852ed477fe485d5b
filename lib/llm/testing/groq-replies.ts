import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { countTokens } from "@/lib/llm/tokens";

/** A request as the stand-in got it. */
export interface GroqRequest {
  model: string;
  messages: { role: string; content: string }[];
  stream: boolean;
  /** JSON mode. */
  json: boolean;
  maxTokens: number;
}

/** A text, or what goes wrong. Plain JSON, so that another process can say it too. */
export type GroqAnswer =
  | string
  /** Sent exactly so when streamed; `pauseMs` between pieces. */
  | { pieces: string[]; pauseMs?: number }
  | { fault: "busy"; retryAfter?: string }
  | { fault: "error"; status: number }
  | { fault: "revoked" }
  | { fault: "wrong-model" }
  /** Never answers, or stops answering after `text`. */
  | { fault: "hang"; text?: string }
  /** The connection breaks after `text`. */
  | { fault: "half"; text: string }
  /** Says `text`, then that it failed. */
  | { fault: "stream-error"; text: string }
  /** A page instead of the API. */
  | { fault: "garbage" };

export const chatRequest = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })).min(1),
  stream: z.boolean().nullish(),
  max_tokens: z.number().int().min(1).nullish(),
  max_completion_tokens: z.number().int().min(1).nullish(),
  response_format: z.object({ type: z.string() }).nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
});
type ChatRequest = z.infer<typeof chatRequest>;

const DEFAULT_MAX_TOKENS = 1024;

export const toldOf = (asked: ChatRequest): GroqRequest => ({
  model: asked.model,
  messages: asked.messages,
  stream: asked.stream ?? false,
  json: asked.response_format?.type === "json_object",
  maxTokens: maxTokensOf(asked),
});

const maxTokensOf = (asked: ChatRequest): number =>
  asked.max_completion_tokens ?? asked.max_tokens ?? DEFAULT_MAX_TOKENS;

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export const error = (message: string, code: string, more = {}) => ({
  error: { message, type: "invalid_request_error", code, ...more },
});

export function json(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, {
    "content-type": "application/json",
    "x-request-id": `req_${randomUUID()}`,
    ...headers,
  });
  response.end(JSON.stringify(body));
}

export async function send(
  response: ServerResponse,
  asked: ChatRequest | null,
  answer: GroqAnswer,
): Promise<void> {
  if (typeof answer === "object" && "fault" in answer) {
    if (refuse(response, asked, answer)) return;
  }
  if (!asked) return;
  if (asked.stream) return stream(response, asked, answer);
  if (typeof answer === "object" && "fault" in answer) {
    if (answer.fault === "half") response.socket?.destroySoon();
    else if (answer.fault === "stream-error") json(response, 500, error("Failed", "internal"));
    return;
  }
  whole(response, asked, typeof answer === "string" ? answer : answer.pieces.join(""));
}

/** Faults that show before anything was answered. */
function refuse(
  response: ServerResponse,
  asked: ChatRequest | null,
  answer: Extract<GroqAnswer, { fault: string }>,
): boolean {
  switch (answer.fault) {
    case "revoked":
      json(response, 401, error("Invalid API Key", "invalid_api_key"));
      return true;
    case "wrong-model":
      json(
        response,
        404,
        error(
          `The model \`${asked?.model}\` does not exist or you do not have access to it.`,
          "model_not_found",
        ),
      );
      return true;
    case "busy":
      json(
        response,
        429,
        { error: { message: "Rate limit reached", type: "tokens", code: "rate_limit_exceeded" } },
        {
          ...(answer.retryAfter !== undefined && { "retry-after": answer.retryAfter }),
          "x-ratelimit-limit-tokens": "12000",
          "x-ratelimit-remaining-tokens": "0",
          "x-ratelimit-reset-tokens": "7.66s",
        },
      );
      return true;
    case "error":
      json(response, answer.status, {
        error: { message: "Internal Server Error", type: "internal_server_error" },
      });
      return true;
    case "garbage":
      response.writeHead(200, {
        "content-type": asked?.stream ? "text/event-stream" : "text/html",
      });
      response.end(
        asked?.stream ? "data: <html>Bad gateway</html>\n\n" : "<html>Bad gateway</html>",
      );
      return true;
    default:
      return false;
  }
}

function usageOf(asked: ChatRequest, text: string) {
  const prompt = asked.messages.reduce((sum, { content }) => sum + countTokens(content), 0);
  const completion = countTokens(text);
  return {
    queue_time: 0.01,
    prompt_tokens: prompt,
    prompt_time: 0.01,
    completion_tokens: completion,
    completion_time: 0.1,
    total_tokens: prompt + completion,
    total_time: 0.11,
  };
}

function whole(response: ServerResponse, asked: ChatRequest, text: string): void {
  if (toldOf(asked).json && parseJson(text) === null) {
    json(
      response,
      400,
      error("Failed to generate JSON.", "json_validate_failed", { failed_generation: text }),
    );
    return;
  }
  json(response, 200, {
    id: `chatcmpl-${randomUUID()}`,
    object: "chat.completion",
    created: Math.floor(Date.now() / 1000),
    model: asked.model,
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: text },
        logprobs: null,
        finish_reason: "stop",
      },
    ],
    usage: usageOf(asked, text),
    system_fingerprint: "fp_test",
    x_groq: { id: `req_${randomUUID()}` },
  });
}

/** Pieces as large as tokens are. */
const inPieces = (text: string): string[] => text.match(/\s*\S{1,4}|\s+$/gu) ?? [];

async function stream(
  response: ServerResponse,
  asked: ChatRequest,
  answer: GroqAnswer,
): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  const id = `chatcmpl-${randomUUID()}`;
  const event = (body: unknown) => response.write(`data: ${JSON.stringify(body)}\n\n`);
  const chunk = (choices: unknown[], more = {}) =>
    event({
      id,
      object: "chat.completion.chunk",
      created: Math.floor(Date.now() / 1000),
      model: asked.model,
      system_fingerprint: "fp_test",
      choices,
      ...more,
    });
  const delta = (content: object, finish: string | null = null) => [
    { index: 0, delta: content, logprobs: null, finish_reason: finish },
  ];
  const { pieces, pauseMs } = piecesOf(answer);
  chunk(delta({ role: "assistant", content: "" }), { x_groq: { id: `req_${randomUUID()}` } });
  let text = "";
  for (const piece of pieces) {
    if (response.destroyed || countTokens(text) >= maxTokensOf(asked)) break;
    text += piece;
    chunk(delta({ content: piece }));
    if (pauseMs > 0) await sleep(pauseMs);
  }
  if (typeof answer === "object" && "fault" in answer) {
    if (answer.fault === "half") response.socket?.destroySoon();
    if (answer.fault === "stream-error") {
      event({ error: { message: "Failed", type: "internal_server_error", code: "internal" } });
      response.end();
    }
    return;
  }
  const usage = usageOf(asked, text);
  chunk(delta({}, text === pieces.join("") ? "stop" : "length"), { x_groq: { id, usage } });
  if (asked.stream_options?.include_usage) chunk([], { usage });
  response.end("data: [DONE]\n\n");
}

function piecesOf(answer: GroqAnswer): { pieces: string[]; pauseMs: number } {
  if (typeof answer === "string") return { pieces: inPieces(answer), pauseMs: 0 };
  if ("pieces" in answer) return { pieces: answer.pieces, pauseMs: answer.pauseMs ?? 0 };
  return { pieces: "text" in answer ? inPieces(answer.text ?? "") : [], pauseMs: 0 };
}
