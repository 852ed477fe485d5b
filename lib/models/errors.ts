import { AppError } from "@/lib/platform/errors";

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
