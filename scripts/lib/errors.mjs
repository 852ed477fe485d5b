/** An error whose message is one sentence for a person; it is shown without a stack trace. */
export class PlainError extends Error {
  /**
   * @param {string} sentence what went wrong and what to do next
   * @param {{ details?: string, cause?: unknown }} [options] details are lines worth showing above it
   */
  constructor(sentence, { details, cause } = {}) {
    super(sentence, { cause });
    this.name = "PlainError";
    this.details = details;
  }
}

const DISK_FULL = /ENOSPC|No space left on device/i;

/**
 * Turns any failure of the launch scripts into one sentence a person can act on.
 * @param {unknown} error what was thrown
 * @returns {{ sentence: string, details?: string }}
 */
export function explain(error) {
  const text = `${error?.message ?? error}\n${error?.details ?? ""}`;
  if (error?.code === "ENOSPC" || DISK_FULL.test(text)) {
    const place = error?.path ? ` (writing ${error.path})` : "";
    return { sentence: `The disk is full${place}: free some space and start again.` };
  }
  if (error instanceof PlainError) return { sentence: error.message, details: error.details };
  if (error?.code === "EACCES" || error?.code === "EPERM") {
    return {
      sentence: `This user may not write ${error.path ?? "a file Parley needs"}: change its owner, or set PARLEY_DATA to a folder you own.`,
    };
  }
  if (error?.code === "EROFS") {
    return {
      sentence: `${error.path ?? "The data folder"} is on a read-only disk: set PARLEY_DATA to a folder that can be written.`,
    };
  }
  return {
    sentence: `Parley could not go on: ${error?.message ?? error}`,
    details: process.env.LOG_LEVEL === "debug" ? error?.stack : undefined,
  };
}

/**
 * Runs the body of a script and ends the process with its exit code; failures become one sentence.
 * @param {() => Promise<number>} body resolves to the exit code
 */
export function main(body) {
  body().then(
    (code) => process.exit(code),
    (error) => {
      const { sentence, details } = explain(error);
      process.stderr.write(`${details ? `${details.trimEnd()}\n\n` : ""}${sentence}\n`);
      process.exit(1);
    },
  );
}
