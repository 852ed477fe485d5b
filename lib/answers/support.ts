import { foreignNumbers } from "@/lib/answers/numbers";
import { contentStems, isTelling, stemsOf } from "@/lib/answers/words";
import { isStopWord } from "@/lib/summaries/sentences";

/** A numbered line, as far as a sentence is checked against it. */
export interface Evidence {
  speaker: string;
  text: string;
  /** Title and date of its meeting: a sentence may name them. */
  setting: string;
}

/** All that is known from lines: every stem of what was said, by whom and where. */
export function knownStems(evidence: readonly Evidence[]): Set<string> {
  return new Set(
    evidence.flatMap(({ speaker, text, setting }) => stemsOf(`${speaker} . ${text} . ${setting}`)),
  );
}

/** The share of a sentence's content that is known, 0..1; null when it says nothing of content. */
export function overlap(sentence: string, known: ReadonlySet<string>): number | null {
  const stems = [...contentStems(sentence)];
  if (stems.length === 0) return null;
  return stems.filter((stemmed) => known.has(stemmed)).length / stems.length;
}

/** A word at a sentence's start is a name when one of these follows it. */
const AFTER_A_NAME =
  /^(?:['’]s\b|(?:said|says|asked|agreed|wants?|wanted|will|would|suggested|proposed|thinks?|thought|explained|mentioned|told)\b|(?:and )?\p{Lu}\p{Ll})/u;
const CAPITALISED = /(?<![\p{L}\p{N}'’])\p{Lu}[\p{L}\p{N}]*/gu;

/** Words that look like names: capitalised inside a sentence, or at its start with what people do. */
function namesIn(sentence: string): string[] {
  return [...sentence.matchAll(CAPITALISED)].flatMap((match) => {
    const before = sentence.slice(0, match.index).trimEnd();
    const after = sentence.slice(match.index + match[0].length).trimStart();
    const opens = before === "" || /[.!?:"“(]$/u.test(before);
    if (opens && !AFTER_A_NAME.test(after)) return [];
    return isStopWord(match[0].toLowerCase()) ? [] : [match[0]];
  });
}

/** Whether a sentence names somebody or something that nobody in the evidence does. */
const hasForeignName = (sentence: string, known: ReadonlySet<string>): boolean =>
  namesIn(sentence).some((name) =>
    stemsOf(name).some((stemmed) => !known.has(stemmed) && !isTelling(stemmed)),
  );

/** Where something can be sent to: an address of mail, a name of a website. */
const ADDRESS =
  /[\p{L}\p{N}._-]*@[\p{L}\p{N}._-]+|[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{Ll}{2,}(?!\p{L})/gu;

/** Whether a sentence names an address that nobody said just so. */
function hasForeignAddress(sentence: string, said: readonly string[]): boolean {
  const all = said.join(" ").toLowerCase();
  return (sentence.match(ADDRESS) ?? []).some(
    (address) => !all.includes(address.toLowerCase().replace(/[._-]+$/u, "")),
  );
}

/** Whether every number, name and address of a sentence is there. */
export function hasItsFacts(sentence: string, evidence: readonly Evidence[]): boolean {
  if (hasForeignName(sentence, knownStems(evidence))) return false;
  const said = evidence.map(({ speaker, text, setting }) => `${speaker} . ${text} . ${setting}`);
  return !hasForeignAddress(sentence, said) && foreignNumbers(sentence, said).length === 0;
}

/**
 * The lines that together have most of a sentence's content, each adding some.
 * @param given indices that are among them whatever they have
 * @returns indices, those given and then the most telling first
 */
export function coveringLines(
  sentence: string,
  evidence: readonly Evidence[],
  atMost: number,
  given: readonly number[] = [],
): number[] {
  const wanted = contentStems(sentence);
  const stems = evidence.map((line) => {
    const known = knownStems([line]);
    return [...wanted].filter((stemmed) => known.has(stemmed));
  });
  const chosen = [...given];
  const covered = new Set(given.flatMap((index) => stems[index] ?? []));
  while (chosen.length < atMost) {
    const gains = stems.map((own) => own.filter((stemmed) => !covered.has(stemmed)).length);
    const best = gains.indexOf(Math.max(0, ...gains));
    if (best < 0 || gains[best] === 0) break;
    chosen.push(best);
    for (const stemmed of stems[best] ?? []) covered.add(stemmed);
  }
  return chosen;
}
