import { groupBy } from "@/lib/platform/group-by";
import { citationOf, EMPTY_BODY, sentenceId } from "@/lib/summaries/body";
import {
  actionItemOf,
  isDecision,
  isOpenQuestion,
  soundsLikeAnswer,
} from "@/lib/summaries/patterns";
import { cosine, Importance, RANKING, type RankingWeights } from "@/lib/summaries/ranking";
import {
  type CitedSentence,
  SENTENCE_MAX,
  type SummaryBody,
  type SummaryTemplate,
} from "@/lib/summaries/schema";
import { type Sentence, type SpokenLine, sentencesOf } from "@/lib/summaries/sentences";
import { type Stretch, stretchesOf } from "@/lib/summaries/stretches";
import { TEMPLATES } from "@/lib/summaries/templates";
import { topicsOf } from "@/lib/summaries/topics";

/** Unit vectors of texts, in order. */
export type Embed = (texts: readonly string[]) => Promise<Float32Array[]>;

const OVERVIEW_MAX = 3;
const KEY_POINTS = { least: 5, most: 8 } as const;
const DECISIONS_MAX = 8;
const ACTIONS_MAX = 12;
const QUESTIONS_MAX = 6;
const EXTRA_MAX = 6;
/** One sentence for each of those who said most, two for who said much. */
const CONTRIBUTION = { words: 40, secondFrom: 0.2, people: 12 } as const;
/** Shorter sentences say little on their own, longer ones are several (found on QMSum's training set). */
const SENTENCE_WORDS = { least: 8, most: 40 };
/** Sentences somebody did not end. */
const BROKEN_OFF =
  /\b(?:the|a|an|of|to|and|or|but|'cause|because|so|in|with|for|from|by|at|that's|it's|is|are|was|we|if|like|in terms)(?:\.|\.{3}|…)$/iu;
/** A short meeting is summed up with what it has. */
const FEW = 6;
/** So many of the best are compared with one another; more would cost time and change nothing. */
const COMPARED = 160;
/** For wishes in words, so many of the best are looked through, and what is less alike is no answer. */
const LOOKED_THROUGH = 600;
const ALIKE_FROM = 0.4;
const WISHED_FOR = "What you asked for";

/**
 * Sums a meeting up in its own words: the sentences that matter most and do not repeat one another,
 * from every stretch of it; those that decide something, commit somebody or leave something open;
 * what each person brought. Every sentence cites the line it was taken from; nothing is put into
 * anybody's mouth, only fillers are left out.
 * @param lines the transcript, in order
 */
export async function summariseExtractively(input: {
  lines: readonly SpokenLine[];
  people: readonly { id: string; name: string; colour: number }[];
  embed: Embed;
  template?: SummaryTemplate;
  /** What the `own` template looks for. */
  instructions?: string;
}): Promise<SummaryBody> {
  const { embed, template = "general", instructions = "" } = input;
  const sentences = sentencesOf(input.lines);
  if (sentences.length === 0) return EMPTY_BODY;
  const ranked = await rankMeeting(sentences, embed);
  const told = new Told(ranked);
  const stretches = stretchesOf(sentences);
  const names = [...new Set(input.lines.map((line) => line.speaker))];

  const overview = ranked.best(overviewLength(ranked.candidates.length));
  told.add(overview);
  const different = once(sentences);
  const decisions = told.best(different.filter(isDecision), DECISIONS_MAX);
  const actions = different.flatMap((sentence) => actionItemOf(sentence, names) ?? []);
  const kept = new Set(
    told.best(
      actions.map(({ sentence }) => sentence),
      ACTIONS_MAX,
      new Set(actions.flatMap(({ sentence, when }) => (when ? [sentence] : []))),
    ),
  );
  const questions = told.best(openQuestionsOf(sentences), QUESTIONS_MAX);
  // Said under decisions, to do or open already, a sentence is no further point.
  told.add([...decisions, ...kept, ...questions]);
  const keyPoints = pointsOf({ sentences, stretches, ranked, told });
  told.add(keyPoints);
  return {
    overview: overview.map((one) => cite(one, "overview")),
    keyPoints: keyPoints.map((one) => cite(one, "keyPoints")),
    decisions: decisions.map((one) => cite(one, "decisions")),
    actionItems: actions
      .filter(({ sentence }) => kept.has(sentence))
      .map(({ sentence, who, when }) => ({ ...cite(sentence, "actionItems"), who, when })),
    openQuestions: questions.map((one) => cite(one, "openQuestions")),
    topics: topicsOf(sentences, stretches),
    contributions: contributionsOf({ sentences, people: input.people, told }),
    extra:
      template === "own"
        ? await wishedFor(instructions, ranked, embed)
        : sectionsOf(template, different, told),
  };
}

/** What is important in a meeting, with what has to be known to choose from it. */
class RankedMeeting {
  private readonly order: number[];
  private readonly places: ReadonlyMap<Sentence, number>;

  constructor(
    readonly candidates: readonly Sentence[],
    private readonly importance: Importance,
    readonly picked: readonly number[],
  ) {
    this.order = [...candidates.keys()].sort(
      (a, b) => (importance.scores[b] ?? 0) - (importance.scores[a] ?? 0),
    );
    this.places = new Map(candidates.map((sentence, i) => [sentence, i]));
  }

  /** The best that go together, in order of the meeting. */
  best(count: number): Sentence[] {
    return this.picked.slice(0, count).map(this.at).sort(byPlace);
  }

  /** Best first, those that go together before the others. */
  ranking(): Sentence[] {
    const chosen = new Set(this.picked);
    return [...this.picked, ...this.order.filter((i) => !chosen.has(i))].map(this.at);
  }

  /** Higher is more important; what was no candidate comes last. */
  scoreOf(sentence: Sentence): number {
    const place = this.places.get(sentence);
    return place === undefined
      ? Number.NEGATIVE_INFINITY
      : (this.importance.scores[place] ?? Number.NEGATIVE_INFINITY);
  }

  private readonly at = (i: number): Sentence => this.candidates[i] as Sentence;
}

/** What is in the summary already. */
class Told {
  private readonly told = new Set<Sentence>();

  constructor(private readonly ranked: RankedMeeting) {}

  add(sentences: Iterable<Sentence>): void {
    for (const sentence of sentences) this.told.add(sentence);
  }

  has(sentence: Sentence): boolean {
    return this.told.has(sentence);
  }

  /** The most important of these, in order of the meeting; `first` come before all others. */
  best(sentences: readonly Sentence[], most: number, first?: ReadonlySet<Sentence>): Sentence[] {
    const before = (sentence: Sentence) => Number(first?.has(sentence) ?? false);
    return [...sentences]
      .sort(
        (a, b) =>
          before(b) - before(a) ||
          compare(this.ranked.scoreOf(b), this.ranked.scoreOf(a)) ||
          byPlace(a, b),
      )
      .slice(0, most)
      .sort(byPlace);
  }
}

const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);

