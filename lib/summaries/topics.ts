import type { SummaryBody } from "@/lib/summaries/schema";
import { isStopWord, type Sentence, stem } from "@/lib/summaries/sentences";
import { type Stretch, stretchesOf } from "@/lib/summaries/stretches";
import { wordsOf } from "@/lib/transcripts/text";

const TOPICS_MAX = 8;
/** What a stretch is called by. */
const LABEL_PHRASES = 2;
/** Sentences looked at together when finding where a topic is talked about. */
const WINDOW = 12;

interface Phrase {
  key: string;
  /** As said, with how often. */
  forms: Map<string, number>;
  /** Indices of sentences. */
  places: number[];
  length: number;
}

/**
 * What a meeting is about, in order of time. A longer one is divided where its words change, and
 * each stretch is called by the words it has more of than the others; a short one is told by its
 * repeated words, each with the time at which it is talked about most.
 */
export function topicsOf(
  sentences: readonly Sentence[],
  stretches: readonly Stretch[] = stretchesOf(sentences),
): Topic[] {
  const phrases = [...phrasesOf(sentences).values()];
  return stretches.length > 1
    ? stretchTopics(sentences, stretches, phrases)
    : repeatedTopics(sentences, phrases);
}

type Topic = SummaryBody["topics"][number];

function repeatedTopics(sentences: readonly Sentence[], phrases: readonly Phrase[]): Topic[] {
  const chosen = withoutRepeats(
    phrases
      .filter(({ places }) => places.length >= 2)
      .map((phrase) => ({ phrase, score: phrase.places.length * weightOf(phrase) })),
    TOPICS_MAX,
  );
  return chosen
    .map((phrase) => ({ label: upperFirst(formOf(phrase)), ...timeOf(densest(phrase), sentences) }))
    .sort((a, b) => a.startMs - b.startMs);
}

function stretchTopics(
  sentences: readonly Sentence[],
  stretches: readonly Stretch[],
  phrases: readonly Phrase[],
): Topic[] {
  const taken: Phrase[] = [];
  return stretches.flatMap((stretch) => {
    const scored = phrases.flatMap((phrase) => {
      const inside = phrase.places.filter((at) => at >= stretch.first && at < stretch.end).length;
      if (inside < 2) return [];
      const share = inside / phrase.places.length;
      return [{ phrase, score: inside * share * weightOf(phrase) }];
    });
    const labels = withoutRepeats(scored, LABEL_PHRASES, taken);
    if (labels.length === 0) return [];
    taken.push(...labels);
    const label = upperFirst(labels.map(formOf).join(", "));
    return [{ label, ...timeOf(stretch, sentences) }];
  });
}

/** Phrases count more than words, which are vaguer. */
const weightOf = ({ length }: Phrase): number => (length === 1 ? 1 : 2.5);

/** The best phrases that share no word with one another, nor with those told before. */
function withoutRepeats(
  scored: { phrase: Phrase; score: number }[],
  most: number,
  before: readonly Phrase[] = [],
): Phrase[] {
  const chosen: Phrase[] = [];
  scored.sort((a, b) => b.score - a.score || (a.phrase.key < b.phrase.key ? -1 : 1));
  for (const { phrase } of scored) {
    if (chosen.length === most) break;
    const parts = phrase.key.split(" ");
    const repeats = [...before, ...chosen].some((other) =>
      other.key.split(" ").some((part) => parts.includes(part)),
    );
    if (!repeats) chosen.push(phrase);
  }
  return chosen;
}

function timeOf(stretch: Stretch, sentences: readonly Sentence[]) {
  const lines = sentences.slice(stretch.first, stretch.end).map(({ line }) => line);
  return {
    startMs: Math.min(...lines.map(({ startMs }) => startMs)),
    endMs: Math.max(...lines.map(({ endMs }) => endMs)),
  };
}

/** The stretch with the most mentions, the first of several. */
function densest({ places }: Phrase): Stretch {
  let best = { first: places[0] ?? 0, count: 0 };
  for (const place of places) {
    const count = places.filter((p) => p >= place && p < place + WINDOW).length;
    if (count > best.count) best = { first: place, count };
  }
  const last = places.findLast((place) => place < best.first + WINDOW) ?? best.first;
  return { first: best.first, end: last + 1 };
}

function phrasesOf(sentences: readonly Sentence[]): Map<string, Phrase> {
  const phrases = new Map<string, Phrase>();
  sentences.forEach((sentence, place) => {
    const words = (sentence.text.match(/\S+/gu) ?? []).map((raw) => {
      const bare = raw.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
      return { bare, word: wordsOf(bare).join(""), breaks: /[.,;:!?]$/u.test(raw) };
    });
    words.forEach((first, i) => {
      if (!isTopical(first.word)) return;
      note(phrases, [first], place, i);
      const second = words[i + 1];
      if (second && !first.breaks && isTopical(second.word))
        note(phrases, [first, second], place, i);
    });
  });
  return phrases;
}

function isTopical(word: string): boolean {
  return word.length >= 4 && !isStopWord(word) && !/^\d|ly$|'/u.test(word) && !EMPTY.has(word);
}

/** Common in talk of any kind. */
const EMPTY = new Set(
  `alright better bring call come coming done else feel find fine follow gave give happen happened happening hear help
  idea keep left long looking mean means meeting minutes move number often open part point question questions
  ready saying seems send shall show side simple speak started starting talk talked talking tell time times told
  true trying turn used using wait week went whatever whole word words work working works yesterday different
  important interesting problem problems reason sense sorry today tomorrow wanted whether write wrong agree agreed
  agreement decided please today friday monday thursday tuesday wednesday saturday sunday
  three four five sixes seven eight nine twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty
  thirty forty fifty sixty seventy eighty ninety hundred thousand million first second third half already cannot
  comes cool couldn't chair member members nice okay sorry thank thanks welcome`
    .split(/\s+/u)
    .filter(Boolean),
);

function note(
  phrases: Map<string, Phrase>,
  words: { bare: string; word: string }[],
  place: number,
  index: number,
): void {
  const key = words.map(({ word }) => stem(word)).join(" ");
  const phrase: Phrase = phrases.get(key) ?? {
    key,
    forms: new Map(),
    places: [],
    length: words.length,
  };
  // The capital of a sentence's first word says nothing about the word.
  const form = words.map(({ bare, word }, i) => (index + i === 0 ? word : bare)).join(" ");
  phrase.forms.set(form, (phrase.forms.get(form) ?? 0) + 1);
  if (phrase.places.at(-1) !== place) phrase.places.push(place);
  phrases.set(key, phrase);
}

/** A phrase as it is said most often. */
function formOf(phrase: Phrase): string {
  const [form] = [...phrase.forms].reduce((best, next) => (next[1] > best[1] ? next : best));
  return form;
}

const upperFirst = (label: string): string =>
  label.charAt(0).toLocaleUpperCase("en") + label.slice(1);
