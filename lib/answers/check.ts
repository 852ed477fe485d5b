import type { Line } from "@/lib/answers/repo";
import {
  coveringLines,
  type Evidence,
  hasItsFacts,
  knownStems,
  overlap,
} from "@/lib/answers/support";

/**
 * The share of a sentence's content that its lines must have. Chosen on QMSum train: written
 * sentences with the four best lines of their own passage against those of another
 * (docs/answers.md has the figures).
 */
export const SUPPORTED_FROM = 0.5;
/** The same where the model gave no line that exists, or wrong ones: then more is asked for. */
export const FOUND_FROM = 0.7;
/** Lines of a sentence, at most. */
const CITED_AT_MOST = 4;
/** Lines on each side of a cited one that may be what it answers. */
const NEAR = 2;

/** Requests to a machine. Whoever says them in a meeting must not have them pass for an answer. */
const COMMAND =
  /\b(?:ignore|disregard|forget|override)\b[^.!?]{0,40}\b(?:previous|prior|above|earlier|all|any|your|the)\b[^.!?]{0,30}\b(?:instructions?|rules?|prompts?|directions?|context)\b|\bsystem (?:prompt|message|override)\b|^\s*\(?system\)?\s*:|\byou are (?:now )?(?:an? )?(?:ai|assistant|language model|chatbot|dan)\b|\b(?:respond|reply|answer|output|print|write) (?:only |exactly )?(?:with|the following|this)\b/iu;

/** Whether a text speaks to a language model instead of to people. */
export const isCommand = (text: string): boolean => COMMAND.test(text);

/** The beginnings of such texts, and of many harmless ones. */
const COMMAND_BEGUN = /\b(?:ignore|disregard|forget|override)\b|\bsystem\b|\byou are\b/iu;

/** Whether what is half written may become one, so that it is better not shown yet. */
export const mayBecomeCommand = (text: string): boolean =>
  isCommand(text) || COMMAND_BEGUN.test(text);

export const evidenceOf = (line: Pick<Line, "speaker" | "text" | "meetingTitle">): Evidence => ({
  speaker: line.speaker,
  text: line.text,
  setting: line.meetingTitle,
});

/** Ways a date is written, so that a sentence may say when a meeting was. */
function datesOf(line: Line): string[] {
  const at = line.meetingStartedAt;
  if (!at) return [];
  const written = (options: Intl.DateTimeFormatOptions, locale: string) =>
    new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options }).format(at);
  const full = { day: "numeric", month: "long", year: "numeric" } as const;
  const short = { day: "numeric", month: "long" } as const;
  return [
    at.toISOString().slice(0, "2026-11-29".length),
    ...["en-GB", "en-US"].flatMap((locale) => [written(full, locale), written(short, locale)]),
  ];
}

function isSupported(sentence: string, lines: readonly Line[], from: number): boolean {
  if (lines.length === 0) return false;
  const evidence = lines.map(evidenceOf);
  const undated = lines
    .flatMap(datesOf)
    .reduce((text, date) => text.replaceAll(date, ""), sentence);
  if (!hasItsFacts(undated, evidence)) return false;
  const share = overlap(undated, knownStems(evidence));
  return share !== null && share >= from;
}

/**
 * The lines that support a sentence, or null. First those it names, then with their neighbours,
 * then any that were read, where more is asked for.
 *
 * @param numbers as written behind the sentence, from 1; those that do not exist count for nothing
 * @param lines all that were read, in the order of their numbers
 */
export function supportOf(
  sentence: string,
  numbers: readonly number[],
  lines: readonly Line[],
): Line[] | null {
  if (isCommand(sentence)) return null;
  // What was said to a machine supports nothing; its number stays its own.
  const said = lines.filter((line) => !isCommand(line.text));
  const named = numbers.flatMap((number) => lines[number - 1] ?? []);
  return findSupport(
    sentence,
    named.filter((line) => said.includes(line)),
    said,
  );
}

function findSupport(
  sentence: string,
  named: readonly Line[],
  lines: readonly Line[],
): Line[] | null {
  const cited = telling(sentence, named).slice(0, CITED_AT_MOST);
  if (isSupported(sentence, cited, SUPPORTED_FROM)) return cited;
  const near = lines.filter((line) =>
    named.some(
      (other) =>
        other.meetingId === line.meetingId && Math.abs(other.position - line.position) <= NEAR,
    ),
  );
  const withNear = covering(sentence, near, cited);
  if (isSupported(sentence, withNear, SUPPORTED_FROM)) return inOrder(withNear, lines);
  const anywhere = covering(sentence, lines, []);
  return isSupported(sentence, anywhere, FOUND_FROM) ? inOrder(anywhere, lines) : null;
}

const covering = (sentence: string, among: readonly Line[], given: readonly Line[]): Line[] =>
  coveringLines(
    sentence,
    among.map(evidenceOf),
    CITED_AT_MOST,
    given.map((line) => among.indexOf(line)),
  ).flatMap((index) => among[index] ?? []);

/** Of the lines a sentence names, those that have something of it; all when none has. */
function telling(sentence: string, named: readonly Line[]): Line[] {
  const some = named.filter((line) => (overlap(sentence, knownStems([evidenceOf(line)])) ?? 0) > 0);
  return some.length > 0 ? some : [...named];
}

const inOrder = (some: readonly Line[], all: readonly Line[]): Line[] =>
  all.filter((line) => some.includes(line));
