import { isStopWord, type Sentence, stem } from "@/lib/summaries/sentences";
import { wordsOf } from "@/lib/transcripts/text";

const TOPICS_MAX = 8;
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
 * What a meeting is about: its repeated content words, pairs of them before single ones, each with
 * the time at which it is talked about most. In order of time.
 */
export function topicsOf(sentences: readonly Sentence[]): { label: string; startMs: number }[] {
  const phrases = [...phrasesOf(sentences).values()];
  const least = sentences.length > 200 ? 4 : 2;
  const ranked = phrases
    .filter((phrase) => phrase.places.length >= least)
    .map((phrase) => ({ phrase, score: phrase.places.length * (phrase.length === 1 ? 1 : 2.5) }))
    .sort((a, b) => b.score - a.score || (a.phrase.key < b.phrase.key ? -1 : 1));
  const chosen: Phrase[] = [];
  for (const { phrase } of ranked) {
    if (chosen.length === TOPICS_MAX) break;
    const parts = phrase.key.split(" ");
    const repeats = chosen.some((other) =>
      other.key.split(" ").some((part) => parts.includes(part)),
    );
    if (!repeats) chosen.push(phrase);
  }
  return chosen
    .map((phrase) => ({ label: labelOf(phrase), startMs: startOf(phrase, sentences) }))
    .sort((a, b) => a.startMs - b.startMs);
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
  three four five seven eight nine hundred thousand first second third half`
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

function labelOf(phrase: Phrase): string {
  const [form] = [...phrase.forms].reduce((best, next) => (next[1] > best[1] ? next : best));
  return form.charAt(0).toLocaleUpperCase("en") + form.slice(1);
}

/** Start of the stretch with the most mentions, the first of several. */
function startOf(phrase: Phrase, sentences: readonly Sentence[]): number {
  let best = { place: phrase.places[0] ?? 0, count: 0 };
  for (const place of phrase.places) {
    const count = phrase.places.filter((p) => p >= place && p < place + WINDOW).length;
    if (count > best.count) best = { place, count };
  }
  return sentences[best.place]?.line.startMs ?? 0;
}
