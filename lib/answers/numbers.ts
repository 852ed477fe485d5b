/** What number words are worth; those that make larger numbers of what stands before them apart. */
const UNITS = new Map(
  `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
  sixteen seventeen eighteen nineteen twenty`
    .split(/\s+/u)
    .map((word, value) => [word, value]),
);
const TENS = new Map(
  "thirty forty fifty sixty seventy eighty ninety"
    .split(" ")
    .map((word, index) => [word, 30 + index * 10]),
);
const SCALES = new Map([
  ["hundred", 100],
  ["thousand", 1_000],
  ["million", 1_000_000],
  ["billion", 1_000_000_000],
]);
/** Shorthand behind digits: 10k, 3M. */
const SUFFIXES = new Map([
  ["k", 1_000],
  ["m", 1_000_000],
  ["bn", 1_000_000_000],
]);

const isNumberWord = (word: string): boolean =>
  UNITS.has(word) || TENS.has(word) || SCALES.has(word);

const TOKEN = /\p{N}+(?:[.,]\p{N}+)*(?:k|m|bn)?(?![\p{L}\p{N}])|[\p{L}]+|\p{N}+(?:[.,]\p{N}+)*/giu;

/**
 * The numbers a text speaks of, in digits or in English words: `ten thousand`, `10,000` and `10k`
 * are one and the same. `one` is left out: it is mostly no number.
 *
 * @returns each number with the parts it is made of, as decimal strings
 */
export function numbersIn(text: string): { value: string; parts: string[] }[] {
  const found: { value: string; parts: string[] }[] = [];
  let words: string[] = [];
  const close = () => {
    if (words.length > 0) found.push(fromWords(words));
    words = [];
  };
  const plain = text.replaceAll("-", " ");
  let end = 0;
  for (const match of plain.matchAll(TOKEN)) {
    const word = match[0].toLowerCase();
    if (/[,;:.!?]/u.test(plain.slice(end, match.index))) close();
    end = match.index + word.length;
    if (/^\p{N}/u.test(word)) {
      close();
      found.push(fromDigits(word));
    } else if (isNumberWord(word)) words.push(word);
    else if (word !== "and" || words.length === 0) close();
  }
  close();
  return found.filter(({ value, parts }) => value !== "1" || parts.length > 1);
}

function fromDigits(token: string): { value: string; parts: string[] } {
  const [, digits = "", suffix = ""] = /^([\p{N}.,]+)(\D*)$/u.exec(token) ?? [];
  const grouped = /^\p{N}{1,3}(?:,\p{N}{3})+(?:\.\p{N}+)?$/u.test(digits);
  const value = Number((grouped ? digits.replaceAll(",", "") : digits.replace(",", ".")) || "NaN");
  const scaled = value * (SUFFIXES.get(suffix) ?? 1);
  const parts = digits.split(/[.,]/u);
  return { value: Number.isFinite(scaled) ? String(scaled) : digits, parts };
}

function fromWords(words: readonly string[]): { value: string; parts: string[] } {
  let total = 0;
  let group = 0;
  for (const word of words) {
    const scale = SCALES.get(word);
    if (scale === 100) group = Math.max(1, group) * scale;
    else if (scale) {
      total += Math.max(1, group) * scale;
      group = 0;
    } else group += UNITS.get(word) ?? TENS.get(word) ?? 0;
  }
  const values = words.map((word) => UNITS.get(word) ?? TENS.get(word) ?? SCALES.get(word) ?? 0);
  const [first = 0, second = 0] = values;
  const isYear = first >= 10 && first < 100 && second >= 10 && second < 100;
  // "twenty twenty four" is said for 2024.
  const value = isYear ? first * 100 + group - first : total + group;
  return { value: String(value), parts: values.map(String) };
}

/** Numbers of a text that none of the others has, neither whole nor in parts. */
export function foreignNumbers(text: string, others: readonly string[]): string[] {
  const known = new Set<string>();
  for (const other of others) {
    for (const { value } of numbersIn(other)) known.add(value);
  }
  return numbersIn(text)
    .filter(({ value, parts }) => !known.has(value) && !parts.every((part) => known.has(part)))
    .map(({ value }) => value);
}
