import {
  addScores,
  inverseFrequency,
  type Occurrences,
  presentIn,
  runningSums,
} from "@/lib/search/ranker/bm25";
import type { ChunkWords } from "@/lib/search/ranker/lexemes";
import { type Series, series } from "@/lib/search/ranker/series";

/** Positions of the transcript a span has: about as much as an embedded window. */
const SPAN_POSITIONS = 40;
const GRAM_LETTERS = 4;

/** How much each word counts, by stem. */
type Weights = ReadonlyMap<string, number>;

/**
 * The words of a meeting's chunks, and what searching by words needs of them. Larger units (a chunk
 * with its neighbours) and smaller ones (spans, pairs, letters) are counted when a query asks.
 */
export class MeetingWords {
  readonly chunks: number;
  /** Content words by chunk. */
  readonly lengths: Series;
  private readonly numbers = new Map<string, number>();
  private readonly stems: string[] = [];
  /** Words in order, those of chunk c from `starts[c]` on. */
  private readonly sequence: Uint16Array | Uint32Array;
  private readonly spans: Uint16Array;
  private readonly starts: Uint32Array;
  /** Chunks and counts of word w from `postingStarts[w]` on. */
  private readonly postingStarts: Uint32Array;
  private readonly postingChunks: Uint32Array;
  private readonly postingCounts: Uint16Array;
  private readonly spanLengths: Series;
  /** Chunk of each span. */
  private readonly spanChunks: Uint32Array;
  private grams: Map<string, number[]> | undefined;

  constructor(chunks: readonly ChunkWords[]) {
    this.chunks = chunks.length;
    this.lengths = series(chunks.length, (c) => chunks[c]?.stems.length ?? 0);
    const total = this.lengths.reduce((sum, length) => sum + length, 0);
    const sequence = new Uint32Array(total);
    this.spans = new Uint16Array(total);
    this.starts = new Uint32Array(chunks.length + 1);
    const spanLengths: number[] = [];
    const spanChunks: number[] = [];
    const postings: number[][] = [];
    let at = 0;
    chunks.forEach(({ stems, positions }, chunk) => {
      this.starts[chunk] = at;
      let block = -1;
      stems.forEach((stem, index) => {
        const next = Math.floor(((positions[index] ?? 1) - 1) / SPAN_POSITIONS);
        if (next !== block) {
          block = next;
          spanLengths.push(0);
          spanChunks.push(chunk);
        }
        const span = spanLengths.length - 1;
        spanLengths[span] = (spanLengths[span] ?? 0) + 1;
        const number = this.number(stem, postings);
        sequence[at] = number;
        this.spans[at] = span;
        at += 1;
        const list = postings[number] as number[];
        if (list.at(-2) === chunk) list[list.length - 1] = (list.at(-1) ?? 0) + 1;
        else list.push(chunk, 1);
      });
    });
    this.starts[chunks.length] = at;
    this.sequence = this.stems.length < 65_536 ? Uint16Array.from(sequence) : sequence;
    this.spanLengths = Float32Array.from(spanLengths);
    this.spanChunks = Uint32Array.from(spanChunks);
    this.postingStarts = new Uint32Array(postings.length + 1);
    postings.forEach((list, word) => {
      this.postingStarts[word + 1] = (this.postingStarts[word] as number) + list.length / 2;
    });
    const flat = postings.flat();
    this.postingChunks = Uint32Array.from({ length: flat.length / 2 }, (_, i) => flat[2 * i] ?? 0);
    this.postingCounts = Uint16Array.from(
      { length: flat.length / 2 },
      (_, i) => flat[2 * i + 1] ?? 0,
    );
  }

  private number(stem: string, postings: number[][]): number {
    const known = this.numbers.get(stem);
    if (known !== undefined) return known;
    const number = this.stems.length;
    this.numbers.set(stem, number);
    this.stems.push(stem);
    postings.push([]);
    return number;
  }

  /** About how much memory it takes. */
  get bytes(): number {
    const arrays = [this.sequence, this.spans, this.postingChunks, this.postingCounts];
    const gramBytes = this.stems.length * 200;
    return (
      arrays.reduce((sum, array) => sum + array.byteLength, 0) + this.stems.length * 120 + gramBytes
    );
  }

  private postings(word: number): Occurrences {
    const from = this.postingStarts[word] as number;
    const to = this.postingStarts[word + 1] as number;
    return {
      units: this.postingChunks.subarray(from, to),
      counts: this.postingCounts.subarray(from, to),
    };
  }

  /** In how many chunks a stem is. */
  documentFrequency(stem: string): number {
    const word = this.numbers.get(stem);
    return word === undefined ? 0 : this.postings(word).units.length;
  }

  idf(stem: string): number {
    return inverseFrequency(this.documentFrequency(stem), this.chunks);
  }

  private occurrences(stem: string): Occurrences {
    const word = this.numbers.get(stem);
    return word === undefined ? { units: [], counts: [] } : this.postings(word);
  }

  /** Saturated frequency of a stem by chunk: 0 where it is not, below 2.2. */
  saturation(stem: string): Series {
    const sum = new Float32Array(this.chunks);
    addScores(sum, this.occurrences(stem), 1, this.lengths);
    return sum;
  }

  /** BM25 of the chunks. */
  scores(weights: Weights, idf = (stem: string) => this.idf(stem)): Series {
    const sum = new Float32Array(this.chunks);
    for (const [stem, weight] of weights) {
      addScores(sum, this.occurrences(stem), weight * idf(stem), this.lengths);
    }
    return sum;
  }

