import { type Command, type CommandIo, UsageError } from "@/cli/command";
import { EMOTION_FACE_USAGE, emotionFace } from "@/cli/commands/emotion-face";
import { EMOTION_VOICE_USAGE, emotionVoice } from "@/cli/commands/emotion-voice";

type Reader = (argv: string[], io: CommandIo) => Promise<void>;

/** What emotions are read from. */
const READERS: Record<string, { read: Reader; usage: string }> = {
  voice: { read: emotionVoice, usage: EMOTION_VOICE_USAGE },
  face: { read: emotionFace, usage: EMOTION_FACE_USAGE },
};

export const command: Command = {
  name: "emotion",
  summary: "Reads emotions with the models of this machine",
  usage: Object.values(READERS)
    .map(({ usage }) => usage)
    .join("\n\n"),
  needsDatabase: false,
  run: async (argv, io) => {
    const reader = READERS[argv[0] ?? ""];
    if (!reader) throw new UsageError(`Say what to read: ${Object.keys(READERS).join(", ")}.`);
    await reader.read(argv.slice(1), io);
  },
};
