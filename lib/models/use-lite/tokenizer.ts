import { z } from "zod";

/**
 * SentencePiece pieces with their log probabilities; the index is the token's id. Seven published
 * probabilities are lost (null); the published tokenizer counts them as 0, and so do we.
 */
export const vocabularySchema = z.array(
  z.tuple([
    z.string(),
    z
      .number()
      .nullable()
      .transform((score) => score ?? 0),
  ]),
);
export type UseLiteVocabulary = z.infer<typeof vocabularySchema>;

/** How SentencePiece writes a space. */
const SPACE = "\u2581";
/** The first ids are markers (unknown, start, end, three spare), never found in text. */
const MARKERS = 6;
const UNKNOWN = 0;

/**
 * A SentencePiece unigram tokenizer (Kudo 2018): the division of the text into pieces with the
 * highest sum of log probabilities, found by dynamic programming. Where scores tie, the division
 * whose last piece starts later wins, and a position that nothing spells is one unknown token, runs
 * of which count once; both as in the tokenizer the model was published with.
 *
 * @returns a function from text to token ids; empty text gives none
 */
export function createTokenizer(vocabulary: UseLiteVocabulary): (text: string) => number[] {
  const ids = new Map<string, number>();
  let longest = 1;
  vocabulary.forEach(([piece], id) => {
    if (id < MARKERS) return;
    ids.set(piece, id);
    longest = Math.max(longest, [...piece].length);
  });
  const scoreOf = (id: number) => vocabulary[id]?.[1] ?? 0;

  return (text) => {
    const normalized = text.normalize("NFKC");
    if (normalized === "") return [];
    const symbols = [...`${SPACE}${normalized.replaceAll(" ", SPACE)}`];
    const best = new Float64Array(symbols.length + 1);
    const lastId = new Int32Array(symbols.length + 1);
    const lastStart = new Int32Array(symbols.length + 1).fill(-1);

    const offer = (start: number, end: number, id: number) => {
      const score = (best[start] ?? 0) + scoreOf(id);
      // A best of exactly 0 means "not reached, or only by unknown symbols", which anything beats.
      if (best[end] !== 0 && score < (best[end] ?? 0)) return;
      best[end] = score;
      lastId[end] = id;
      lastStart[end] = start;
    };

    for (let start = 0; start < symbols.length; start += 1) {
      let piece = "";
      let spelled = false;
      const limit = Math.min(symbols.length, start + longest);
      for (let end = start; end < limit; end += 1) {
        piece += symbols[end];
        const id = ids.get(piece);
        if (id === undefined) continue;
        spelled = true;
        offer(start, end + 1, id);
      }
      if (!spelled) offer(start, start + 1, UNKNOWN);
    }
    return trace(lastId, lastStart);
  };
}

/** Follows the best division from the end to the start. */
function trace(lastId: Int32Array, lastStart: Int32Array): number[] {
  const tokens: number[] = [];
  let place = lastId.length - 1;
  while (place > 0) {
    const id = lastId[place] ?? UNKNOWN;
    if (id !== UNKNOWN || tokens.at(-1) !== UNKNOWN || tokens.length === 0) tokens.push(id);
    const start = lastStart[place] ?? -1;
    // Symbols that no division reaches are skipped one by one.
    place = start >= 0 ? start : place - 1;
  }
  return tokens.reverse();
}
