import { z } from "zod";
import { type CommandIo, parseCommandLine, UsageError } from "@/cli/command";
import { isStopWord, sentencesOf } from "@/lib/summaries/sentences";
import {
  chanceOf,
  contentSigns,
  type Facts,
  factsOf,
  functionalWords,
  pairSigns,
} from "@/lib/summaries/wanted-words";
import { wordsOf } from "@/lib/transcripts/text";
import { linesOfTurns, readMeetings } from "@/tests/bench/qmsum";

/** Of pairs that no summary has, one in so many is looked at, and counts for all. */
const THINNED = 5;
/** Mentions beyond this are one writer's habit. */
const MENTIONS_MAX = 10;
const MENTIONED_FROM = 0.03;
const RIDGE = 1;
const NEWTON_STEPS = 12;

const written = z.object({
  domain: z.string().default(""),
  turns: z.array(z.object({ speaker: z.string(), text: z.string() })),
  generalQueries: z.array(z.object({ answer: z.string() })),
});

interface Row {
  signs: number[];
  hit: boolean;
  weight: number;
}

interface Meeting {
  domain: string;
  said: string[][];
  reference: string[];
  facts: Facts;
}

/**
 * Learns which words and pairs of words of a meeting its summary has, from meetings in QMSum's form;
 * prints the numbers of lib/summaries/word-model.ts.
 */
export async function benchSummaryWords(argv: string[], io: CommandIo): Promise<void> {
  const [file] = parseCommandLine(argv, {}).positionals;
  if (file === undefined) throw new UsageError("Give one file of meetings in QMSum's form.");
  const meetings = (await readMeetings(file, written)).flatMap((meeting): Meeting[] => {
    const reference = meeting.generalQueries[0]?.answer;
    if (reference === undefined) return [];
    const sentences = sentencesOf(linesOfTurns(meeting.turns));
    const said = sentences.map(({ text }) => wordsOf(text));
    const facts = factsOf(sentences, said);
    return [{ domain: meeting.domain, said, facts, reference: wordsOf(reference) }];
  });
  const mentions = functionalMentions(meetings);
  const functional = functionalWords(mentions);
  const content = fitLogistic(meetings.flatMap(contentRows));
  io.progress("words are learned, now pairs");
  const pair = fitLogistic(meetings.flatMap((one) => pairRows(one, { content, functional })));
  io.out({ meetings: meetings.length, content, pair, functional: mentions });
}

const contentRows = ({ facts, reference }: Meeting): Row[] => {
  const wanted = new Set(reference);
  return [...facts.counts.keys()]
    .filter((word) => !isStopWord(word))
    .map((word) => ({ signs: contentSigns(word, facts), hit: wanted.has(word), weight: 1 }));
};

function pairRows(meeting: Meeting, model: Parameters<typeof chanceOf>[2]): Row[] {
  const { said, facts, reference } = meeting;
  const inPairs = (words: readonly string[]) =>
    words.slice(1).map((second, i) => `${words[i]} ${second}`);
  const wanted = new Set(inPairs(reference));
  const counts = new Map<string, number>();
  for (const pair of said.flatMap(inPairs)) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  return [...counts].flatMap(([pair, count], i): Row[] => {
    const hit = wanted.has(pair);
    if (!hit && i % THINNED !== 0) return [];
    const [first = "", second = ""] = pair.split(" ");
    const signs = pairSigns({
      count,
      chances: [chanceOf(first, facts, model), chanceOf(second, facts, model)],
      functional: [isStopWord(first), isStopWord(second)],
    });
    return [{ signs, hit, weight: hit ? 1 : THINNED }];
  });
}

