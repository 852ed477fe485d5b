/** The stems of one chunk, in the order of the talk. */
export interface ChunkWords {
  stems: string[];
  /** Which word of the chunk each is, stop words counted. */
  positions: number[];
}

const QUOTE = 39;
const BACKSLASH = 92;
const COMMA = 44;
const SPACE = 32;
const [ZERO, NINE] = [48, 57];

/**
 * Reads a tsvector as Postgres writes it: `'stem':3,17 'o''neill':5A`. By hand, because a long
 * meeting has ten thousands of entries and somebody waits.
 */
export function readLexemes(tsvector: string): ChunkWords {
  const stems: string[] = [];
  const positions: number[] = [];
  let at = tsvector.indexOf("'");
  while (at >= 0) {
    const { stem, end } = readQuoted(tsvector, at);
    at = end + 1;
    let place = 0;
    for (; at < tsvector.length; at += 1) {
      const sign = tsvector.charCodeAt(at);
      if (sign === SPACE) break;
      // What follows the digits is a weight, A to D.
      if (sign >= ZERO && sign <= NINE) place = 10 * place + sign - ZERO;
      else if (sign === COMMA) {
        stems.push(stem);
        positions.push(place);
        place = 0;
      }
    }
    stems.push(stem);
    positions.push(place);
    at = tsvector.indexOf("'", at);
  }
  const order = Array.from(positions.keys()).sort(
    (a, b) => (positions[a] as number) - (positions[b] as number),
  );
  return {
    stems: order.map((index) => stems[index] as string),
    positions: order.map((index) => positions[index] as number),
  };
}

/** A quoted stem, in which quotes and backslashes are doubled, and where its closing quote is. */
function readQuoted(text: string, start: number): { stem: string; end: number } {
  let doubled = false;
  let end = start + 1;
  for (; end < text.length; end += 1) {
    const sign = text.charCodeAt(end);
    if (sign !== QUOTE && sign !== BACKSLASH) continue;
    if (text.charCodeAt(end + 1) === sign) {
      doubled = true;
      end += 1;
    } else if (sign === QUOTE) break;
  }
  const stem = text.slice(start + 1, end);
  return { stem: doubled ? stem.replace(/''|\\\\/gu, (pair) => pair.slice(1)) : stem, end };
}
