import { isCommand } from "@/lib/answers/check";
import type { Passage } from "@/lib/answers/evidence";
import type { Line } from "@/lib/answers/repo";
import { contentStems, stemsOf } from "@/lib/answers/words";
import { instanceEmbedder } from "@/lib/search/service";
import { splitSentences } from "@/lib/summaries/sentences";

/** A passage of a line, word for word. */
export interface Quote {
  text: string;
  line: Line;
}

const QUOTES = 4;
/** Of one passage at most, so that an answer has more than one place to look at. */
const QUOTES_PER_PASSAGE = 2;
/** With fewer words nothing is said. */
const FEWEST = 3;
/** A quote shorter than this takes the next sentence along, words. */
const SHORT = 8;
/** Candidates that are embedded; more would keep people waiting. */
const CANDIDATES = 60;
/** A quote must have this share of the best one's worth. */
const WORTH_FROM = 0.5;
/** Quotes with so much in common say the same, share of the shorter one's words. */
const ALIKE_FROM = 0.6;
/** Nobody waits longer than this for the model, milliseconds. */
const PATIENCE_MS = 5_000;
/** Worth of words in common, of likeness in meaning, and of standing in a good passage. */
const WEIGHTS = { words: 1, meaning: 1, rank: 0.3, question: -0.3 } as const;

interface Candidate extends Quote {
  passage: number;
  words: number;
}

/** The sentences that answer a question best, quoted as they were said, best first. */
export async function quote(question: string, passages: readonly Passage[]): Promise<Quote[]> {
  const candidates = passages
    .flatMap(({ lines }, passage) =>
      lines.flatMap((line) =>
        quotable(line).map((text) => ({ text, line, passage, words: stemsOf(text).length })),
      ),
    )
    .filter(({ text, words }) => words >= FEWEST && !isCommand(text))
    .slice(0, CANDIDATES);
  const meaning = await likeness(
    question,
    candidates.map(({ text }) => text),
  );
  const rarity = rarityOf(contentStems(question), candidates);
  const worth = candidates.map(
    ({ text, passage }, index) =>
      WEIGHTS.words * sharedWorth(text, rarity) +
      WEIGHTS.meaning * (meaning[index] ?? 0) +
      WEIGHTS.rank / (1 + passage) +
      (text.endsWith("?") ? WEIGHTS.question : 0),
  );
  return pick(candidates, worth);
}

/** A line's sentences; short ones together with what follows, still as it was said. */
function quotable({ text }: Line): string[] {
  const sentences = splitSentences(text);
  const quotes: string[] = [];
  let from = 0;
  for (let at = 0; at < sentences.length; at += 1) {
    const first = sentences[at] ?? "";
    const second = sentences[at + 1];
    const start = text.indexOf(first, from);
    if (start < 0) continue;
    from = start + first.length;
    if (stemsOf(first).length >= SHORT || second === undefined) {
      quotes.push(first);
      continue;
    }
    const end = text.indexOf(second, from) + second.length;
    quotes.push(text.slice(start, end));
    from = end;
    at += 1;
  }
  return quotes;
}

/** What each stem of the question is worth: the rarer in what was said, the more. */
function rarityOf(
  wanted: ReadonlySet<string>,
  candidates: readonly Candidate[],
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { text, line } of candidates)
    for (const stemmed of new Set(stemsOf(`${line.speaker} . ${text}`)))
      counts.set(stemmed, (counts.get(stemmed) ?? 0) + 1);
  return new Map(
    [...wanted].map((stemmed) => [
      stemmed,
      Math.log(1 + candidates.length / (1 + (counts.get(stemmed) ?? 0))),
    ]),
  );
}

function sharedWorth(text: string, rarity: ReadonlyMap<string, number>): number {
  const all = [...rarity.values()].reduce((sum, value) => sum + value, 0);
  const own = new Set(stemsOf(text));
  const shared = [...rarity].reduce(
    (sum, [stemmed, value]) => sum + (own.has(stemmed) ? value : 0),
    0,
  );
  return all > 0 ? shared / all : 0;
}

/** How close in meaning each text is to the question; zeros when the model is missing or slow. */
async function likeness(question: string, texts: readonly string[]): Promise<number[]> {
  if (texts.length === 0) return [];
  const embedder = instanceEmbedder();
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    const [[asked], said] = await Promise.all([
      embedder.embed([question], { purpose: "query", signal }),
      embedder.embed(texts, { purpose: "document", signal }),
    ]);
    return said.map((vector) =>
      vector.reduce((sum, value, index) => sum + value * (asked?.[index] ?? 0), 0),
    );
  } catch {
    return texts.map(() => 0);
  }
}

function pick(candidates: readonly Candidate[], worth: readonly number[]): Quote[] {
  const order = [...candidates.keys()].sort((a, b) => (worth[b] ?? 0) - (worth[a] ?? 0));
  const least = WORTH_FROM * (worth[order[0] ?? 0] ?? 0);
  const chosen: Candidate[] = [];
  for (const index of order) {
    const candidate = candidates[index];
    if (!candidate || (worth[index] ?? 0) < least || chosen.length === QUOTES) break;
    const near = chosen.filter(({ passage }) => passage === candidate.passage);
    if (near.length >= QUOTES_PER_PASSAGE || chosen.some((other) => areAlike(other, candidate)))
      continue;
    chosen.push(candidate);
  }
  return chosen.map(({ text, line }) => ({ text, line }));
}

function areAlike(a: Quote, b: Quote): boolean {
  const [one, two] = [contentStems(a.text), contentStems(b.text)];
  const shared = [...one].filter((stemmed) => two.has(stemmed)).length;
  return shared / Math.max(1, Math.min(one.size, two.size)) >= ALIKE_FROM;
}
