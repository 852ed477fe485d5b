import { type Command, type CommandIo, UsageError } from "@/cli/command";

type Training = (argv: string[], io: CommandIo) => Promise<void>;

interface Trainable {
  load: () => Promise<Training>;
  usage: string;
  needsDatabase?: boolean;
}

/** What can be trained; a module is loaded when it is asked for. */
const TRAININGS: Record<string, Trainable> = {
  "search-ranker": {
    load: async () => (await import("@/cli/commands/train-search-ranker")).trainSearchRanker,
    usage: `parley train search-ranker --data DIR [--embedder MODEL] [--seed N] [--networks N]
      [--without KIND] [--cache DIR] [--out FILE]
    DIR holds meetings/qmsum-{train,val}.jsonl. About ten minutes of one core after the meetings are
    read through the database (twenty more the first time). Writes the weights beside the code.
    --embedder: the ranker is for vectors of this embedding model (use-lite-en)
    --networks: so many, one per seed, are averaged (3)
    --without leaves one kind of meeting out (academic, committee, product), to measure on it
    --cache keeps the meetings as the database gave them, for the next time`,
    needsDatabase: true,
  },
  "text-emotion": {
    load: async () => (await import("@/cli/commands/train-text-emotion")).trainTextEmotionCommand,
    usage: `parley train text-emotion --data DIR [--seed N] [--meeting-turns N] [--out DIR] [--cache DIR]
    DIR holds emotion/text/goemotions7-{train,dev}.jsonl and meetings/qmsum-{train,val}.jsonl.
    About eight minutes of one core. Writes head.bin into --out (the data folder's training/).
    --meeting-turns: so many turns of ordinary meetings are taught as neutral (4,500)
    --cache keeps what takes longest, the encoded texts, for the next training`,
  },
  "voice-emotion": {
    load: async () => (await import("@/cli/commands/train-voice")).trainVoiceEmotion,
    usage: `parley train voice-emotion --data DIR [--seed N] [--cache DIR]
    Weights for the emotion of voices, out of RAVDESS and LibriSpeech, written beside the code.
    --cache keeps what was heard for the next time`,
  },
};

function find(argv: string[]): Trainable {
  const training = TRAININGS[argv[0] ?? ""];
  if (!training) throw new UsageError(`Say what to train: ${Object.keys(TRAININGS).join(", ")}.`);
  return training;
}

export const command: Command = {
  name: "train",
  summary: "Train the small models that Parley brings along",
  usage: Object.values(TRAININGS)
    .map(({ usage }) => usage)
    .join("\n\n"),
  needsDatabase: (argv) => find(argv).needsDatabase ?? false,
  run: async (argv, io) => {
    const train = await find(argv).load();
    await train(argv.slice(1), io);
  },
};
