/** Counts of a word alignment between what was said and what was recognised. */
export interface WordErrors {
  substitutions: number;
  deletions: number;
  insertions: number;
  /** Words of the reference. */
  words: number;
}

/**
 * Word error rate: (substitutions + deletions + insertions) / reference words. 0 for two empty
 * texts, infinite when words were invented against an empty reference.
 */
export function wordErrorRate({ substitutions, deletions, insertions, words }: WordErrors): number {
  const errors = substitutions + deletions + insertions;
  return errors === 0 ? 0 : errors / words;
}

/** Adds up counts of several texts. */
export function sumWordErrors(list: readonly WordErrors[]): WordErrors {
  return list.reduce(
    (sum, item) => ({
      substitutions: sum.substitutions + item.substitutions,
      deletions: sum.deletions + item.deletions,
      insertions: sum.insertions + item.insertions,
      words: sum.words + item.words,
    }),
    { substitutions: 0, deletions: 0, insertions: 0, words: 0 },
  );
}

/** Aligns two normalised texts with the fewest edits (Levenshtein over words). */
export function countWordErrors(reference: string, hypothesis: string): WordErrors {
  const spoken = normaliseWords(reference);
  const heard = normaliseWords(hypothesis);
  let previous: WordErrors[] = Array.from({ length: heard.length + 1 }, (_, insertions) => ({
    substitutions: 0,
    deletions: 0,
    insertions,
    words: spoken.length,
  }));
  for (const [row, word] of spoken.entries()) {
    const current: WordErrors[] = [
      { substitutions: 0, deletions: row + 1, insertions: 0, words: spoken.length },
    ];
    for (const [column, other] of heard.entries()) {
      const diagonal = previous[column] as WordErrors;
      const above = previous[column + 1] as WordErrors;
      const left = current[column] as WordErrors;
      const matched =
        word === other ? diagonal : { ...diagonal, substitutions: diagonal.substitutions + 1 };
      const deleted = { ...above, deletions: above.deletions + 1 };
      const inserted = { ...left, insertions: left.insertions + 1 };
      current.push(fewest([matched, deleted, inserted]));
    }
    previous = current;
  }
  return previous[heard.length] as WordErrors;
}

function fewest(options: [WordErrors, ...WordErrors[]]): WordErrors {
  const cost = (item: WordErrors) => item.substitutions + item.deletions + item.insertions;
  return options.reduce((best, item) => (cost(item) < cost(best) ? item : best));
}

const ONES =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const ORDINALS: Record<string, string> = {
  one: "first",
  two: "second",
  three: "third",
  five: "fifth",
  eight: "eighth",
  nine: "ninth",
  twelve: "twelfth",
};

/** One spelling for words that are written in several ways and said in one. */
const SPELLINGS: Record<string, string> = {
  mr: "mister",
  mrs: "missus",
  missis: "missus",
  dr: "doctor",
  st: "saint",
  okay: "ok",
  cannot: "can not",
  anyone: "any one",
  everyone: "every one",
  someone: "some one",
  anybody: "any body",
  forever: "for ever",
  colour: "color",
  colours: "colors",
  honour: "honor",
  honourable: "honorable",
  favour: "favor",
  favourite: "favorite",
  labour: "labor",
  neighbour: "neighbor",
  neighbours: "neighbors",
  parlour: "parlor",
  behaviour: "behavior",
  saviour: "savior",
  splendour: "splendor",
  grey: "gray",
  centre: "center",
  theatre: "theater",
  towards: "toward",
  travelling: "traveling",
  traveller: "traveler",
  realise: "realize",
  recognise: "recognize",
  recognised: "recognized",
  connexion: "connection",
  mm: "mhm",
  uhhuh: "mhm",
  hmm: "hm",
};

/**
 * Makes texts comparable word by word: lower case, no punctuation or notes in brackets, numbers as
 * words, one spelling per word (after the idea of Whisper's English text normaliser).
 */
export function normaliseWords(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/[‘’´`]/g, "'")
    .replace(/\[[^\]]*\]|<[^>]*>|\{[^}]*\}/g, " ")
    .replace(/(\d),(?=\d{3})/g, "$1")
    .replace(/\$(\d+)/g, "$1 dollars")
    .replace(/(\d)%/g, "$1 percent")
    .replace(/&/g, " and ")
    .replace(/(\d+)(?:st|nd|rd|th)\b/g, (_, digits: string) => ordinalWords(Number(digits)))
    .replace(/(\d+)\.(\d+)/g, (_, whole: string, decimals: string) =>
      [numberWords(Number(whole)), "point", digitWords(decimals)].join(" "),
    )
    .replace(/\d+/g, (digits) => ` ${numberWords(Number(digits))} `)
    .replace(/[^\p{L}' ]+/gu, " ")
    .replace(/(^|\s)'+|'+(?=\s|$)/g, " ")
    .split(/\s+/)
    .flatMap((word) => (SPELLINGS[word] ?? word).split(" "))
    .filter((word) => word !== "");
}

function digitWords(digits: string): string {
  return [...digits].map((digit) => ONES[Number(digit)]).join(" ");
}

/** A whole number as it is said; 1100 to 1999 like a year. */
function numberWords(value: number): string {
  if (value < 20) return ONES[value] ?? "";
  if (value < 100) return joined(TENS[Math.floor(value / 10)], value % 10);
  if (value < 1000) return joined(`${ONES[Math.floor(value / 100)]} hundred`, value % 100);
  if (value >= 1100 && value < 2000) return yearWords(value);
  if (value < 1e6) return joined(`${numberWords(Math.floor(value / 1000))} thousand`, value % 1000);
  if (value < 1e9) return joined(`${numberWords(Math.floor(value / 1e6))} million`, value % 1e6);
  return digitWords(String(value));
}

function joined(head: string | undefined, rest: number): string {
  return rest === 0 ? `${head}` : `${head} ${numberWords(rest)}`;
}

function yearWords(value: number): string {
  const century = numberWords(Math.floor(value / 100));
  const rest = value % 100;
  if (rest === 0) return `${century} hundred`;
  return rest < 10 ? `${century} oh ${numberWords(rest)}` : `${century} ${numberWords(rest)}`;
}

function ordinalWords(value: number): string {
  const words = numberWords(value).split(" ");
  const last = words.pop() ?? "";
  const ordinal = ORDINALS[last] ?? (last.endsWith("y") ? `${last.slice(0, -1)}ieth` : `${last}th`);
  return [...words, ordinal].join(" ");
}
