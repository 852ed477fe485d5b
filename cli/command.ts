import { type ParseArgsConfig, parseArgs } from "node:util";

/** Where a command writes: results as JSON Lines on stdout, everything for people on stderr. */
export interface CommandIo {
  /** Prints one JSON line on stdout. */
  out(json: unknown): void;
  /** Prints one line about what is going on to stderr. */
  progress(line: string): void;
}

/**
 * One word after `parley`. Its module in cli/commands exports it as `command` and loads what is heavy
 * inside `run`.
 */
export interface Command {
  name: string;
  /** What it does, in one line of the overview. */
  summary: string;
  /** Shown by `parley <name> --help` and under a usage error; several lines are fine. */
  usage: string;
  /** True (for what is asked): DATABASE_URL and REDIS_URL are set before `run` is called. */
  needsDatabase: boolean | ((argv: string[]) => boolean);
  /** True: `run` listens to SIGINT and SIGTERM itself, undoes what it did and throws. */
  endsOnInterrupt?: boolean;
  /** Refuses bad input before services are started for it. @throws UsageError */
  validate?(argv: string[]): void | Promise<void>;
  /**
   * @param argv what follows the command's name, without `--json`.
   * @throws UsageError for bad input (exit 2); anything else is a failure (exit 1).
   */
  run(argv: string[], io: CommandIo): Promise<void>;
}

/** Bad input: the message is one sentence a person can act on; the process exits with 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/**
 * `node:util` parseArgs whose complaints are sentences with exit code 2.
 * @throws UsageError
 */
export const parseCommandLine = <T extends NonNullable<ParseArgsConfig["options"]>>(
  args: string[],
  options: T,
) => {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // The rest of Node's message explains `--`, which nobody here meant.
    throw new UsageError(`${message.replace(/\. .*$/su, "").replace(/\.$/, "")}.`);
  }
};
