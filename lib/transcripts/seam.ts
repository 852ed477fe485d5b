import { wordsOf } from "@/lib/transcripts/text";

interface TimedText {
  startMs: number;
  endMs: number;
  text: string;
}

/** Two recognitions of the same sound agree on most of their words. */
const SAME_SHARE = 0.6;
/** A hard cut overlaps by a moment: a dozen words is more than anybody says in it. */
const SEAM_MAX_WORDS = 12;

/**
 * True when two stretches are the same speech recorded twice: they lie on top of each other and the
 * shorter one's words are found in the other, in order.
 */
export function isSameSpeech(a: TimedText, b: TimedText): boolean {
  const overlapMs = Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs);
  const shorterMs = Math.min(a.endMs - a.startMs, b.endMs - b.startMs);
  if (overlapMs < shorterMs / 2) return false;
  const first = wordsOf(a.text);
  const second = wordsOf(b.text);
  const shorter = Math.min(first.length, second.length);
  return shorter > 0 && commonSubsequence(first, second) >= SAME_SHARE * shorter;
}

/**
 * Removes the words that the end of one stretch and the start of the next both hold. A word cut by
 * the edge of a clip is heard as another word, so one odd word on either side is forgiven when at
 * least two words agree.
 * @returns both texts without the repetition, or null when nothing repeats.
 */
export function joinAtSeam(
  before: string,
  after: string,
): { before: string; after: string } | null {
  const left = tokensOf(before);
  const right = tokensOf(after);
  let best: { score: number; dropLeft: number; dropRight: number } | null = null;
  for (const dropLeft of [0, 1]) {
    for (const skipRight of [0, 1]) {
      const agreed = longestSeam(left.slice(0, left.length - dropLeft), right.slice(skipRight));
      if (agreed < (dropLeft + skipRight === 0 ? 1 : 2)) continue;
      const score = agreed - 0.5 * (dropLeft + skipRight);
      if (!best || score > best.score) best = { score, dropLeft, dropRight: skipRight + agreed };
    }
  }
  if (!best && isCutWord(left.at(-1)?.word, right[0]?.word))
    best = { score: 0, dropLeft: 1, dropRight: 0 };
  if (!best) return null;
  return {
    before: textOf(left.slice(0, left.length - best.dropLeft)),
    after: textOf(right.slice(best.dropRight)),
  };
}

interface Token {
  raw: string;
  word: string;
}

function tokensOf(text: string): Token[] {
  return text
    .split(/\s+/u)
    .filter(Boolean)
    .map((raw) => ({ raw, word: wordsOf(raw).join("") }));
}

const textOf = (tokens: Token[]): string => tokens.map((token) => token.raw).join(" ");

/** The largest k for which the last k words on the left are the first k on the right. */
function longestSeam(left: Token[], right: Token[]): number {
  for (let k = Math.min(SEAM_MAX_WORDS, left.length, right.length); k > 0; k--) {
    const tail = left.slice(left.length - k);
    if (tail.every((token, i) => token.word !== "" && token.word === right[i]?.word)) return k;
  }
  return 0;
}

/** "tomor" at the end of a clip is the beginning of "tomorrow" at the start of the next. */
function isCutWord(last: string | undefined, next: string | undefined): boolean {
  return !!last && !!next && last.length >= 3 && next.length > last.length && next.startsWith(last);
}

function commonSubsequence(a: string[], b: string[]): number {
  let previous = new Array<number>(b.length + 1).fill(0);
  for (const word of a) {
    const current = [0];
    for (let j = 1; j <= b.length; j++)
      current[j] =
        word === b[j - 1]
          ? (previous[j - 1] as number) + 1
          : Math.max(previous[j] as number, current[j - 1] as number);
    previous = current;
  }
  return previous[b.length] as number;
}
