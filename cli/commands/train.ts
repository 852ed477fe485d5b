import { type Command, type CommandIo, UsageError } from "@/cli/command";

type Training = (argv: string[], io: CommandIo) => Promise<void>;

const TRAININGS: Record<string, () => Promise<Training>> = {
  "voice-emotion": async () => (await import("@/cli/commands/train-voice")).trainVoiceEmotion,
};

const USAGE = `parley train voice-emotion --data DIR [--seed N] [--cache DIR]
                                   weights for the emotion of voices, out of RAVDESS and LibriSpeech;
                                   --cache keeps what was heard for the next time

Writes the weights beside the code and prints figures as JSON Lines.`;

export const command: Command = {
  name: "train",
  summary: "Learns the weights that come with Parley anew",
  usage: USAGE,
  needsDatabase: false,
  run: async (argv, io) => {
    const load = TRAININGS[argv[0] ?? ""];
    if (!load) throw new UsageError(`Say what to train: ${Object.keys(TRAININGS).join(", ")}.`);
    const training = await load();
    await training(argv.slice(1), io);
  },
};
