import { z } from "zod";
import { type CommandIo, parseCommandLine, UsageError } from "@/cli/command";
import { InferencePool } from "@/lib/models/pool";
import { poolOptions } from "@/lib/models/settings";
import { createUseLiteEmbedder } from "@/lib/search/use-lite-embedder";
import { type Embed, rankSentences, summariseExtractively } from "@/lib/summaries/extractive";
import { RANKING, type RankingWeights } from "@/lib/summaries/ranking";
import { type Sentence, sentencesOf } from "@/lib/summaries/sentences";
import { machine } from "@/tests/bench/machine";
import { linesOfTurns, readMeetings } from "@/tests/bench/qmsum";
import { meanRouge, type Rouge, rouge } from "@/tests/bench/rouge";

/** The mean length of QMSum's general summaries: every system gets as many words. */
const WORDS = 110;
const RANDOM_RUNS = 10;
/** The ceiling is looked for among so many sentences that share most with the reference. */
const ORACLE_CANDIDATES = 60;

const meetingSchema = z.object({
  turns: z.array(z.object({ speaker: z.string(), text: z.string() })),
  generalQueries: z.array(z.object({ answer: z.string() })),
});
type Meeting = z.infer<typeof meetingSchema>;

const NOTHING: RankingWeights = {
  coverage: 0,
  pairs: 0,
  content: 1,
  brevity: 1,
  repetition: 0,
  centrality: 0,
  frequency: 0,
  start: 0,
  cue: 0,
  nominal: 0,
  personal: 0,
  length: 0,
};

/**
 * Compares Parley's extractive ranking with simpler ones on QMSum's general queries, each cut at the
 * same number of words, and with the best that sentences of the meeting could do: ROUGE-1, 2 and L,
 * F1 in percent. CPU seconds are of the whole extractive summary, of the longest meeting.
 */
export async function benchSummary(argv: string[], io: CommandIo): Promise<void> {
  const { positionals } = parseCommandLine(argv, {});
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new UsageError("Give one file of meetings: parley bench summary qmsum-val.jsonl");
  const meetings = await readMeetings(file, meetingSchema);
  const pool = new InferencePool(poolOptions());
  const embedder = createUseLiteEmbedder(pool);
  const results = new Map<string, Rouge[]>();
  const longest = { words: 0, cpuSeconds: 0 };
  try {
    for (const [i, meeting] of meetings.entries()) {
      const reference = meeting.generalQueries[0]?.answer;
      if (reference === undefined) continue;
      const embed = remembering((texts) => embedder.embed(texts, { purpose: "document" }));
      const cost = await costOf(meeting, (texts) => embedder.embed(texts, { purpose: "document" }));
      if (cost.words > longest.words) Object.assign(longest, cost);
      for (const [system, summaries] of await summariesOf({ meeting, reference, embed })) {
        const scores = summaries.map((summary) => rouge(summary, reference));
        results.set(system, [...(results.get(system) ?? []), meanRouge(scores)]);
      }
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
  io.out({ longestMeetingWords: longest.words, cpuSeconds: longest.cpuSeconds, ...machine() });
}

/** What a whole extractive summary costs. */
async function costOf(meeting: Meeting, embed: Embed) {
  const lines = linesOfTurns(meeting.turns);
  const before = process.cpuUsage();
  await summariseExtractively({ lines, people: [], embed });
  const { user, system } = process.cpuUsage(before);
  const words = lines.reduce((sum, { text }) => sum + text.split(/\s+/u).length, 0);
  return { words, cpuSeconds: Math.round((user + system) / 1e5) / 10 };
}

/** Each text is embedded once. */
function remembering(embed: Embed): Embed {
  const seen = new Map<string, Float32Array>();
  return async (texts) => {
    const missing = [...new Set(texts.filter((text) => !seen.has(text)))];
    const vectors = await embed(missing);
    for (const [i, text] of missing.entries()) seen.set(text, vectors[i] as Float32Array);
    return texts.map((text) => seen.get(text) as Float32Array);
  };
}

async function summariesOf(input: {
  meeting: Meeting;
  reference: string;
  embed: Embed;
}): Promise<[string, string[]][]> {
  const { meeting, reference, embed } = input;
  const sentences = sentencesOf(linesOfTurns(meeting.turns));
  const longer = sentences.filter(({ words }) => words >= 5);
  const ranked = async (weights: RankingWeights) => [
    inOrder(await rankSentences({ sentences, embed, weights, words: WORDS })),
  ];
  const random = randomNumbers(meeting.turns.length);
  return [
    ["lead", [inOrder(longer)]],
    [
      "random",
      Array.from({ length: RANDOM_RUNS }, () => inOrder(untilFull(shuffle(longer, random)))),
    ],
    ["centrality", await ranked({ ...NOTHING, centrality: 1 })],
    ["centrality, diverse", await ranked({ ...NOTHING, centrality: 1, repetition: 2 })],
    ["word frequency, diverse", await ranked({ ...NOTHING, frequency: 1, repetition: 2 })],
    [
      "coverage alone",
      await ranked({ ...RANKING, frequency: 0, start: 0, nominal: 0, personal: 0, length: 0 }),
    ],
    ["parley", await ranked(RANKING)],
    ["oracle", [inOrder(oracle(longer, reference))]],
  ];
}

/** Sentences chosen one by one with the reference in hand: about the most that can be reached. */
function oracle(sentences: readonly Sentence[], reference: string): Sentence[] {
  const worth = ({ rouge1, rouge2 }: Rouge): number => rouge1 + rouge2;
  const candidates = sentences
    .map((sentence) => ({ sentence, score: worth(rouge(sentence.text, reference)) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, ORACLE_CANDIDATES)
    .map(({ sentence }) => sentence);
  const chosen: Sentence[] = [];
  let best = 0;
  for (;;) {
    let next: Sentence | null = null;
    for (const sentence of candidates) {
      if (chosen.includes(sentence)) continue;
      const score = worth(rouge(inOrder([...chosen, sentence]), reference));
      if (score > best) [best, next] = [score, sentence];
    }
    if (!next) return chosen;
    chosen.push(next);
  }
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
