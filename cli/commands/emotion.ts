import { type Command, type CommandIo, UsageError } from "@/cli/command";

type Subcommand = (argv: string[], io: CommandIo) => Promise<void>;

const SUBCOMMANDS: Record<string, () => Promise<Subcommand>> = {
  face: async () => (await import("@/cli/commands/emotion-face")).emotionFace,
};

const USAGE = `parley emotion face FILE…      expressions of the faces in pictures`;

export const command: Command = {
  name: "emotion",
  summary: "Reads emotions out of pictures",
  usage: USAGE,
  needsDatabase: false,
  run: async (argv, io) => {
    const load = SUBCOMMANDS[argv[0] ?? ""];
    if (!load) throw new UsageError(`Say what to read: ${Object.keys(SUBCOMMANDS).join(", ")}.`);
    await (await load())(argv.slice(1), io);
  },
};