async function rankMeeting(sentences: readonly Sentence[], embed: Embed): Promise<RankedMeeting> {
  const candidates = worthRanking(sentences);
  const importance = new Importance(sentences, candidates);
  const compared = [...candidates.keys()]
    .sort((a, b) => (importance.scores[b] ?? 0) - (importance.scores[a] ?? 0))
    .slice(0, COMPARED);
  const vectors = await embed(compared.map((i) => candidates[i]?.text ?? ""));
  const most = OVERVIEW_MAX + KEY_POINTS.most;
  const picked = importance.pick({
    among: compared,
    vectors: new Map(compared.map((i, at) => [i, vectors[at] as Float32Array])),
    enough: (already) => already.length >= most,
  });
  return new RankedMeeting(candidates, importance, picked);
}

/**
 * Sentences worth a place in a summary of so many words, best first, without repetitions. For
 * measuring: `summariseExtractively` chooses in the same way.
 */
export async function rankSentences(input: {
  sentences: readonly Sentence[];
  embed: Embed;
  words: number;
  weights?: RankingWeights;
}): Promise<Sentence[]> {
  const { sentences, weights = RANKING } = input;
  const candidates = worthRanking(sentences);
  const embedAll = async (chosen: readonly number[]) => {
    const vectors = await input.embed(chosen.map((i) => candidates[i]?.text ?? ""));
    return new Map(chosen.map((i, at) => [i, vectors[at] as Float32Array]));
  };
  const central = weights.centrality === 0 ? null : await embedAll([...candidates.keys()]);
  const importance = new Importance(
    sentences,
    candidates,
    weights,
    central ? [...central.values()] : [],
  );
  const compared = [...candidates.keys()]
    .sort((a, b) => (importance.scores[b] ?? 0) - (importance.scores[a] ?? 0))
    .slice(0, COMPARED);
  const picked = importance.pick({
    among: compared,
    vectors: central ?? (await embedAll(compared)),
    enough: (already) =>
      already.reduce((sum, i) => sum + (candidates[i]?.words ?? 0), 0) >= input.words,
  });
  return picked.map((i) => candidates[i] as Sentence);
}

function worthRanking(sentences: readonly Sentence[]): Sentence[] {
  const different = once(sentences);
  const good = different.filter(
    ({ words, text }) =>
      words >= SENTENCE_WORDS.least &&
      words <= SENTENCE_WORDS.most &&
      !text.endsWith("?") &&
      !BROKEN_OFF.test(text),
  );
  if (good.length >= FEW) return good;
  const fair = different.filter(({ words, text }) => words >= 4 && !text.endsWith("?"));
  return fair.length > 0 ? fair : different;
}

/** How many sentences a meeting of this many good ones gets. */
const overviewLength = (good: number): number =>
  Math.min(OVERVIEW_MAX, good < 4 ? 1 : good < 7 ? 2 : 3);