/** Mean mentions of function words in summaries of meetings that have them; domains count alike. */
function functionalMentions(meetings: readonly Meeting[]): string {
  const sums = new Map<string, Map<string, { meetings: number; mentions: number }>>();
  for (const { domain, facts, reference } of meetings)
    for (const word of facts.counts.keys()) {
      if (!isStopWord(word)) continue;
      const domains = sums.get(word) ?? new Map();
      const sum = domains.get(domain) ?? { meetings: 0, mentions: 0 };
      sum.meetings += 1;
      sum.mentions += Math.min(MENTIONS_MAX, reference.filter((other) => other === word).length);
      sums.set(word, domains.set(domain, sum));
    }
  return [...sums]
    .flatMap(([word, domains]) => {
      const known = [...domains.values()].filter((sum) => sum.meetings >= 5);
      if (known.length < 2) return [];
      const means = known.map((sum) => sum.mentions / sum.meetings);
      return [{ word, mean: means.reduce((a, b) => a + b, 0) / means.length }];
    })
    .filter(({ mean }) => mean >= MENTIONED_FROM)
    .sort((a, b) => b.mean - a.mean)
    .map(({ word, mean }) => `${word} ${rounded(mean, 3)}`)
    .join(" ");
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Ridge logistic regression by Newton's method on standardised signs; weights of the signs as they are. */
function fitLogistic(rows: readonly Row[]): number[] {
  const width = rows[0]?.signs.length ?? 0;
  const column = (d: number) => rows.map(({ signs }) => signs[d] ?? 0);
  const means = Array.from({ length: width }, (_, d) => (d === 0 ? 0 : meanOf(column(d))));
  const spreads = means.map((mean, d) =>
    d === 0 ? 1 : Math.sqrt(meanOf(column(d).map((value) => (value - mean) ** 2))) || 1,
  );
  let weights = new Array<number>(width).fill(0);
  for (let round = 0; round < NEWTON_STEPS; round++) {
    const slope = weights.map((weight, d) => (d === 0 ? 0 : RIDGE * weight));
    const curve = weights.map((_, d) =>
      weights.map((__, e): number => (d === e ? (d > 0 ? RIDGE : 1e-6) : 0)),
    );
    for (const { signs, hit, weight } of rows) {
      const x = signs.map((sign, d) => (sign - (means[d] ?? 0)) / (spreads[d] ?? 1));
      const chance =
        1 / (1 + Math.exp(-x.reduce((sum, sign, d) => sum + sign * (weights[d] ?? 0), 0)));
      for (let d = 0; d < width; d++) {
        slope[d] = (slope[d] ?? 0) + weight * (chance - Number(hit)) * (x[d] ?? 0);
        const line = curve[d] ?? [];
        const factor = weight * chance * (1 - chance) * (x[d] ?? 0);
        for (let e = 0; e < width; e++) line[e] = (line[e] ?? 0) + factor * (x[e] ?? 0);
      }
    }
    const step = solve(curve, slope);
    weights = weights.map((weight, d) => weight - (step[d] ?? 0));
  }
  const plain = weights.map((weight, d) => weight / (spreads[d] ?? 1));
  plain[0] = plain.reduce(
    (sum, weight, d) => sum - (d === 0 ? -weight : weight * (means[d] ?? 0)),
    0,
  );
  return plain.map((weight) => rounded(weight, 4));
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** Gaussian elimination with pivots. */
function solve(matrix: number[][], right: readonly number[]): number[] {
  const rows = matrix.map((line, d) => [...line, right[d] ?? 0]);
  const size = rows.length;
  for (let d = 0; d < size; d++) {
    let pivot = d;
    for (let e = d + 1; e < size; e++)
      if (Math.abs(rows[e]?.[d] ?? 0) > Math.abs(rows[pivot]?.[d] ?? 0)) pivot = e;
    [rows[d], rows[pivot]] = [rows[pivot] as number[], rows[d] as number[]];
    for (let e = 0; e < size; e++) {
      if (e === d) continue;
      const factor = (rows[e]?.[d] ?? 0) / (rows[d]?.[d] ?? 1);
      for (let f = d; f <= size; f++)
        (rows[e] as number[])[f] = (rows[e]?.[f] ?? 0) - factor * (rows[d]?.[f] ?? 0);
    }
  }
  return rows.map((line, d) => (line[size] ?? 0) / (line[d] ?? 1));
}
