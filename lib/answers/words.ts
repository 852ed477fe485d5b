import { isStopWord, stem } from "@/lib/summaries/sentences";
import { wordsOf } from "@/lib/transcripts/text";

/** Scripts written without spaces: their words are compared by pairs of characters. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

function pairsOf(word: string): string[] {
  const characters = [...word];
  if (characters.length < 2) return characters;
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}

/** The stems of a text, also of the parts of compounds. */
export function stemsOf(text: string): string[] {
  return wordsOf(text).flatMap((word) => {
    if (UNSPACED.test(word)) return pairsOf(word);
    const parts = word.split(/[-.]/u).filter(Boolean);
    return parts.length > 1 ? [word, ...parts].map(stem) : [stem(word)];
  });
}

/** Words that say what kind of thing is told or asked for, not what it is about. */
const TELLING = new Set(
  `accord according add added address agree agreed also answer answered argue argued ask asked
  begin begun believe believed bring brought clarified clarify comment concern concerned conclude
  concluded conclusion confirm confirmed consider considered conversation decide decided describe
  described discuss discussed discussing discussion emphasise emphasised emphasize emphasized
  everybody everyone explain explained express expressed feel felt finally find furthermore group
  happen happened hear however idea indicate indicated introduce introduced list maintain
  maintained meeting member mention mentioned note noted opinion participant people person point
  pointed present presented propose proposed question raise raised recommend recommended regarding
  reiterate remark remarked reply replied report reported respond responded said saying show speak
  speaker state stated stress stressed suggest suggested summarise summarize summary talk talked
  talking team tell think thinking thought today told topic view want wanted`
    .split(/\s+/u)
    .map(stem),
);

export const isTelling = (stemmed: string): boolean => TELLING.has(stemmed);

/** Stems of the words that carry meaning, each once; numbers are looked at apart. */
export function contentStems(text: string): Set<string> {
  const stems = wordsOf(text)
    .filter((word) => !isStopWord(word) && !/^\p{N}/u.test(word))
    .flatMap((word) => (UNSPACED.test(word) ? pairsOf(word) : partsOf(word)))
    .filter((stemmed) => stemmed !== "" && !TELLING.has(stemmed));
  return new Set(stems);
}

const partsOf = (word: string): string[] =>
  word
    .split(/[-.]/u)
    .filter((part) => part.length > 1 && !isStopWord(part))
    .map(stem);
