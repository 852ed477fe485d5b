import { contentStems } from "@/lib/summaries/sentences";
import { wordsOf } from "@/lib/transcripts/text";

/** Words with which summaries report; that they were not said says nothing. */
const REPORTING = new Set(
  contentStems(
    `meeting meetings team group participant participants speaker speakers everyone member members attendees people
    discussed discuss discussion discussing talked mentioned said says stated noted explained explains suggested suggests
    proposed asked asks answered agreed decided believed thought thinks considered presented introduced described
    emphasized highlighted pointed raised expressed concerned concern concerns regarding including according also
    addition additionally however overall finally then next lastly firstly secondly various several
    issue issues topic topics idea ideas plan plans planned aims aim intends hopes wants felt
    conclusion concluded summary summarized reviewed clarified confirmed shared reported reports
    first second another because therefore whether still`,
  ),
);

/** Scripts whose words are not set apart by spaces. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu;

/** What a text is about, as stems; scripts without spaces as pairs of signs. */
export function contentOf(text: string): string[] {
  const spaced = text.replace(UNSPACED, " ");
  const stems = contentStems(spaced).filter((stem) => !REPORTING.has(stem));
  const pairs = [...text.matchAll(UNSPACED)].flatMap(([run]) => {
    const signs = [...run];
    if (signs.length === 1) return signs;
    return signs.slice(1).map((sign, i) => `${signs[i]}${sign}`);
  });
  return [...stems, ...pairs];
}

const UNITS =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const SCALES = new Map([
  ["hundred", 100],
  ["thousand", 1_000],
  ["million", 1_000_000],
  ["billion", 1_000_000_000],
]);
const ORDINALS = new Map(
  "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
    .split(" ")
    .map((word, i) => [word, i + 1]),
);

/** Digits as they compare: "1,000" and "1000" are one number, "12th" is 12. */
const digitsOf = (word: string): string | null => {
  const bare = word.replace(/(?<=\d)[,'’ ](?=\d{3})/gu, "");
  const found = /^\p{Sc}?(\d+(?:[.:]\d+)*)(?:st|nd|rd|th|s|k|m|%)?$/u.exec(bare);
  return found ? (found[1] as string).replace(/^0+(?=\d)/u, "") : null;
};

/**
 * The numbers a text states, in digits. Small ones written out count too: "forty five" is 45, and
 * 40 and 5 beside it, since one cannot hear whether it was one number or two.
 * @param loose also numbers that are ordinary words ("one", "first"): what may have been meant
 */
export function numbersOf(text: string, { loose }: { loose: boolean }): Set<string> {
  const found = new Set<string>();
  for (const [raw] of text.matchAll(/\d[\d.,:'’]*(?:st|nd|rd|th|s|k|m|%)?/gu)) {
    const digits = digitsOf(raw.replace(/[.,:'’]+$/u, ""));
    if (digits) found.add(digits);
  }
  let total = 0;
  let part = 0;
  const close = () => {
    if (total + part > 0) found.add(String(total + part));
    total = 0;
    part = 0;
  };
  for (const word of wordsOf(text.replaceAll("-", " "))) {
    const unit = UNITS.indexOf(word);
    const ten = TENS.indexOf(word);
    const scale = SCALES.get(word);
    if (unit >= 0 || ten >= 0) {
      const value = ten >= 0 ? (ten + 2) * 10 : unit;
      if (loose || value > 2) found.add(String(value));
      // "twenty five" adds up, "five six" does not.
      if (part % 100 !== 0 && !(part % 10 === 0 && unit > 0 && unit < 10)) close();
      part += value;
    } else if (scale !== undefined) {
      if (scale === 100) part = Math.max(1, part) * 100;
      else {
        total += Math.max(1, part) * scale;
        part = 0;
      }
    } else if (word !== "and" || part === 0) {
      close();
      const ordinal = ORDINALS.get(word);
      if (loose && ordinal !== undefined) found.add(String(ordinal));
    }
  }
  close();
  if (!loose) for (const small of ["0", "1", "2"]) if (!text.includes(small)) found.delete(small);
  return found;
}
