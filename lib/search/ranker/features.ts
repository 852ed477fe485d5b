import type { Background } from "@/lib/search/ranker/background";
import type { RankedMeeting } from "@/lib/search/ranker/meeting";
import { namedSpeakers } from "@/lib/search/ranker/named-speakers";
import {
  describeWord,
  KIND_FLAGS,
  kindsOf,
  type Question,
  WORD_FIGURES,
} from "@/lib/search/ranker/question";
import {
  bestFirst,
  dot,
  type Series,
  series,
  smoothed,
  spread,
  weighted,
  zScores,
} from "@/lib/search/ranker/series";
import { TALK_FIGURES } from "@/lib/search/ranker/talk";
import { tally } from "@/lib/search/ranker/words";

/** Dot products of the question with a meeting's vectors, by chunk. */
export interface Likeness {
  /** The best and the mean of the chunk's windows. */
  closest: Series;
  usual: Series;
  /** The best window and the chunk, with the question without its scaffold. */
  coreClosest: Series;
  core: Series;
  /** Best plus mean of the windows, with the question as the adapter turns it. */
  adapted: Series;
}

/** What the network sees of a question and a meeting. */
export interface Features {
  chunks: number;
  /** One series per name in `CHANNELS`. */
  channels: Series[];
  /** One number per `FLAGS`. */
  flags: Float32Array;
  /** Per word of the question: what its weight is learned from, and where it is (saturated counts). */
  words: { figures: Float32Array; saturation: Series }[];
}

/** Chunks that stand for the answer when looking for more like it. */
const FEEDBACK_CHUNKS = 5;
const FEEDBACK_STEMS = 20;

/** Names of the channels, in order; the weights are for these and no others. */
export const CHANNELS = [
  ...["words", "wordsAgainstBackground", "pairs", "around4", "around7", "letters", "coverage"],
  ...["present", "bestSpan", "closest", "usual", "coreClosest", "core", "adapted"],
  ...["feedbackWords", "feedbackVector", "fused", "fusedInTopic", "depth"],
  ...["said", "saidRelative", "turns", "saidWords", "saidAdapted", "near1", "near2", "near3"],
  ...["place", "edges", "first", "last"],
  ...Array.from({ length: TALK_FIGURES + 2 }, (_, index) => `talk${index + 1}`),
] as const;

/** How many numbers describe the question as a whole. */
export const FLAGS = KIND_FLAGS + 7;
export { WORD_FIGURES };

/** What the network sees; pure, so that training and search see the same. */
export function featuresOf(input: {
  question: Question;
  meeting: RankedMeeting;
  likeness: Likeness;
  background: Background;
}): Features {
  const { question, meeting, likeness, background } = input;
  const { words } = meeting;
  const weights = question.weights;
  const bm25 = words.scores(weights);
  const pairs = question.stems.slice(1).map((stem, i) => [question.stems[i] ?? "", stem] as const);
  const coverage = coverageOf(input);
  const fused = fuse(bm25, likeness);
  const best = bestFirst(fused).slice(0, FEEDBACK_CHUNKS);
  const direct = weighted([1, zScores(bm25)], [0.5, zScores(likeness.closest)]);
  const named = namedSpeakers(question.text, [...meeting.speakers.keys()]);
  const channels = [
    zScores(bm25),
    zScores(words.scores(weights, (stem) => background.idf(stem))),
    zScores(words.pairScores(pairs)),
    zScores(words.scoresAround(weights, 4)),
    zScores(words.scoresAround(weights, 7)),
    zScores(words.gramScores(question.coreStems)),
    zScores(coverage.rarity),
    coverage.share,
    zScores(words.bestSpanScores(weights)),
    zScores(likeness.closest),
    zScores(likeness.usual),
    zScores(likeness.coreClosest),
    zScores(likeness.core),
    zScores(likeness.adapted),
    zScores(words.scores(words.tellingStems(best, FEEDBACK_STEMS))),
    zScores(likenessTo(best, meeting)),
    zScores(fused),
    zScores(meansByTopic(direct, meeting.topics)),
    meeting.depth,
    ...speakerChannels({ named, bm25, adapted: likeness.adapted, meeting }),
    ...[0, 1, 2].map((rank) => nearness(best[rank] ?? 0, fused.length)),
    ...placeChannels(fused.length),
    ...meeting.figures,
  ];
  return {
    chunks: fused.length,
    channels,
    flags: flagsOf({ question, bm25, named }),
    words: wordsOf(input, named),
  };
}

/**
 * Words and likeness with wide neighbourhoods: what the other channels start from. The weights are
 * those that did well on kinds of meetings the adapter was not trained on.
 */
