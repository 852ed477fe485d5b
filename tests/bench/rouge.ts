import { wordsOf } from "@/lib/transcripts/text";

/** F1 of ROUGE-1, ROUGE-2 and ROUGE-L (Lin 2004), 0..1; lower case, no stemming, no stop list. */
export interface Rouge {
  rouge1: number;
  rouge2: number;
  rougeL: number;
}

/** Compares a summary with a reference. */
export function rouge(summary: string, reference: string): Rouge {
  const a = wordsOf(summary);
  const b = wordsOf(reference);
  return {
    rouge1: f1(overlap(ngrams(a, 1), ngrams(b, 1)), a.length, b.length),
    rouge2: f1(overlap(ngrams(a, 2), ngrams(b, 2)), a.length - 1, b.length - 1),
    rougeL: f1(longestCommonSubsequence(a, b), a.length, b.length),
  };
}

/** Mean of several comparisons. */
export function meanRouge(all: readonly Rouge[]): Rouge {
  const mean = (pick: (one: Rouge) => number) =>
    all.reduce((sum, one) => sum + pick(one), 0) / Math.max(1, all.length);
  return {
    rouge1: mean((one) => one.rouge1),
    rouge2: mean((one) => one.rouge2),
    rougeL: mean((one) => one.rougeL),
  };
}

function f1(hits: number, candidates: number, references: number): number {
  return hits === 0 ? 0 : (2 * hits) / (candidates + references);
}

function ngrams(words: string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + n <= words.length; i++) {
    const gram = words.slice(i, i + n).join(" ");
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

function overlap(a: Map<string, number>, b: Map<string, number>): number {
  let hits = 0;
  for (const [gram, count] of a) hits += Math.min(count, b.get(gram) ?? 0);
  return hits;
}

function longestCommonSubsequence(a: string[], b: string[]): number {
  let previous = new Uint16Array(b.length + 1);
  for (const word of a) {
    const current = new Uint16Array(b.length + 1);
    for (let j = 1; j <= b.length; j++)
      current[j] =
        word === b[j - 1]
          ? (previous[j - 1] as number) + 1
          : Math.max(previous[j] as number, current[j - 1] as number);
    previous = current;
  }
  return previous[b.length] as number;
}
