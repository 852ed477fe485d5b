/** Titles and roles that say nothing about who somebody is. */
const TITLES = new Set(
  `dr mr mrs ms hon right am mp the sir professor prof phd grad postdoc undergrad speaker lord lady
  minister`.split(/\s+/u),
);

/** What people call somebody by what they do, and how such people are named in transcripts. */
const ROLES: readonly [asked: RegExp, named: RegExp][] = [
  [/\b(?:project|product) manager\b|\bPM\b/i, /project manager/i],
  [/\bmarket(?:ing)? (?:expert|specialist|manager)?\b/i, /marketing/i],
  [/\b(?:user )?interface (?:designer|expert|specialist)?\b|\bUI\b/i, /user interface/i],
  [/\bindustrial design(?:er)?\b/i, /industrial/i],
  [/\bprofessor\b/i, /professor/i],
  [/\bpostdoc\b/i, /postdoc/i],
  [/\bundergrad/i, /undergrad/i],
  [/\bchair\b/i, /chair/i],
];

const wordsOf = (text: string): string[] =>
  text.toLowerCase().match(/[\p{L}\p{N}]+(?:'[\p{L}]+)?/gu) ?? [];

/**
 * Whom of a meeting a question names: by the whole name, by all of it that is no title, by the last
 * name, by the letter that ends a made-up name ("Professor B"), or by a role only one of them has.
 */
export function namedSpeakers(question: string, speakers: readonly string[]): string[] {
  const spoken = ` ${wordsOf(question).join(" ")} `;
  const capitalised = new Set(
    (question.match(/(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{N}'-]*/gu) ?? []).map((word) =>
      word.toLowerCase().replace(/'s$/u, ""),
    ),
  );
  const letters = new Set(
    (question.match(/(?<![\p{L}\p{N}'])\p{Lu}(?![\p{L}\p{N}'-])/gu) ?? []).map((letter) =>
      letter.toLowerCase(),
    ),
  );
  const isNamed = (speaker: string): boolean => {
    const parts = wordsOf(speaker);
    const last = parts.at(-1);
    if (last === undefined) return false;
    const whole = parts.join(" ");
    if (spoken.includes(` ${whole} `) || spoken.includes(` ${whole}'s `)) return true;
    if (last.length === 1) return letters.has(last) && isNoWord(last, question);
    const telling = parts.filter((part) => !TITLES.has(part) && part.length > 2);
    if (telling.length === 0) return false;
    const surname = telling.at(-1) ?? "";
    return (
      telling.every((part) => capitalised.has(part)) ||
      (telling.length > 1 && surname.length > 3 && capitalised.has(surname))
    );
  };
  const named = speakers.filter(isNamed);
  return named.length > 0 ? named : byRole(question, speakers);
}

/** "I" is hardly ever a name, "A" not where a sentence begins. */
const isNoWord = (letter: string, question: string): boolean =>
  letter !== "i" && !(letter === "a" && question.startsWith("A "));

function byRole(question: string, speakers: readonly string[]): string[] {
  return ROLES.flatMap(([asked, named]) => {
    if (!asked.test(question)) return [];
    const holders = speakers.filter((speaker) => named.test(speaker));
    return holders.length === 1 ? holders : [];
  });
}
