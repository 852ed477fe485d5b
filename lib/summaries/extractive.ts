import { actionItemOf, isDecision } from "@/lib/summaries/patterns";
import {
  type Embedded,
  pickDiverse,
  RANKING,
  type RankingWeights,
  REPETITION_PENALTY,
  scoreSentences,
} from "@/lib/summaries/ranking";
import type { CitedSentence, SummaryBody } from "@/lib/summaries/schema";
import { type Sentence, type SpokenLine, sentencesOf } from "@/lib/summaries/sentences";
import { topicsOf } from "@/lib/summaries/topics";

/** Unit vectors of texts, in order. */
export type Embed = (texts: readonly string[]) => Promise<Float32Array[]>;

const OVERVIEW_MAX = 3;
const KEY_POINTS_MAX = 5;
const DECISIONS_MAX = 8;
const ACTIONS_MAX = 12;
/** Shorter sentences say little on their own, longer ones are several (found on QMSum's training set). */
const SENTENCE_WORDS = { least: 8, most: 40 };
/** A short meeting is summed up with what it has. */
const FEW = 6;
/** Embedding more sentences than this would cost minutes and change nothing. */
const EMBEDDED_MAX = 1_500;

/**
 * Sums a meeting up in its own words: the sentences that matter most and do not repeat one another,
 * those that decide something, and those that commit somebody. Every sentence cites the line it was
 * taken from; nothing is put into anybody's mouth, only fillers are left out. Topics are the words
 * that come back.
 * @param lines the transcript, in order
 */
export async function summariseExtractively(input: {
  lines: readonly SpokenLine[];
  embed: Embed;
}): Promise<SummaryBody> {
  const sentences = sentencesOf(input.lines);
  const ranked = await rankSentences({ sentences, embed: input.embed });
  const { overview, keyPoints } = share(ranked.length);
  const rankOf = new Map(ranked.map((sentence, rank) => [sentence, rank]));
  const byImportance = (a: Sentence, b: Sentence) =>
    (rankOf.get(a) ?? ranked.length) - (rankOf.get(b) ?? ranked.length);

  const people = [...new Set(input.lines.map((line) => line.speaker))];
  const actions = once(sentences)
    .map((sentence) => actionItemOf(sentence, people))
    .filter((action) => action !== null)
    .sort((a, b) => Number(b.dated) - Number(a.dated) || byImportance(a.sentence, b.sentence))
    .slice(0, ACTIONS_MAX)
    .sort((a, b) => a.sentence.place - b.sentence.place);
  const decisions = once(sentences)
    .filter(isDecision)
    .sort(byImportance)
    .slice(0, DECISIONS_MAX)
    .sort(byPlace);

  // Said under decisions or to do already, a sentence is no further point.
  const told = new Set([...decisions, ...actions.map((action) => action.sentence)]);
  return {
    overview: ranked.slice(0, overview).sort(byPlace).map(cite),
    keyPoints: ranked
      .slice(overview)
      .filter((sentence) => !told.has(sentence))
      .slice(0, keyPoints)
      .sort(byPlace)
      .map(cite),
    decisions: decisions.map(cite),
    actionItems: actions.map(({ sentence, who }) => ({ ...cite(sentence), who })),
    topics: topicsOf(sentences),
  };
}

/**
 * Sentences worth a place in a summary, best first, without repetitions.
 * @param weights for measuring; the product uses the tuned ones
 */
export async function rankSentences(input: {
  sentences: readonly Sentence[];
  embed: Embed;
  weights?: RankingWeights;
  penalty?: number;
  limit?: number;
}): Promise<Sentence[]> {
  const {
    weights = RANKING,
    penalty = REPETITION_PENALTY,
    limit = OVERVIEW_MAX + KEY_POINTS_MAX,
  } = input;
  const candidates = mostTelling(worthRanking(input.sentences), weights);
  const vectors = await input.embed(candidates.map((sentence) => sentence.text));
  const items: Embedded[] = candidates.map((sentence, i) => ({
    sentence,
    vector: vectors[i] as Float32Array,
  }));
  const picked = pickDiverse({
    scores: scoreSentences(items, weights),
    vectors,
    penalty,
    fits: (already) => already.length < limit,
  });
  return picked.map((i) => candidates[i] as Sentence);
}

function worthRanking(sentences: readonly Sentence[]): Sentence[] {
  const different = once(sentences);
  const good = different.filter(
    ({ words, text }) =>
      words >= SENTENCE_WORDS.least && words <= SENTENCE_WORDS.most && !text.endsWith("?"),
  );
  if (good.length >= FEW) return good;
  const fair = different.filter(({ words, text }) => words >= 4 && !text.endsWith("?"));
  return fair.length > 0 ? fair : different;
}

function mostTelling(sentences: Sentence[], weights: RankingWeights): Sentence[] {
  if (sentences.length <= EMBEDDED_MAX) return sentences;
  const blind = sentences.map((sentence) => ({ sentence, vector: new Float32Array(0) }));
  const scores = scoreSentences(blind, { ...weights, centrality: 0 });
  return [...sentences.keys()]
    .sort((a, b) => (scores[b] as number) - (scores[a] as number))
    .slice(0, EMBEDDED_MAX)
    .sort((a, b) => a - b)
    .map((i) => sentences[i] as Sentence);
}

/** How many sentences a meeting of this many good ones gets. */
function share(good: number): { overview: number; keyPoints: number } {
  const overview = Math.min(OVERVIEW_MAX, good < 4 ? 1 : good < 7 ? 2 : 3);
  return { overview, keyPoints: Math.min(KEY_POINTS_MAX, Math.max(0, good - overview)) };
}

function once(sentences: readonly Sentence[]): Sentence[] {
  const seen = new Set<string>();
  return sentences.filter(({ text }) => {
    const key = text.toLowerCase();
    return seen.has(key) ? false : seen.add(key);
  });
}

const byPlace = (a: Sentence, b: Sentence): number => a.place - b.place;

const cite = ({ text, line }: Sentence): CitedSentence => ({
  text,
  citations: [{ segmentId: line.id, position: line.position, startMs: line.startMs }],
});
