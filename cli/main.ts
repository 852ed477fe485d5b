import { type Command, type CommandIo, UsageError } from "@/cli/command";
import { COMMANDS } from "@/cli/commands";
import { launchScripts } from "@/cli/launch-scripts";
import { closest } from "@/cli/suggest";
import { EnvError } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";

/** Exit codes: what people ask for was done; it could not be done; it was asked for wrongly. */
const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** What a caller can put right by asking differently. */
const CALLERS_MISTAKES = new Set(["invalid", "not-found", "conflict", "too-large", "unsupported"]);

/**
 * The whole of `parley …`: finds the command, brings up what it needs, runs it.
 * @param argv the words after `parley`
 * @returns the exit code: 0 done, 1 failed, 2 asked for wrongly
 */
export async function runCommandLine(argv: string[], io: CommandIo): Promise<number> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    return report(error, io);
  }
}

async function dispatch(argv: string[], io: CommandIo): Promise<number> {
  // JSON Lines are the only output there is, so `--json` is accepted and changes nothing.
  const words = argv.filter((word) => word !== "--json");
  const name = words[0];
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    io.progress(await overview());
    return name === undefined ? EXIT.usage : EXIT.done;
  }
  const load = COMMANDS[name];
  if (!load) {
    const near = closest(name, Object.keys(COMMANDS));
    const hint = near ? `did you mean "${near}"?` : "`parley --help` lists them all.";
    throw new UsageError(`There is no command "${name}": ${hint}`);
  }
  const { command } = await load();
  const rest = words.slice(1);
  if (rest.includes("--help") || rest.includes("-h")) {
    io.progress(`${command.summary}\n\n${command.usage}`);
    return EXIT.done;
  }
  await run(command, rest, io);
  return EXIT.done;
}

/** Runs a command; one that needs the database gets services, its own ones for its own duration. */
async function run(command: Command, argv: string[], io: CommandIo): Promise<void> {
  const { needsDatabase } = command;
  const needed = typeof needsDatabase === "function" ? needsDatabase(argv) : needsDatabase;
  if (!needed) return command.run(argv, io);
  await command.validate?.(argv);
  const { ensureServices } = await launchScripts();
  const services = await ensureServices({ quiet: true });
  Object.assign(process.env, services.env);
  const interrupt = () => void services.stop().finally(() => process.exit(130));
  if (!command.endsOnInterrupt) process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  try {
    await command.run(argv, io);
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
    await closeConnections();
    await services.stop();
  }
}

async function closeConnections(): Promise<void> {
  const [{ closeQueues }, { closeRedis }, { closeDb }] = await Promise.all([
    import("@/lib/platform/jobs"),
    import("@/lib/platform/redis"),
    import("@/lib/platform/db"),
  ]);
  await closeQueues();
  await closeRedis();
  await closeDb();
}

async function overview(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  const width = Math.max(...commands.map(({ command }) => command.name.length));
  return [
    "Usage: parley <command> [arguments] [--json]",
    "",
    ...commands.map(({ command }) => `  ${command.name.padEnd(width)}  ${command.summary}`),
    "",
    "Results are JSON Lines on stdout, progress is on stderr. `parley <command> --help` says more.",
  ].join("\n");
}

function report(error: unknown, io: CommandIo): number {
  if (error instanceof UsageError || error instanceof EnvError) {
    io.progress(error.message);
    return EXIT.usage;
  }
  const message = error instanceof Error ? error.message : String(error);
  io.progress(message);
  if (process.env.LOG_LEVEL === "debug" && error instanceof Error) io.progress(error.stack ?? "");
  return error instanceof AppError && CALLERS_MISTAKES.has(error.code) ? EXIT.usage : EXIT.failed;
}