/** The best of what is left, so that every stretch of a longer meeting has its say. */
function pointsOf(input: {
  sentences: readonly Sentence[];
  stretches: readonly Stretch[];
  ranked: RankedMeeting;
  told: Told;
}): Sentence[] {
  const { sentences, stretches, ranked, told } = input;
  const most = Math.min(KEY_POINTS.most, Math.max(KEY_POINTS.least, stretches.length));
  const left = ranked.ranking().filter((sentence) => !told.has(sentence));
  const stretchOf = new Map(
    stretches.flatMap(({ first, end }, at) =>
      sentences.slice(first, end).map((sentence) => [sentence, at] as const),
    ),
  );
  const chosen: Sentence[] = [];
  const heard = new Set<number | undefined>();
  for (const sentence of left) {
    const stretch = stretchOf.get(sentence);
    if (chosen.length === most || heard.has(stretch)) continue;
    heard.add(stretch);
    chosen.push(sentence);
  }
  for (const sentence of left)
    if (chosen.length < most && !chosen.includes(sentence)) chosen.push(sentence);
  return chosen.sort(byPlace);
}

/** What is asked or said to be open, unless what follows sounds like an answer. */
function openQuestionsOf(sentences: readonly Sentence[]): Sentence[] {
  const open = sentences.filter((sentence, i) => {
    const next = sentences[i + 1]?.line;
    // Whoever goes on talking, or is answered, asked to say something.
    const answered = next === sentence.line || (next !== undefined && soundsLikeAnswer(next.text));
    return isOpenQuestion(sentence, answered);
  });
  return once(open);
}

function contributionsOf(input: {
  sentences: readonly Sentence[];
  people: readonly { id: string; name: string; colour: number }[];
  told: Told;
}): SummaryBody["contributions"] {
  const { sentences, people, told } = input;
  const byPerson = groupBy(sentences, ({ line }) => line.participantId);
  if (byPerson.size < 2) return [];
  const wordsIn = (some: readonly Sentence[]) => some.reduce((sum, { words }) => sum + words, 0);
  const total = wordsIn(sentences);
  const heard = new Set(
    [...byPerson]
      .map(([id, own]) => ({ id, words: wordsIn(own) }))
      .filter(({ words }) => words >= CONTRIBUTION.words)
      .sort((a, b) => b.words - a.words)
      .slice(0, CONTRIBUTION.people)
      .map(({ id }) => id),
  );
  return people.flatMap(({ id, name, colour }) => {
    const own = byPerson.get(id) ?? [];
    const words = wordsIn(own);
    if (!heard.has(id)) return [];
    const worthy = worthRanking(own);
    const fresh = worthy.filter((sentence) => !told.has(sentence));
    const most = words / total >= CONTRIBUTION.secondFrom ? 2 : 1;
    const best = told.best(fresh.length > 0 ? fresh : worthy, most);
    return [
      {
        participantId: id,
        name,
        colour,
        sentences: best.map((one) => cite(one, "contributions")),
      },
    ];
  });
}

/** The sections of a template, by the words such things are said with. */
function sectionsOf(
  template: SummaryTemplate,
  sentences: readonly Sentence[],
  told: Told,
): SummaryBody["extra"] {
  return TEMPLATES[template].sections
    .map(({ title, pattern }) => ({
      title,
      sentences: told
        .best(
          sentences.filter(({ text, words }) => words >= 5 && pattern.test(text)),
          EXTRA_MAX,
        )
        .map((one) => cite(one, "extra")),
    }))
    .filter((section) => section.sentences.length > 0);
}

/** The sentences nearest in meaning to what somebody wishes to read about. */
async function wishedFor(
  instructions: string,
  ranked: RankedMeeting,
  embed: Embed,
): Promise<SummaryBody["extra"]> {
  const candidates = ranked.ranking().slice(0, LOOKED_THROUGH);
  if (instructions === "" || candidates.length === 0) return [];
  const [wish, ...vectors] = await embed([instructions, ...candidates.map(({ text }) => text)]);
  const nearest = candidates
    .map((sentence, i) => ({ sentence, likeness: cosine(wish, vectors[i]) }))
    .filter(({ likeness }) => likeness >= ALIKE_FROM)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, EXTRA_MAX)
    .map(({ sentence }) => sentence)
    .sort(byPlace);
  if (nearest.length === 0) return [];
  return [{ title: WISHED_FOR, sentences: nearest.map((one) => cite(one, "extra")) }];
}

function once(sentences: readonly Sentence[]): Sentence[] {
  const seen = new Set<string>();
  return sentences.filter(({ text }) => {
    const key = text.toLowerCase();
    return seen.has(key) ? false : seen.add(key);
  });
}

const byPlace = (a: Sentence, b: Sentence): number => a.place - b.place;

const cite = ({ text, line }: Sentence, section: string): CitedSentence => ({
  id: sentenceId(section, line.id, text),
  text: cut(text),
  citations: [citationOf(line)],
  edited: false,
});

/** A "sentence" without an end, as of scripts the splitter does not know, is told by its beginning. */
const cut = (text: string): string =>
  text.length <= SENTENCE_MAX ? text : `${text.slice(0, SENTENCE_MAX - 1)}…`;
