import { type Command, type CommandIo, UsageError } from "@/cli/command";
import { EMOTION_FACE_USAGE } from "@/cli/commands/emotion-face";
import { EMOTION_VOICE_USAGE } from "@/cli/commands/emotion-voice";

type Reader = (argv: string[], io: CommandIo) => Promise<void>;

/** What emotions are read from; a module's heavy parts are loaded when it is asked for. */
const READERS: Record<string, { load: () => Promise<Reader>; usage: string }> = {
  text: {
    load: async () => (await import("@/cli/commands/emotion-text")).emotionText,
    usage: `parley emotion text [--segments]      < LINES
    Reads JSON Lines {text} from stdin and prints {text, label, scores} for each, in order.
    --segments: as transcripts are read, texts of fewer than four words are neutral, without
    a look, and carry {short: true}`,
  },
  voice: {
    load: async () => (await import("@/cli/commands/emotion-voice")).emotionVoice,
    usage: EMOTION_VOICE_USAGE,
  },
  face: {
    load: async () => (await import("@/cli/commands/emotion-face")).emotionFace,
    usage: EMOTION_FACE_USAGE,
  },
};

function find(argv: string[]): () => Promise<Reader> {
  const reader = READERS[argv[0] ?? ""];
  if (!reader) throw new UsageError(`Say what to read: ${Object.keys(READERS).join(", ")}.`);
  return reader.load;
}

export const command: Command = {
  name: "emotion",
  summary: "Read emotions with the models of this machine",
  usage: Object.values(READERS)
    .map(({ usage }) => usage)
    .join("\n\n"),
  needsDatabase: false,
  run: async (argv, io) => {
    const read = await find(argv)();
    await read(argv.slice(1), io);
  },
};
