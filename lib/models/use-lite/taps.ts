import { ONNX_TYPE, type OnnxGraph } from "@/lib/models/onnx/writer";

/**
 * Parts of `inner_features`, in order, and their widths: the mean of the tokens' embeddings, the
 * means of both layers' states, the maximum of the second's, the sentence vector. What the middle of
 * the model knows helps to tell emotions: 66.6 % against 64.6 % of GoEmotions dev (docs/models/text-emotion.md).
 */
const PARTS = [256, 512, 512, 512, 512] as const;

/** Width of `inner_features`. */
export const INNER_FEATURES = PARTS.reduce<number>((sum, width) => sum + width, 0);

/** Larger than any state, so that padding never is the maximum. */
const ABSENT = 1e9;

interface TapInput {
  graph: OnnxGraph;
  /** 1 where a token is, 0 where padding is, [batch, seq, 1]. */
  keep: string;
  /** Tokens of each text, [batch, 1]. */
  count: string;
  axis1: string;
  one: string;
  /** The tokens' embeddings, [batch, seq, 256]. */
  tokens: string;
  /** The layers' states, [batch, seq, 512]. */
  first: string;
  second: string;
  secondMean: string;
  sentence: string;
}

/** Adds the output `inner_features`; the other outputs stay as they are. */
export function addTaps(input: TapInput): void {
  const { graph, keep, count, axis1, one, tokens, first, second } = input;
  const atLeastOne = graph.op("Max", [count, one]);
  const meanOf = (states: string) => {
    const sum = graph.op("ReduceSum", [graph.op("Mul", [states, keep]), axis1], { keepdims: 0 });
    return graph.op("Div", [sum, atLeastOne]);
  };
  const below = graph.op("Mul", [
    graph.op("Sub", [keep, one]),
    graph.floats("absent", [], [ABSENT]),
  ]);
  const highest = graph.op("ReduceMax", [graph.op("Add", [second, below])], {
    axes: [1],
    keepdims: 0,
  });
  // A text without tokens has no maximum: 0, like its means.
  const max = graph.op("Mul", [highest, graph.op("Min", [count, one])]);
  const parts = [meanOf(tokens), meanOf(first), input.secondMean, max, input.sentence];
  graph.op("Concat", parts, { axis: -1 }, "inner_features");
  graph.output("inner_features", ONNX_TYPE.float, ["batch", INNER_FEATURES]);
}