const fuse = (bm25: Series, { adapted, core }: Likeness): Series =>
  weighted(
    [1, zScores(smoothed(bm25))],
    [0.8, zScores(smoothed(adapted))],
    [0.3, zScores(smoothed(core))],
  );

/** How much of the question's rarity each chunk has, and which share of its words. */
function coverageOf({ question, meeting }: { question: Question; meeting: RankedMeeting }) {
  const rarity = new Float32Array(meeting.words.chunks);
  const share = new Float32Array(meeting.words.chunks);
  for (const [stem, weight] of question.weights) {
    const idf = meeting.words.idf(stem);
    meeting.words.saturation(stem).forEach((value, chunk) => {
      if (value <= 0) return;
      rarity[chunk] = (rarity[chunk] as number) + weight * idf;
      share[chunk] = (share[chunk] as number) + 1 / question.weights.size;
    });
  }
  return { rarity, share };
}

function likenessTo(chunks: readonly number[], meeting: RankedMeeting): Series {
  const centre = new Float32Array(meeting.vectors[0]?.length ?? 0);
  for (const chunk of chunks) {
    const vector = meeting.vectors[chunk] as Float32Array;
    for (let i = 0; i < centre.length; i += 1) {
      centre[i] = (centre[i] as number) + (vector[i] as number);
    }
  }
  return Float32Array.from(meeting.vectors, (vector) => dot(vector, centre));
}

function meansByTopic(values: Series, topics: readonly number[]): Series {
  const sums = new Map<number, { sum: number; count: number }>();
  values.forEach((value, chunk) => {
    const topic = topics[chunk] ?? 0;
    const known = sums.get(topic) ?? { sum: 0, count: 0 };
    sums.set(topic, { sum: known.sum + value, count: known.count + 1 });
  });
  return values.map((_, chunk) => {
    const { sum, count } = sums.get(topics[chunk] ?? 0) ?? { sum: 0, count: 1 };
    return sum / count;
  });
}

/** What those the question names said; zeros when it names nobody. */
function speakerChannels(input: {
  named: readonly string[];
  bm25: Series;
  adapted: Series;
  meeting: RankedMeeting;
}): Series[] {
  const { named, bm25, adapted, meeting } = input;
  const none = new Float32Array(bm25.length);
  if (named.length === 0) return [none, none, none, none, none];
  const shares = named.flatMap((name) => meeting.speakers.get(name) ?? []);
  const sum = (which: "words" | "turns") =>
    series(none.length, (chunk) =>
      Math.min(
        1,
        shares.reduce((total, share) => total + (share[which][chunk] ?? 0), 0),
      ),
    );
  const said = sum("words");
  const weighed = (scores: Series) =>
    zScores(scores.map((score, chunk) => score * (said[chunk] as number)));
  return [said, zScores(said), sum("turns"), weighed(bm25), weighed(adapted)];
}

const nearness = (place: number, length: number): Series =>
  series(length, (chunk) => Math.exp(-Math.abs(chunk - place) / 4));

const placeChannels = (length: number): Series[] => [
  series(length, (chunk) => chunk / length),
  series(length, (chunk) => ((2 * chunk) / length - 1) ** 2),
  series(length, (chunk) => Math.exp(-chunk / 3)),
  series(length, (chunk) => Math.exp(-(length - 1 - chunk) / 3)),
];

function flagsOf({
  question,
  bm25,
  named,
}: {
  question: Question;
  bm25: Series;
  named: readonly string[];
}): Float32Array {
  const { mean, deviation } = spread(bm25);
  const top = bm25.reduce((most, score) => Math.max(most, score), 0);
  return Float32Array.from([
    named.length > 0 ? 1 : 0,
    Math.min(2, named.length) / 2,
    ...kindsOf(question.text),
    Math.min(2, question.weights.size / 6),
    bm25.length / 100,
    Math.log(1 + top) / 3,
    deviation > 0 ? (top - mean) / deviation / 5 : 0,
    bm25.filter((score) => score > 0).length / bm25.length,
  ]);
}

function wordsOf(
  { question, meeting, background }: Parameters<typeof featuresOf>[0],
  named: readonly string[],
): Features["words"] {
  const { words } = meeting;
  const names = tally(named.flatMap((name) => name.toLowerCase().split(/\s+/u)));
  return question.words.map((word) => {
    const found = words.documentFrequency(word.stem);
    const rarityHere =
      found > 0 ? Math.log((words.chunks + 1) / found) / Math.log(1 + words.chunks) : 0;
    const isName = names.has(word.surface.toLowerCase().replace(/'s$/u, ""));
    return {
      figures: Float32Array.from(describeWord(word, { question, background, rarityHere, isName })),
      saturation: words.saturation(word.stem),
    };
  });
}
