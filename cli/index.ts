import type { CommandIo } from "@/cli/command";
import { runCommandLine } from "@/cli/main";

// stdout belongs to results alone: the log, opened at its first line, goes to stderr.
process.env.LOG_TO_STDERR = "1";
process.env.LOG_LEVEL ??= "warn";

const io: CommandIo = {
  out: (json) => process.stdout.write(`${JSON.stringify(json)}\n`),
  progress: (line) => process.stderr.write(`${line}\n`),
};

// `parley … | head` closes the pipe early; that is the reader's choice, not a failure.
process.stdout.on("error", () => process.exit(0));

process.exit(await runCommandLine(process.argv.slice(2), io));
