import type { Sentence } from "@/lib/summaries/sentences";

/** Sentences from `first` up to, without, `end` that are about one thing. */
export interface Stretch {
  first: number;
  end: number;
}

/** Sentences compared on both sides of a gap. */
const BLOCK = 14;
/** Fewer sentences than this are one stretch. */
const DIVIDED_FROM = 40;
/** A stretch has at least this many sentences. */
const LEAST = 12;
const SENTENCES_PER_STRETCH = 60;
const MOST = 9;
/** A hill is looked for no further away, sentences. */
const HILL_MAX = 60;

/**
 * Divides a meeting where its words change (TextTiling, Hearst 1997): gaps between sentences with
 * the deepest fall in likeness of the blocks on both sides.
 */
export function stretchesOf(sentences: readonly Sentence[]): Stretch[] {
  const count = sentences.length;
  if (count === 0) return [];
  const wanted = Math.min(MOST, Math.round(count / SENTENCES_PER_STRETCH) + 1);
  if (count < DIVIDED_FROM || wanted < 2) return [{ first: 0, end: count }];
  const depths = depthsOf(likenesses(sentences));
  const cuts: number[] = [];
  for (const { gap } of [...depths].sort((a, b) => b.depth - a.depth || a.gap - b.gap)) {
    if (cuts.length === wanted - 1) break;
    const roomy = [0, count, ...cuts].every((other) => Math.abs(other - gap) >= LEAST);
    if (roomy) cuts.push(gap);
  }
  cuts.sort((a, b) => a - b);
  return [0, ...cuts].map((first, i) => ({ first, end: cuts[i] ?? count }));
}

/** Cosine of the word counts of the blocks before and after each gap; index 0 is the gap before sentence 1. */
function likenesses(sentences: readonly Sentence[]): number[] {
  const index = new Map<string, number>();
  const spread: number[] = [];
  const own = sentences.map(({ stems }) =>
    stems.map((stem) => {
      const at = index.get(stem) ?? index.size;
      index.set(stem, at);
      return at;
    }),
  );
  for (const stems of own) for (const at of new Set(stems)) spread[at] = (spread[at] ?? 0) + 1;
  // What is said all the time says nothing about where one is.
  const weight = spread.map((count) => Math.log(sentences.length / count));
  const blocks = new TwoBlocks(weight);
  own.slice(0, BLOCK).forEach((stems) => {
    blocks.change("after", stems, 1);
  });
  return Array.from({ length: sentences.length - 1 }, (_, i) => {
    // Sentence i goes from one block to the other, and both move on by one.
    blocks.change("after", own[i] ?? [], -1);
    blocks.change("after", own[i + BLOCK] ?? [], 1);
    blocks.change("before", own[i] ?? [], 1);
    blocks.change("before", own[i - BLOCK] ?? [], -1);
    return blocks.likeness();
  });
}

/** Weighted counts of two blocks of sentences, with their product and lengths kept up to date. */
class TwoBlocks {
  private readonly counts: { before: Float64Array; after: Float64Array };
  private readonly squares = { before: 0, after: 0 };
  private product = 0;

  constructor(private readonly weight: readonly number[]) {
    const empty = () => new Float64Array(weight.length);
    this.counts = { before: empty(), after: empty() };
  }

  change(block: "before" | "after", stems: readonly number[], by: 1 | -1): void {
    const own = this.counts[block];
    const other = this.counts[block === "before" ? "after" : "before"];
    for (const stem of stems) {
      const step = by * (this.weight[stem] ?? 0);
      const now = own[stem] ?? 0;
      this.squares[block] += step * (2 * now + step);
      this.product += step * (other[stem] ?? 0);
      own[stem] = now + step;
    }
  }

  likeness(): number {
    const { before, after } = this.squares;
    const lengths = Math.sqrt(Math.max(0, before)) * Math.sqrt(Math.max(0, after));
    return lengths > 1e-9 ? this.product / lengths : 0;
  }
}

/** How far the likeness falls at each gap below the hills on both sides. */
function depthsOf(likeness: readonly number[]): { gap: number; depth: number }[] {
  const smooth = likeness.map((_, i) => {
    const near = likeness.slice(Math.max(0, i - 2), i + 3);
    return near.reduce((sum, value) => sum + value, 0) / near.length;
  });
  const climb = (from: number, step: number): number => {
    let at = from;
    const rises = () => (smooth[at + step] ?? Number.NEGATIVE_INFINITY) >= (smooth[at] ?? 0);
    while (rises() && Math.abs(at - from) < HILL_MAX) at += step;
    return smooth[at] ?? 0;
  };
  return smooth.map((value, i) => ({
    gap: i + 1,
    depth: climb(i, -1) + climb(i, 1) - 2 * value,
  }));
}
