/** A word as people count them: letters, digits, and the apostrophes and hyphens inside. */
const WORD = /[\p{L}\p{N}]+(?:['’.-][\p{L}\p{N}]+)*/gu;

/** Sounds that carry no word. Affirmative "yeah", "yes" and "okay" are answers and stay. */
const FILLERS = new Set(
  "ah aha ahem eh er erm uh uhm um umm hm hmm hmmm huh mm mmm mhm mm-hm mm-hmm mhmm uh-huh uh-uh".split(
    " ",
  ),
);

/** The words of a text in lower case, without punctuation. */
export function wordsOf(text: string): string[] {
  return (text.match(WORD) ?? []).map((word) => word.toLowerCase().replaceAll("’", "'"));
}

export const countWords = (text: string): number => text.match(WORD)?.length ?? 0;

export const isFiller = (word: string): boolean => FILLERS.has(word);

/** True when a text closes a sentence; quotes and brackets may follow the mark. */
export const endsSentence = (text: string): boolean => /[.!?…。！？]["'”’)\]]*\s*$/u.test(text);

/** Shortest line whose words are expected to differ from one another. */
const REPETITION_MIN_WORDS = 6;
/** Below this a line of fewer than four words is the recogniser guessing: exp(-0.8), the log
 * probability under which Moonshine invents words from a second of sound. */
const SHORT_LINE_CONFIDENCE = 0.45;

/**
 * Tells whether a recognised line is noise rather than speech.
 *
 * Short answers are speech, so length alone never condemns a line: "Yes, Friday." stays unless the
 * recogniser was unsure of it.
 * @param confidence 0..1, mean token probability
 */
export function isNoiseLine({ text, confidence }: { text: string; confidence: number }): boolean {
  const words = wordsOf(text);
  if (words.every(isFiller)) return true;
  if (lettersShare(text) < 0.6) return true;
  if (/(\p{L})\1{4,}/iu.test(text)) return true;
  if (words.length < 4 && confidence < SHORT_LINE_CONFIDENCE) return true;
  return words.length >= REPETITION_MIN_WORDS && uniqueShare(words) < 0.4;
}

/** Letters and digits among the characters that are not spaces, 0..1. */
function lettersShare(text: string): number {
  // The marks inside "3.5%", "10:30" and "$1,000" belong to the number.
  const characters = [...text.replace(/\s|(?<=\p{N})[.,:%°]|[$€£](?=\p{N})/gu, "")];
  if (characters.length === 0) return 0;
  return characters.filter((c) => /[\p{L}\p{M}\p{N}]/u.test(c)).length / characters.length;
}

/** Different words among all, in windows of 60 because any long text repeats its small words. */
function uniqueShare(words: string[]): number {
  const size = 60;
  let lowest = 1;
  for (let start = 0; start < words.length; start += size) {
    const window = words.slice(start, start + size);
    if (window.length < REPETITION_MIN_WORDS) continue;
    lowest = Math.min(lowest, new Set(window).size / window.length);
  }
  return lowest;
}
