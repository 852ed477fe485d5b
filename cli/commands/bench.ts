import { type Command, type CommandIo, UsageError } from "@/cli/command";

type Bench = (argv: string[], io: CommandIo) => Promise<void>;

const BENCHES: Record<string, () => Promise<Bench>> = {
  emotion: async () => (await import("@/tests/bench/emotion")).runEmotionBench,
  "emotion-voice": async () => (await import("@/tests/bench/emotion-voice")).runEmotionVoiceBench,
  "emotion-face": async () => (await import("@/tests/bench/emotion-face")).runEmotionFaceBench,
  "emotion-text": async () => (await import("@/tests/bench/emotion-text")).runTextEmotionBench,
  "emotion-fusion": async () =>
    (await import("@/tests/bench/emotion-fusion")).runEmotionFusionBench,
  search: async () => (await import("@/tests/bench/search")).benchSearch,
  mesh: async () => (await import("@/tests/bench/mesh")).runMeshBench,
  signaling: async () => (await import("@/tests/bench/signaling")).runSignalingBench,
  speech: async () => (await import("@/tests/bench/speech")).runSpeechBench,
  summary: async () => (await import("@/tests/bench/summary")).benchSummary,
};

const USAGE = `parley bench emotion --data DIR     live emotion of people who send real frames and speech: from capture
                                   to result; [--participants 10] [--seconds 60] [--workers 1]
                                   [--flood 60] has the first person flood
parley bench emotion-face --data DIR  emotions of faces cut close and in scenes, of videos, and of
                                   nobody; [--every 4] takes every fourth face into scenes;
                                   [--only close|scenes|nobody|tracking]
parley bench emotion-text --data DIR  emotions of words: GoEmotions dev, turns of meetings
                                   (emotion/text and meetings of DIR), speed;
                                   [--only comments|meetings|speed]
parley bench emotion-fusion --data DIR  how face and voice are combined, on faces and voices paired by
                                   label; and how steady it is; [--seed N] [--cache DIR]
parley bench mesh                    a meeting of real browsers on the running instance: stalls,
                                   sound, memory; [--people 4] [--minutes 10]
parley bench signaling               joins and relayed messages by the number of sockets, on one web
                                   copy and on two; [--copies 1,2] [--steps 100,250,500,1000]
parley bench emotion-voice --data DIR   the emotion of voices: actors and readers not trained on, noise,
                                   speed; [--seed N] [--cache DIR]
parley bench search --data DIR       search by the number of chunks a person may read, and indexing, in
                                   a database of its own; [--chunks 50000,100000,200000,500000]
                                   [--questions 80] [--meetings 1000] [--only queries|indexing]
parley bench speech FOLDER          word errors and speed over a folder with transcripts.jsonl
                                   ({file, text} a line); [--engine E] [--model M]
parley bench summary FILE.jsonl    ROUGE of summaries against lead, random and centrality
                                   (FILE in QMSum's form: turns and generalQueries)

Prints a line per figure, with machine and date.`;

function find(argv: string[]): () => Promise<Bench> {
  const load = BENCHES[argv[0] ?? ""];
  if (!load) throw new UsageError(`Say what to measure: ${Object.keys(BENCHES).join(", ")}.`);
  return load;
}

export const command: Command = {
  name: "bench",
  summary: "Measures this machine and this version",
  usage: USAGE,
  needsDatabase: false,
  run: async (argv, io) => {
    const bench = await find(argv)();
    await bench(argv.slice(1), io);
  },
};
