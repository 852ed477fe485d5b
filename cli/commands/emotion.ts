import { type Command, type CommandIo, UsageError } from "@/cli/command";
import { EMOTION_VOICE_USAGE, emotionVoice } from "@/cli/commands/emotion-voice";

type Reader = (argv: string[], io: CommandIo) => Promise<void>;

const READERS: Record<string, Reader> = { voice: emotionVoice };

export const command: Command = {
  name: "emotion",
  summary: "Reads emotions",
  usage: EMOTION_VOICE_USAGE,
  needsDatabase: false,
  run: async (argv, io) => {
    const reader = READERS[argv[0] ?? ""];
    if (!reader) throw new UsageError(`Say what to read: ${Object.keys(READERS).join(", ")}.`);
    await reader(argv.slice(1), io);
  },
};
