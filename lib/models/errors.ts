import { AppError, type ErrorCode } from "@/lib/platform/errors";

/** A model id that is in no catalogue: a wrong setting. */
export class ModelUnknownError extends AppError {
  constructor(id: string) {
    super(
      "invalid",
      `There is no model called "${id}". Run \`parley doctor\` to see which there are.`,
    );
    this.name = "ModelUnknownError";
  }
}

/** No source on this machine has the model. */
export class ModelMissingError extends AppError {
  constructor({ title, advice }: { title: string; advice: string }) {
    super("unavailable", `The model "${title}" is not on this machine. ${advice}`);
    this.name = "ModelMissingError";
  }
}

/** The model's files are there, but are not the bytes they should be. */
export class ModelCorruptError extends AppError {
  constructor({ title, source, file }: { title: string; source: string; file: string }) {
    super(
      "unavailable",
      `The model "${title}" is damaged: ${file} from ${source} is not the expected file. ` +
        "Remove it and install it again.",
    );
    this.name = "ModelCorruptError";
  }
}

/** The model's hub did not deliver. */
export class ModelDownloadError extends AppError {
  constructor({ title, reason, cause }: { title: string; reason: string; cause?: unknown }) {
    super("unavailable", `The model "${title}" could not be downloaded: ${reason}.`, { cause });
    this.name = "ModelDownloadError";
  }
}

/** More inference was asked for than the queue holds. */
export class InferenceBusyError extends AppError {
  constructor() {
    super(
      "unavailable",
      "The models have too much to do at the moment. Please try again shortly.",
      {
        retryAfterSeconds: 10,
      },
    );
    this.name = "InferenceBusyError";
  }
}

/** A task took longer than its limit; its thread was replaced. */
export class InferenceTimeoutError extends AppError {
  constructor({ kind, timeoutMs }: { kind: string; timeoutMs: number }) {
    super(
      "timed-out",
      `A model took longer than ${Math.round(timeoutMs / 1000)} seconds (${kind}).`,
    );
    this.name = "InferenceTimeoutError";
  }
}

/** The thread died under the task (out of memory, a crash in native code); it was replaced. */
export class InferenceCrashedError extends AppError {
  constructor({ kind, cause }: { kind: string; cause?: unknown }) {
    super("internal", `The program running a model stopped unexpectedly (${kind}).`, { cause });
    this.name = "InferenceCrashedError";
  }
}

/** A task threw inside its thread; the thread lives on. */
export class InferenceFailedError extends AppError {
  constructor({ kind, cause }: { kind: string; cause?: unknown }) {
    super("internal", `A model could not work on its input (${kind}).`, { cause });
    this.name = "InferenceFailedError";
  }
}

/** The pool was closed, with this task still in it. */
export class InferenceClosedError extends AppError {
  constructor() {
    super("unavailable", "The models are shutting down.");
    this.name = "InferenceClosedError";
  }
}

export type PictureProblem =
  | "not-found"
  | "empty"
  | "unsupported"
  | "too-large"
  | "too-small"
  | "corrupt";

const PICTURE_PROBLEMS: Record<PictureProblem, { code: ErrorCode; is: string }> = {
  "not-found": { code: "not-found", is: "is not there or may not be read" },
  empty: { code: "invalid", is: "is empty" },
  unsupported: { code: "unsupported", is: "is of no kind that can be read" },
  "too-large": { code: "too-large", is: "is too large" },
  "too-small": { code: "invalid", is: "is too small" },
  corrupt: { code: "invalid", is: "is damaged" },
};

/** A picture that cannot be used. Name and code outlive the way out of an inference thread. */
export class PictureError extends AppError {
  constructor(problem: PictureProblem, options: { file?: string; cause?: unknown } = {}) {
    const { code, is } = PICTURE_PROBLEMS[problem];
    super(code, `${options.file ?? "The picture"} ${is}.`, { cause: options.cause });
    this.name = "PictureError";
  }
}

/** Whether a picture is at fault, also when the error came out of an inference thread. */
export function isPictureError(error: unknown): error is AppError {
  return error instanceof AppError && error.name === "PictureError";
}
