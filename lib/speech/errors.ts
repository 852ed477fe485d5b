import { AppError, type ErrorCode } from "@/lib/platform/errors";

export type AudioProblem =
  | "not-found"
  | "empty"
  | "unsupported"
  | "corrupt"
  | "no-audio"
  | "too-long"
  | "too-large"
  | "timed-out"
  | "no-decoder";

const CODES: Record<AudioProblem, ErrorCode> = {
  "not-found": "not-found",
  empty: "invalid",
  unsupported: "unsupported",
  corrupt: "invalid",
  "no-audio": "invalid",
  "too-long": "too-large",
  "too-large": "too-large",
  "timed-out": "timed-out",
  "no-decoder": "unavailable",
};

/** Audio that cannot be used. The message names the file and says what is wrong, for a person. */
export class AudioError extends AppError {
  constructor(
    readonly problem: AudioProblem,
    message: string,
    options: { cause?: unknown } = {},
  ) {
    super(CODES[problem], message, options);
    this.name = "AudioError";
  }
}

export type EngineProblem =
  | "unauthorized"
  | "rate-limited"
  | "unreachable"
  | "timed-out"
  | "failed"
  | "rejected"
  | "not-configured"
  | "language";

const ENGINE_CODES: Record<EngineProblem, ErrorCode> = {
  unauthorized: "unavailable",
  "rate-limited": "unavailable",
  unreachable: "unavailable",
  "timed-out": "timed-out",
  failed: "unavailable",
  rejected: "invalid",
  "not-configured": "unavailable",
  language: "unsupported",
};

/** A speech engine that cannot do its work now. `retryable` says whether later may be better. */
export class SpeechEngineError extends AppError {
  readonly retryable: boolean;

  constructor(
    readonly problem: EngineProblem,
    message: string,
    options: { cause?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super(ENGINE_CODES[problem], message, options);
    this.name = "SpeechEngineError";
    this.retryable = ["rate-limited", "unreachable", "timed-out", "failed"].includes(problem);
  }
}
