/** Codes that clients can act on; each maps to one HTTP status. */
const STATUS = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  "not-found": 404,
  conflict: 409,
  gone: 410,
  "too-large": 413,
  unsupported: 415,
  locked: 423,
  "too-many": 429,
  internal: 500,
  unavailable: 503,
  "timed-out": 504,
} as const;
export type ErrorCode = keyof typeof STATUS;

export interface ErrorBody {
  code: ErrorCode;
  /** A sentence fit for a person. */
  message: string;
  retryAfterSeconds?: number;
  /** Field name → sentence, for forms. */
  fields?: Record<string, string>;
}

/** An error whose message may be shown to people. Everything else is shown as "internal". */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly retryAfterSeconds: number | undefined;
  readonly fields: Record<string, string> | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      cause?: unknown;
      retryAfterSeconds?: number;
      fields?: Record<string, string>;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.fields = options.fields;
  }

  get status(): number {
    return STATUS[this.code];
  }

  toBody(): ErrorBody {
    return {
      code: this.code,
      message: this.message,
      ...(this.retryAfterSeconds !== undefined && { retryAfterSeconds: this.retryAfterSeconds }),
      ...(this.fields && { fields: this.fields }),
    };
  }
}

export const notFound = (message = "There is nothing here, or it is not yours to see.") =>
  new AppError("not-found", message);
export const forbidden = (message: string) => new AppError("forbidden", message);
export const unauthenticated = (message = "Please sign in first.") =>
  new AppError("unauthenticated", message);
export const invalid = (message: string, fields?: Record<string, string>) =>
  new AppError("invalid", message, fields ? { fields } : {});
export const conflict = (message: string) => new AppError("conflict", message);

/** Prisma's codes for a database that had no connection, or no end of a transaction, in time. */
const BUSY: ReadonlySet<unknown> = new Set(["P2024", "P2028"]);
const isBusy = (error: unknown): boolean =>
  error instanceof Error && "code" in error && BUSY.has(error.code);

/** Anything thrown → what may be told. Unknown errors keep their details for the log only. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isBusy(error))
    return new AppError("unavailable", "We are very busy. Please try again in a moment.", {
      cause: error,
      retryAfterSeconds: 1,
    });
  return new AppError("internal", "Something went wrong on our side. Please try again.", {
    cause: error,
  });
}
