import { InferenceSession, Tensor } from "onnxruntime-node";
import { SESSION_OPTIONS } from "@/lib/models/tasks/onnx";
import { headGraph } from "@/lib/models/text-head/graph";
import type { NgramPart, PartProbabilities, TextHead } from "@/lib/models/text-head/head";
import { ngramRow } from "@/lib/models/text-head/ngrams";

/** Texts of one run of the network. */
const BATCH = 64;

export interface HeadInput {
  texts: readonly string[];
  /** The encoder's token ids per text. */
  tokenized: readonly (readonly number[])[];
  /** The encoder's inner features, a row per text. */
  features: Float32Array;
}

/** A head ready to classify. */
export class TextHeadRunner {
  private constructor(
    readonly head: TextHead,
    private readonly session: InferenceSession,
  ) {}

  static async load(head: TextHead): Promise<TextHeadRunner> {
    return new TextHeadRunner(
      head,
      await InferenceSession.create(headGraph(head), SESSION_OPTIONS),
    );
  }

  /** What each part of the head says; mixParts makes one answer of it. */
  async parts({ texts, tokenized, features }: HeadInput): Promise<PartProbabilities> {
    const size = texts.length * this.head.labels.length;
    const dense = new Float32Array(size);
    const convolution = new Float32Array(size);
    const order = tokenized.map((_, index) => index);
    order.sort((a, b) => lengthOf(tokenized[a]) - lengthOf(tokenized[b]));
    for (let start = 0; start < order.length; start += BATCH) {
      const batch = order.slice(start, start + BATCH);
      const output = await this.session.run(this.feeds(batch, tokenized, features));
      scatter(output.dense?.data as Float32Array, batch, dense);
      scatter(output.convolution?.data as Float32Array, batch, convolution);
    }
    return { ngrams: ngramProbabilities(texts, this.head.ngrams), dense, convolution };
  }

  private feeds(
    batch: readonly number[],
    tokenized: readonly (readonly number[])[],
    features: Float32Array,
  ): Record<string, Tensor> {
    const width = this.head.dense.mean.length;
    const rows = new Float32Array(batch.length * width);
    // One padding token for all, so that the result does not depend on the batch.
    const longest = 1 + Math.max(...batch.map((index) => lengthOf(tokenized[index])));
    const padding = BigInt(this.head.convolution.table.rows);
    const ids = new BigInt64Array(batch.length * longest).fill(padding);
    batch.forEach((index, row) => {
      rows.set(features.subarray(index * width, (index + 1) * width), row * width);
      tokenized[index]?.forEach((token, place) => {
        ids[row * longest + place] = BigInt(token);
      });
    });
    return {
      features: new Tensor("float32", rows, [batch.length, width]),
      tokens: new Tensor("int64", ids, [batch.length, longest]),
    };
  }
}

const lengthOf = (tokens: readonly number[] | undefined) => tokens?.length ?? 0;

function scatter(from: Float32Array, batch: readonly number[], to: Float32Array): void {
  const width = from.length / batch.length;
  batch.forEach((index, row) => {
    to.set(from.subarray(row * width, (row + 1) * width), index * width);
  });
}

/** Softmax of the weighted n-grams, a row of labels per text. */
function ngramProbabilities(texts: readonly string[], part: NgramPart): Float32Array {
  const { rows, columns, values: weights } = part.weights;
  const probabilities = new Float32Array(texts.length * rows);
  texts.forEach((text, index) => {
    const { places, values } = ngramRow(text, part);
    const scores = Float64Array.from(part.bias, (bias, label) =>
      places.reduce(
        (sum, place, at) =>
          sum + (values[at] as number) * (weights[label * columns + place] as number),
        bias,
      ),
    );
    const highest = Math.max(...scores);
    const shares = scores.map((score) => Math.exp(score - highest));
    const total = shares.reduce((sum, share) => sum + share, 0);
    probabilities.set(
      shares.map((share) => share / total),
      index * rows,
    );
  });
  return probabilities;
}
