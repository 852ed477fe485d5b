import { readFile } from "node:fs/promises";
import { z } from "zod";
import { type CommandIo, parseCommandLine, UsageError } from "@/cli/command";
import { InferencePool } from "@/lib/models/pool";
import { poolOptions } from "@/lib/models/settings";
import { createUseLiteEmbedder } from "@/lib/search/use-lite-embedder";
import { type Embed, rankSentences } from "@/lib/summaries/extractive";
import { RANKING, type RankingWeights } from "@/lib/summaries/ranking";
import { type Sentence, sentencesOf } from "@/lib/summaries/sentences";
import { machine } from "@/tests/bench/machine";
import { meanRouge, type Rouge, rouge } from "@/tests/bench/rouge";

/** The mean length of QMSum's general summaries: every system gets as many words. */
const WORDS = 110;
const RANDOM_RUNS = 10;
/** Stands in for one line of QMSum, which has no times. */
const TURN_MS = 1_000;

const meetingSchema = z.object({
  turns: z.array(z.object({ speaker: z.string(), text: z.string() })),
  generalQueries: z.array(z.object({ answer: z.string() })),
});
type Meeting = z.infer<typeof meetingSchema>;

const NOTHING: RankingWeights = {
  centrality: 0,
  frequency: 0,
  start: 0,
  cue: 0,
  content: 0,
  stopShare: 0,
  nominal: 0,
  personal: 0,
  length: 0,
};

/**
 * Compares Parley's extractive ranking with simpler ones on QMSum's general queries, each cut at the
 * same number of words: ROUGE-1, 2 and L, F1 in percent.
 */
export async function benchSummary(argv: string[], io: CommandIo): Promise<void> {
  const { positionals } = parseCommandLine(argv, {});
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new UsageError("Give one file of meetings: parley bench summary qmsum-val.jsonl");
  const meetings = await readMeetings(file);
  const pool = new InferencePool(poolOptions());
  const embedder = createUseLiteEmbedder(pool);
  const seen = new Map<string, Float32Array>();
  const embed: Embed = async (texts) => {
    const missing = texts.filter((text) => !seen.has(text));
    const vectors = await embedder.embed(missing, { purpose: "document" });
    for (const [i, text] of missing.entries()) seen.set(text, vectors[i] as Float32Array);
    return texts.map((text) => seen.get(text) as Float32Array);
  };
  const results = new Map<string, Rouge[]>();
  try {
    for (const [i, meeting] of meetings.entries()) {
      const reference = meeting.generalQueries[0]?.answer;
      if (reference === undefined) continue;
      for (const [system, summaries] of await summariesOf(meeting, embed)) {
        const scores = summaries.map((summary) => rouge(summary, reference));
        results.set(system, [...(results.get(system) ?? []), meanRouge(scores)]);
      }
      seen.clear();
      if (i % 5 === 4) io.progress(`${i + 1} of ${meetings.length} meetings`);
    }
  } finally {
    await pool.close();
  }
  for (const [system, scores] of results) {
    const { rouge1, rouge2, rougeL } = meanRouge(scores);
    io.out({
      system,
      rouge1: percent(rouge1),
      rouge2: percent(rouge2),
      rougeL: percent(rougeL),
      meetings: scores.length,
      words: WORDS,
      ...machine(),
    });
  }
}

async function summariesOf(meeting: Meeting, embed: Embed): Promise<[string, string[]][]> {
  const lines = meeting.turns.map((turn, i) => ({
    id: String(i),
    participantId: turn.speaker,
    speaker: turn.speaker,
    position: i,
    startMs: i * TURN_MS,
    text: turn.text,
  }));
  const sentences = sentencesOf(lines);
  const longer = sentences.filter(({ words }) => words >= 5);
  const ranked = async (weights: RankingWeights, penalty?: number) => {
    const limit = Math.ceil(WORDS / 8);
    const best = await rankSentences({
      sentences,
      embed,
      weights,
      limit,
      ...(penalty !== undefined && { penalty }),
    });
    return [inOrder(untilFull(best))];
  };
  const random = randomNumbers(meeting.turns.length);
  return [
    ["lead", [inOrder(longer)]],
    [
      "random",
      Array.from({ length: RANDOM_RUNS }, () => inOrder(untilFull(shuffle(longer, random)))),
    ],
    ["centrality", await ranked({ ...NOTHING, centrality: 1 }, 0)],
    ["centrality, diverse", await ranked({ ...NOTHING, centrality: 1 })],
    ["word frequency, diverse", await ranked({ ...NOTHING, frequency: 1 })],
    ["parley without embeddings' centrality", await ranked({ ...RANKING, centrality: 0 })],
    ["parley", await ranked(RANKING)],
  ];
}

function untilFull(sentences: readonly Sentence[]): Sentence[] {
  const taken: Sentence[] = [];
  let words = 0;
  for (const sentence of sentences) {
    if (words >= WORDS) break;
    taken.push(sentence);
    words += sentence.words;
  }
  return taken;
}

function inOrder(sentences: readonly Sentence[]): string {
  const text = [...sentences]
    .sort((a, b) => a.place - b.place)
    .map((sentence) => sentence.text)
    .join(" ");
  return text.split(/\s+/u).slice(0, WORDS).join(" ");
}

async function readMeetings(file: string): Promise<Meeting[]> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new UsageError(`There is no readable file ${file}.`);
  });
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line, i) => {
      try {
        return meetingSchema.parse(JSON.parse(line));
      } catch {
        throw new UsageError(`Line ${i + 1} of ${file} is not a meeting in QMSum's form.`);
      }
    });
}

/** Numerical Recipes' linear congruential generator: the same "random" summaries every time. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

const percent = (share: number): number => Math.round(share * 1000) / 10;
