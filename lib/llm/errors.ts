import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
} from "groq-sdk";
import { nowMs } from "@/lib/platform/clock";
import { AppError, type ErrorCode } from "@/lib/platform/errors";

/** What keeps a language model from answering. */
export type LlmProblem =
  | "no-key"
  | "revoked"
  | "wrong-model"
  | "busy"
  | "broken"
  | "timed-out"
  | "cut-off"
  | "refused"
  | "not-json"
  | "cap-reached";

const CODES: Record<LlmProblem, ErrorCode> = {
  "no-key": "unavailable",
  revoked: "unavailable",
  "wrong-model": "unavailable",
  busy: "unavailable",
  broken: "unavailable",
  "timed-out": "timed-out",
  "cut-off": "unavailable",
  refused: "unavailable",
  "not-json": "unavailable",
  "cap-reached": "too-many",
};

/** What happened and what helps, for people. */
const SENTENCES: Record<LlmProblem, string> = {
  "no-key": "No language model is set up here. An admin can set GROQ_API_KEY or GROQ_BASE_URL.",
  revoked: "The language model refused this instance's key. An admin has to set a valid one.",
  "wrong-model":
    "The language model that is set does not exist at its server. An admin has to correct LLM_MODEL.",
  busy: "The language model is busy.",
  broken:
    "The language model cannot be reached or has a problem of its own. Please try again later.",
  "timed-out": "The language model did not answer in time. Please try again.",
  "cut-off": "The language model broke off in the middle. Please try again.",
  refused: "The language model did not accept the request. Please try it shorter.",
  "not-json": "The language model did not answer in the form that was asked for. Please try again.",
  "cap-reached": "This month's allowance for the language model is used up.",
};

/** When a busy server does not say for how long, milliseconds. */
const DEFAULT_RETRY_AFTER_MS = 30_000;
/** A server that says more than this is asked again sooner, milliseconds. */
const LONGEST_RETRY_AFTER_MS = 24 * 3600 * 1000;

/** A language model that did not do what it was asked for. Its message is a sentence for people. */
export class LlmError extends AppError {
  /** How long to wait before asking again, milliseconds; null when waiting is not what helps. */
  readonly retryAfterMs: number | null;

  constructor(
    readonly kind: LlmProblem,
    options: { cause?: unknown; retryAfterMs?: number; message?: string } = {},
  ) {
    const { cause, retryAfterMs, message = SENTENCES[kind] } = options;
    super(CODES[kind], message, {
      cause,
      ...(retryAfterMs !== undefined && { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) }),
    });
    this.name = "LlmError";
    this.retryAfterMs = retryAfterMs ?? null;
  }
}

/** Whether the same request may well succeed a moment later. */
export const isPassing = ({ kind }: LlmError): boolean => kind === "broken" || kind === "busy";

/** Anything the SDK throws as what people can do about it. Causes keep no prompt and no answer. */
export function faultOf(cause: unknown): LlmError {
  if (cause instanceof LlmError) return cause;
  if (cause instanceof APIConnectionTimeoutError || cause instanceof APIUserAbortError)
    return new LlmError("timed-out");
  if (cause instanceof APIConnectionError) return new LlmError("broken", { cause: cause.cause });
  if (!(cause instanceof APIError)) return new LlmError("cut-off");
  const status: unknown = cause.status;
  const told = { cause: new Error(`HTTP ${String(status)} ${codeOf(cause) ?? ""}`.trim()) };
  if (status === 401 || status === 403) return new LlmError("revoked", told);
  if (status === 404 || codeOf(cause) === "model_decommissioned")
    return new LlmError("wrong-model", told);
  if (status === 429) return busy(cause.headers);
  if (codeOf(cause) === "json_validate_failed") return new LlmError("not-json", told);
  // An error in the middle of a stream has no status.
  if (typeof status !== "number" || status >= 500) return new LlmError("broken", told);
  return new LlmError("refused", told);
}

/** The machine-readable reason in an error body of the API. */
function codeOf({ error }: { error: unknown }): string | null {
  const inner = fieldOf(error, "error") ?? error;
  const code = fieldOf(inner, "code");
  return typeof code === "string" ? code : null;
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && name in value
    ? (value as Record<string, unknown>)[name]
    : undefined;

/** What a model wrote instead of the JSON its server was to make sure of; null when not told. */
export function failedGeneration(cause: unknown): string | null {
  if (!(cause instanceof APIError)) return null;
  const text = fieldOf(fieldOf(cause.error, "error") ?? cause.error, "failed_generation");
  return typeof text === "string" ? text : null;
}

function busy(headers: Headers | undefined): LlmError {
  const retryAfterMs = waitOf(headers?.get("retry-after") ?? null);
  const seconds = Math.ceil(retryAfterMs / 1000);
  return new LlmError("busy", {
    retryAfterMs,
    message: `The language model is busy. Please try again in ${durationWords(seconds)}.`,
  });
}

/** Retry-After in seconds or as a date (RFC 9110, 10.2.3) as milliseconds from now. */
function waitOf(header: string | null): number {
  if (header === null) return DEFAULT_RETRY_AFTER_MS;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - nowMs();
  if (!(ms > 0)) return Number.isNaN(ms) ? DEFAULT_RETRY_AFTER_MS : 1000;
  return Math.min(ms, LONGEST_RETRY_AFTER_MS);
}

function durationWords(seconds: number): string {
  if (seconds < 90) return seconds === 1 ? "1 second" : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}
