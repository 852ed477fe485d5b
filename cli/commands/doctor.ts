import { type Command, type CommandIo, parseCommandLine, UsageError } from "@/cli/command";

const USAGE = `parley doctor

Looks at this machine: versions, ffmpeg, Postgres with pgvector, Redis, models with their licences
and hashes, free disk, settings without secrets. Exit 0 when everything needed is there.`;

function parse(argv: string[]): void {
  const { positionals } = parseCommandLine(argv, {});
  if (positionals.length > 0) throw new UsageError("`parley doctor` takes no more words.");
}

async function run(argv: string[], io: CommandIo): Promise<void> {
  parse(argv);
  const { examine } = await import("@/cli/doctor");
  const report = await examine();
  io.out(report);
  for (const problem of report.problems) io.progress(`✗ ${problem}`);
  if (report.problems.length > 0)
    throw new Error(
      report.problems.length === 1
        ? "One thing is missing."
        : `${report.problems.length} things are missing.`,
    );
  io.progress("Everything Parley needs is here.");
}

export const command: Command = {
  name: "doctor",
  summary: "Says what this machine has and what it lacks, with versions and licences",
  usage: USAGE,
  needsDatabase: false,
  run,
};
