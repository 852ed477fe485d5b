import { dot, type Series, spread, zScores } from "@/lib/search/ranker/series";

/** Chunks on each side that are compared to see whether the topic changes between them. */
const BLOCK = 4;
/** A topic has at least so many chunks. */
const TOPIC_MIN = 4;

/**
 * Where the topic changes (TextTiling, Hearst 1997, over embeddings): how much less the four chunks
 * before a place are like the four after it than elsewhere around.
 *
 * @param vectors one per chunk, in order
 * @returns the depth as z-scores, and the topic's number by chunk
 */
export function topicsOf(vectors: readonly Float32Array[]): { depth: Series; topics: number[] } {
  const likeness = vectors.map((_, place) => (place === 0 ? 1 : likenessAt(vectors, place)));
  const depths = Float32Array.from(likeness, (value, place) =>
    place === 0 ? 0 : climb(likeness, place, -1) + climb(likeness, place, 1) - 2 * value,
  );
  const { mean, deviation } = spread(depths);
  let topic = 0;
  let begun = 0;
  const topics = Array.from(depths, (depth, place) => {
    const peak = depth >= (depths[place - 1] ?? 0) && depth >= (depths[place + 1] ?? 0);
    if (place - begun >= TOPIC_MIN && depth > mean + 0.5 * deviation && peak) {
      topic += 1;
      begun = place;
    }
    return topic;
  });
  return { depth: zScores(depths), topics };
}

function likenessAt(vectors: readonly Float32Array[], place: number): number {
  const before = sum(vectors.slice(Math.max(0, place - BLOCK), place));
  const after = sum(vectors.slice(place, place + BLOCK));
  const lengths = Math.sqrt(dot(before, before) * dot(after, after));
  return lengths > 0 ? dot(before, after) / lengths : 0;
}

/** The value of the first hilltop when walking from a place to one side. */
function climb(values: readonly number[], from: number, step: 1 | -1): number {
  let top = values[from] ?? 0;
  for (let at = from + step; at >= 0 && at < values.length; at += step) {
    const value = values[at] ?? 0;
    if (value < top) break;
    top = value;
  }
  return top;
}

function sum(vectors: readonly Float32Array[]): Float32Array {
  const total = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) {
    for (let i = 0; i < total.length; i += 1)
      total[i] = (total[i] as number) + (vector[i] as number);
  }
  return total;
}