  /** BM25 of each chunk together with the `reach` chunks on each side. */
  scoresAround(weights: Weights, reach: number): Series {
    const ones = new Float32Array(2 * reach + 1).fill(1);
    const lengths = runningSums(this.lengths, ones.length);
    const sum = new Float32Array(this.chunks);
    for (const [stem, weight] of weights) {
      const { units, counts } = this.occurrences(stem);
      if (units.length === 0) continue;
      const alone = new Float32Array(this.chunks);
      for (let i = 0; i < units.length; i += 1) alone[units[i] as number] = counts[i] as number;
      const together = presentIn(runningSums(alone, ones.length));
      const idf = inverseFrequency(together.units.length, this.chunks);
      addScores(sum, together, weight * idf, lengths);
    }
    return sum;
  }

  /** The best BM25 of any span of about forty words of each chunk. */
  bestSpanScores(weights: Weights): Series {
    const spans = new Float32Array(this.spanLengths.length);
    for (const [stem, weight] of weights) {
      const found = this.count(stem, (at) => this.spans[at] as number);
      addScores(
        spans,
        found,
        weight * inverseFrequency(found.units.length, spans.length),
        this.spanLengths,
      );
    }
    const best = new Float32Array(this.chunks);
    spans.forEach((score, span) => {
      const chunk = this.spanChunks[span] as number;
      if (score > (best[chunk] as number)) best[chunk] = score;
    });
    return best;
  }

  /** BM25 over neighbouring content words: pairs of the query that are pairs of the chunk. */
  pairScores(pairs: readonly (readonly [string, string])[]): Series {
    const lengths = this.lengths.map((length) => Math.max(0, length - 1));
    const sum = new Float32Array(this.chunks);
    for (const [first, second] of pairs) {
      const next = this.numbers.get(second);
      if (next === undefined) continue;
      const found = this.count(first, (at, chunk) =>
        at + 1 < (this.starts[chunk + 1] as number) && this.sequence[at + 1] === next ? chunk : -1,
      );
      addScores(sum, found, inverseFrequency(found.units.length, this.chunks), lengths);
    }
    return sum;
  }

  /** Counts where a stem stands, by a unit that ascends with the place; -1 leaves a place out. */
  private count(stem: string, unitOf: (at: number, chunk: number) => number): Occurrences {
    const units: number[] = [];
    const counts: number[] = [];
    const word = this.numbers.get(stem);
    if (word === undefined) return { units, counts };
    for (const chunk of this.postings(word).units as Uint32Array) {
      const end = this.starts[chunk + 1] as number;
      for (let at = this.starts[chunk] as number; at < end; at += 1) {
        if (this.sequence[at] !== word) continue;
        const unit = unitOf(at, chunk);
        if (unit < 0) continue;
        if (units.at(-1) === unit) counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
        else {
          units.push(unit);
          counts.push(1);
        }
      }
    }
    return { units, counts };
  }

  /** BM25 over runs of four letters: finds other forms of a word, and misspelt ones. */
  gramScores(stems: readonly string[]): Series {
    const inStems = this.gramIndex();
    const sum = new Float32Array(this.chunks);
    for (const [gram, weight] of tally(stems.flatMap(gramsOf))) {
      const counts = new Float32Array(this.chunks);
      for (const word of inStems.get(gram) ?? []) {
        const { units, counts: times } = this.postings(word);
        for (let i = 0; i < units.length; i += 1) {
          const chunk = units[i] as number;
          counts[chunk] = (counts[chunk] as number) + (times[i] as number);
        }
      }
      const found = presentIn(counts);
      addScores(
        sum,
        found,
        weight * inverseFrequency(found.units.length, this.chunks),
        this.lengths,
      );
    }
    return sum;
  }

  private gramIndex(): Map<string, number[]> {
    if (this.grams) return this.grams;
    const grams = new Map<string, number[]>();
    this.stems.forEach((stem, word) => {
      for (const gram of gramsOf(stem)) {
        const words = grams.get(gram);
        if (words) words.push(word);
        else grams.set(gram, [word]);
      }
    });
    this.grams = grams;
    return grams;
  }

  /** Stems that mark the given chunks out, by share of the text times rarity; the strongest is 1. */
  tellingStems(chunks: readonly number[], limit: number): Map<string, number> {
    const shares = new Map<number, number>();
    for (const chunk of chunks) {
      const length = this.lengths[chunk] as number;
      const end = this.starts[chunk + 1] as number;
      for (let at = this.starts[chunk] as number; at < end; at += 1) {
        const word = this.sequence[at] as number;
        shares.set(word, (shares.get(word) ?? 0) + 1 / length);
      }
    }
    const telling = [...shares]
      .map(([word, share]) => {
        const stem = this.stems[word] ?? "";
        return [stem, share * this.idf(stem)] as const;
      })
      .sort((a, b) => b[1] - a[1])
      .slice(0, limit);
    const most = telling[0]?.[1] || 1;
    return new Map(telling.map(([stem, weight]) => [stem, weight / most]));
  }
}

function gramsOf(stem: string): string[] {
  const framed = `^${stem}$`;
  const count = framed.length - GRAM_LETTERS + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => framed.slice(i, i + GRAM_LETTERS));
}

/** How often each comes. */
export function tally(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}
