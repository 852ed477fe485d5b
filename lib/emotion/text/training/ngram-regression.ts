import type { LabelledText } from "@/lib/emotion/text/training/data";
import { minimise } from "@/lib/emotion/text/training/optimise";
import { addScaled, softmax } from "@/lib/emotion/text/training/vectors";
import type { NgramPart } from "@/lib/models/text-head/head";
import { countNgrams, type NgramVocabulary, ngramRow } from "@/lib/models/text-head/ngrams";

/** Texts an n-gram must be in to be known. */
const RAREST = { words: 3, characters: 5 } as const;
const ITERATIONS = 45;
/** Of about 130,000; pruning gained .3 points of accuracy on dev. */
const KEPT = 77_000;
/** Rarities are stored in twentieths. */
const IDF_STEPS = 20;

/**
 * Trains multinomial logistic regression (C = 1) on n-grams and keeps those that weigh most.
 *
 * @param targets index of each text's label
 */
export function trainNgrams(
  rows: readonly LabelledText[],
  targets: readonly number[],
  labels: number,
): NgramPart {
  const vocabulary = vocabularyOf(rows.map(({ text }) => text));
  const count = vocabulary.hashes.length;
  const data = rows.map(({ text }) => {
    const { places, values } = ngramRow(text, vocabulary);
    return { places: Int32Array.from(places), values: Float32Array.from(values) };
  });
  const weights = minimise(
    lossOf({ data, targets, labels, count }),
    new Float32Array((count + 1) * labels),
    ITERATIONS,
  );
  return pruned({ vocabulary, weights, labels });
}

function vocabularyOf(texts: readonly string[]): NgramVocabulary {
  const words = new Map<number, number>();
  const characters = new Map<number, number>();
  for (const text of texts) {
    const counts = countNgrams(text);
    for (const hash of counts.words.keys()) words.set(hash, (words.get(hash) ?? 0) + 1);
    for (const hash of counts.characters.keys()) {
      characters.set(hash, (characters.get(hash) ?? 0) + 1);
    }
  }
  const frequent = new Map(
    [
      ...[...words].filter(([, inTexts]) => inTexts >= RAREST.words),
      ...[...characters].filter(([, inTexts]) => inTexts >= RAREST.characters),
    ].sort(([a], [b]) => a - b),
  );
  return {
    hashes: Uint32Array.from(frequent.keys()),
    idf: Float32Array.from(frequent.values(), (inTexts) => {
      const idf = 1 + Math.log((texts.length + 1) / (inTexts + 1));
      return Math.round(idf * IDF_STEPS) / IDF_STEPS;
    }),
  };
}

/** Cross entropy plus half the squares of the weights, which lie n-gram by n-gram, the bias last. */
function lossOf({
  data,
  targets,
  labels,
  count,
}: {
  data: readonly { places: Int32Array; values: Float32Array }[];
  targets: readonly number[];
  labels: number;
  count: number;
}) {
  const bias = count * labels;
  const scores = new Float64Array(labels);
  return (weights: Float32Array, gradient: Float32Array): number => {
    let loss = 0;
    gradient.fill(0);
    data.forEach(({ places, values }, row) => {
      for (let label = 0; label < labels; label += 1)
        scores[label] = weights[bias + label] as number;
      for (let at = 0; at < places.length; at += 1) {
        const from = (places[at] as number) * labels;
        addScaled(scores, 0, weights, from, labels, values[at] as number);
      }
      const target = targets[row] as number;
      const right = scores[target] as number;
      loss += softmax(scores) - right;
      scores[target] = (scores[target] as number) - 1;
      for (let at = 0; at < places.length; at += 1) {
        const to = (places[at] as number) * labels;
        addScaled(gradient, to, scores, 0, labels, values[at] as number);
      }
      addScaled(gradient, bias, scores, 0, labels, 1);
    });
    let squares = 0;
    for (let at = 0; at < bias; at += 1) squares += (weights[at] as number) ** 2;
    addScaled(gradient, 0, weights, 0, bias, 1);
    return loss + squares / 2;
  };
}

/** Keeps the n-grams with the largest weight times rarity, and lays the weights out by label. */
function pruned({
  vocabulary: { hashes, idf },
  weights,
  labels,
}: {
  vocabulary: NgramVocabulary;
  weights: Float32Array;
  labels: number;
}): NgramPart {
  const importance = idf.map((rarity, ngram) => {
    const own = weights.subarray(ngram * labels, (ngram + 1) * labels);
    return rarity * own.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  });
  const kept = [...hashes.keys()]
    .sort((a, b) => (importance[b] as number) - (importance[a] as number))
    .slice(0, KEPT)
    .sort((a, b) => a - b);
  const values = new Float32Array(labels * kept.length);
  kept.forEach((ngram, column) => {
    for (let label = 0; label < labels; label += 1) {
      values[label * kept.length + column] = weights[ngram * labels + label] as number;
    }
  });
  return {
    hashes: Uint32Array.from(kept, (ngram) => hashes[ngram] as number),
    idf: Float32Array.from(kept, (ngram) => idf[ngram] as number),
    weights: { rows: labels, columns: kept.length, values },
    bias: weights.slice(hashes.length * labels),
  };
}
