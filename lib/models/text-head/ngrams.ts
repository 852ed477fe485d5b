/**
 * N-grams of a text: words and single punctuation marks, alone and in pairs; and 2 to 5 characters
 * inside each word with a space around it. Each is known by a 32-bit hash.
 */
export interface NgramCounts {
  words: Map<number, number>;
  characters: Map<number, number>;
}

const SHORTEST = 2;
const LONGEST = 5;

export function countNgrams(text: string): NgramCounts {
  const lower = text.toLowerCase();
  return { words: countWords(lower), characters: countCharacters(lower) };
}

function countWords(text: string): Map<number, number> {
  const counts = new Map<number, number>();
  let previous: string | null = null;
  for (const word of text.match(/[\p{L}\p{N}_']+|[^\p{L}\p{N}_'\s]/gu) ?? []) {
    count(counts, `1${word}`);
    if (previous !== null) count(counts, `2${previous} ${word}`);
    previous = word;
  }
  return counts;
}

function countCharacters(text: string): Map<number, number> {
  const counts = new Map<number, number>();
  for (const word of text.split(/\s+/)) {
    if (word === "") continue;
    const padded = ` ${word} `;
    const longest = Math.min(LONGEST, padded.length);
    for (let length = SHORTEST; length <= longest; length += 1) {
      for (let start = 0; start + length <= padded.length; start += 1) {
        count(counts, `c${padded.slice(start, start + length)}`);
      }
    }
  }
  return counts;
}

function count(counts: Map<number, number>, ngram: string): void {
  const hash = hashOf(ngram);
  counts.set(hash, (counts.get(hash) ?? 0) + 1);
}

/** FNV-1a over UTF-16 units, then two rounds of mixing, since FNV's high bits mix badly. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** Known n-grams: hashes in rising order, and how rare each is (inverse document frequency). */
export interface NgramVocabulary {
  hashes: Uint32Array;
  idf: Float32Array;
}

/** The values that are not 0 of one row, and where they are. */
export interface SparseRow {
  places: number[];
  values: number[];
}

/** (1 + ln count) × idf of the known n-grams; words and characters each scaled to unit length. */
export function ngramRow(text: string, vocabulary: NgramVocabulary): SparseRow {
  const row: SparseRow = { places: [], values: [] };
  const { words, characters } = countNgrams(text);
  for (const counts of [words, characters]) {
    const from = row.values.length;
    let squares = 0;
    for (const [hash, times] of counts) {
      const place = placeOf(vocabulary.hashes, hash);
      if (place < 0) continue;
      const value = (1 + Math.log(times)) * (vocabulary.idf[place] as number);
      row.places.push(place);
      row.values.push(value);
      squares += value * value;
    }
    const length = Math.sqrt(squares || 1);
    for (let index = from; index < row.values.length; index += 1) {
      row.values[index] = (row.values[index] as number) / length;
    }
  }
  return row;
}

/** Binary search. @returns -1 when the hash is not there */
function placeOf(hashes: Uint32Array, hash: number): number {
  let low = 0;
  let high = hashes.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = hashes[middle] as number;
    if (found === hash) return middle;
    if (found < hash) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
