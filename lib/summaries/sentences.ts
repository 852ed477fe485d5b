import { countWords, isFiller, wordsOf } from "@/lib/transcripts/text";

/** A line of the transcript as the summary needs it. */
export interface SpokenLine {
  id: string;
  participantId: string;
  /** The name people see. */
  speaker: string;
  position: number;
  /** Milliseconds on the meeting clock. */
  startMs: number;
  endMs: number;
  text: string;
}

/** One sentence of a line. */
export interface Sentence {
  line: SpokenLine;
  /** As said, without fillers and stumbles. Words are only ever left out, never put in. */
  text: string;
  /** Words of `text`. */
  words: number;
  /** Where in the meeting it was said, 0 (start) to 1 (end), by sentences. */
  place: number;
  /** Stems of its content words. */
  stems: string[];
}

/** Every sentence of a meeting, in order. */
export function sentencesOf(lines: readonly SpokenLine[]): Sentence[] {
  const found = lines.flatMap((line) =>
    splitSentences(line.text)
      .map(tidy)
      .filter((text) => text !== "")
      .map((text) => ({ line, text, words: countWords(text), stems: contentStems(text) })),
  );
  return found.map((sentence, i) => ({
    ...sentence,
    place: found.length > 1 ? i / (found.length - 1) : 0,
  }));
}

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });
/** Full stops after these close no sentence. */
const ABBREVIATION = /(?:^|\s)(?:Mr|Mrs|Ms|Dr|Prof|St|No|vs|etc|e\.g|i\.e|approx|\p{Lu})\.\s*$/u;

/** The segmenter's time grows with the square of a text; blocks end where sentences may, if they can. */
const blocksOf = (text: string): string[] =>
  text.length <= BLOCK_LENGTH
    ? [text]
    : (text.match(/.{1,4000}(?:[.!?。！？]\s*|$)|.{1,4000}/gsu) ?? []);
const BLOCK_LENGTH = 4_000;

/** Splits running text into sentences. */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  for (const block of blocksOf(text))
    for (const { segment } of segmenter.segment(block)) {
      const last = sentences.at(-1);
      if (last !== undefined && ABBREVIATION.test(last))
        sentences[sentences.length - 1] = last + segment;
      else sentences.push(segment);
    }
  return sentences.map((sentence) => sentence.trim()).filter(Boolean);
}

/**
 * Openings that lead into a sentence and say nothing themselves. Most need their comma: "No, we
 * ship" loses its first word, "No one ships" must not.
 */
const LEAD_IN =
  /^(?:(?:yeah|yep|yes|no|okay|ok|right|well|so|and|but|then|now|alright|all right|anyway|anyways|oh|i mean|you know|basically|actually)[,.]+\s*|(?:yeah|okay|ok|and|but|so(?! (?:many|much|far|long|few)))\s+)+/iu;

/** Leaves out fillers, stumbles and lead-ins; capitalises what is left and closes it. */
export function tidy(sentence: string): string {
  const kept: string[] = [];
  for (const token of sentence.split(/\s+/u).filter(Boolean)) {
    const word = wordsOf(token).join("");
    if (word !== "" && isFiller(word)) {
      // "the, um, plan" keeps no comma of the filler's; "okay, um." keeps its full stop.
      const last = kept.at(-1);
      if (last !== undefined) kept[kept.length - 1] = last.replace(/,$/u, "") + closing(token);
      continue;
    }
    if (word !== "" && word === wordsOf(kept.at(-1) ?? "").join("") && !/\d/u.test(word)) {
      kept[kept.length - 1] = token;
      continue;
    }
    kept.push(token);
  }
  const joined = kept
    .join(" ")
    .replace(/(,?)\s*\b(?:you know|i mean),\s*/giu, "$1 ")
    .replace(/\s+([,.!?])/gu, "$1")
    .replace(/^[\s,.;:–-]+/u, "")
    .trim();
  const stripped = joined.replace(LEAD_IN, "");
  const text = countWords(stripped) >= 3 ? stripped : joined;
  if (countWords(text) === 0) return "";
  const closed = /[.!?…。！？]["'”’)]*$/u.test(text)
    ? text
    : `${text.replace(/[,;:\s–-]+$/u, "")}.`;
  return closed.charAt(0).toLocaleUpperCase("en") + closed.slice(1);
}

const closing = (token: string): string => /[.!?]$/u.exec(token)?.[0] ?? "";

const STOP_WORDS = new Set(
  `a about actually after again all also always am an and any anything are aren't around as at away back be
  because been before being both but by can can't cause come could couldn't did didn't do does doesn't doing
  don't done down each else even every everything few first for from get gets getting give go goes going gonna
  good got gotta guess had has hasn't have haven't having he he's her here him his how however i i'd i'll i'm
  i've if in into is isn't it it's its just kind know last less let let's like little look lot made make many
  may maybe me mean might more most much must my need never new next no not nothing now of off oh ok okay on
  once one ones only or other our out over own people perhaps please pretty probably put quite rather really
  right said same say see she should shouldn't since so some somebody something sort still stuff such sure take
  than thank thanks that that's the their them then there there's these they they're thing things think this
  those though through to too two under until up us use very want wanna was wasn't way we we'd we'll we're
  we've well were what what's when where which while who why will with won't would wouldn't yeah yep yes yet
  you you'd you'll you're you've your`
    .split(/\s+/u)
    .filter(Boolean),
);

export const isStopWord = (word: string): boolean => STOP_WORDS.has(word);

/** A light English stemmer: plurals, -ing, -ed, -ly. Enough to count "designs" with "design". */
export function stem(word: string): string {
  const base = word.replace(/'s?$/u, "");
  if (base.length <= 4) return base.replace(/(?<=\w{2}[^su])s$/u, "");
  return base
    .replace(/ies$/u, "y")
    .replace(/(?<=[^su])s$/u, "")
    .replace(/(?<=\w{3})(?:ing|edly|ed|ly)$/u, "")
    .replace(/(?<=\w{2})([^aeiouls])\1$/u, "$1")
    .replace(/(?<=\w{3})e$/u, "");
}

export function contentStems(text: string): string[] {
  return wordsOf(text)
    .filter((word) => !isStopWord(word) && (word.length > 2 || /\d/u.test(word)))
    .map(stem);
}
