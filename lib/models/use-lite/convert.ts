import { ONNX_TYPE, OnnxGraph } from "@/lib/models/onnx/writer";
import type { FindWeight } from "@/lib/models/tfjs/weights";
import { addTaps } from "@/lib/models/use-lite/taps";

/** Width of the sentence vector. */
export const USE_LITE_DIMENSIONS = 512;
/** Tokens the model looks at (`ClipToMaxLength` in its graph); the rest is cut. */
export const USE_LITE_MAX_TOKENS = 128;
/** Raised whenever the converted file changes, so that a cached one is made again. */
export const CONVERTER_VERSION = 2;

const OPSET = 17;
const HEADS = 4;
const EMBEDDING_WIDTH = 256;
const LAYER_WIDTH = 512;
const FEED_FORWARD_WIDTH = 1536;
const MASKED = -1e9;
const LAYER_NORM_EPSILON = 1e-6;

/** Names in the TensorFlow graph: variables, and what its optimiser folded. */
const VARIABLES = "module/Encoder_en";
const FOLDED = "module_apply_default/Encoder_en/KonaTransformer/Encode";
const CONCAT = "ConcatPartitions/concat";

/**
 * Universal Sentence Encoder Lite as an ONNX model. The published TensorFlow graph works on ragged
 * input by scattering and gathering; this one has the same mathematics (two pre-norm transformer
 * layers, masked mean, a tanh layer, unit length) on a padded batch with a mask.
 *
 * Inputs `input_ids` and `attention_mask`, int64 [batch, seq ≤ 128]. Outputs, float32:
 * `sentence_embedding` [batch, 512], of unit length, and `inner_features` [batch, 2304], what the
 * layers before it know (taps.ts).
 */
export function convertUseLite(weight: FindWeight): Uint8Array {
  const graph = new OnnxGraph();
  const ids = graph.input("input_ids", ONNX_TYPE.int64, ["batch", "seq"]);
  const mask = graph.input("attention_mask", ONNX_TYPE.int64, ["batch", "seq"]);
  const shared = sharedConstants(graph);
  const present = graph.op("Cast", [mask], { to: ONNX_TYPE.float });

  const { tokens, embedded } = embedTokens({ graph, weight, shared, ids });
  const attention = attentionBias({ graph, shared, present });
  const first = layer({ graph, weight, attention, index: 0, input: embedded });
  const second = layer({ graph, weight, attention, index: 1, input: first });
  const { mean, keep, count } = meanState({ graph, shared, present, states: second });
  const sentence = sentenceVector({ graph, weight, shared, mean });
  graph.output("sentence_embedding", ONNX_TYPE.float, ["batch", USE_LITE_DIMENSIONS]);

  addTaps({ graph, keep, count, ...shared, tokens, first, second, secondMean: mean, sentence });
  return graph.encode({
    name: "use-lite-en",
    opset: OPSET,
    notes: { source: "Universal Sentence Encoder Lite", licence: "Apache-2.0" },
  });
}

function sharedConstants(graph: OnnxGraph) {
  return {
    axis0: graph.integers("axis.0", [0]),
    axis1: graph.integers("axis.1", [1]),
    axis2: graph.integers("axis.2", [2]),
    axes12: graph.integers("axis.1.2", [1, 2]),
    one: graph.floats("one", [], [1]),
  };
}
type Shared = ReturnType<typeof sharedConstants>;

/** Twice the token's embedding plus the position signal: the graph scatters it twice and adds. */
function embedTokens({
  graph,
  weight,
  shared,
  ids,
}: {
  graph: OnnxGraph;
  weight: FindWeight;
  shared: Shared;
  ids: string;
}): { tokens: string; embedded: string } {
  const table = weight("module/Embeddings_en");
  const frequencies = weight(
    `${FOLDED}/TransformerStack/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1`,
  ).values;
  const signal = graph.floats(
    "position.signal",
    [USE_LITE_MAX_TOKENS, EMBEDDING_WIDTH],
    positionSignal(frequencies),
  );
  const length = graph.op("Slice", [graph.op("Shape", [ids]), shared.axis1, shared.axis2]);
  const positions = graph.op("Slice", [signal, shared.axis0, length, shared.axis0]);
  const tokens = graph.op("Gather", [graph.floats("embeddings", table.shape, table.values), ids]);
  const doubled = graph.op("Mul", [tokens, graph.floats("two", [], [2])]);
  return { tokens, embedded: graph.op("Add", [doubled, positions]) };
}

/** Sines in the first half, cosines in the second (Vaswani et al. 2017, section 3.5). */
function positionSignal(frequencies: Float32Array): Float32Array {
  const half = EMBEDDING_WIDTH / 2;
  const signal = new Float32Array(USE_LITE_MAX_TOKENS * EMBEDDING_WIDTH);
  for (let position = 0; position < USE_LITE_MAX_TOKENS; position += 1) {
    frequencies.forEach((frequency, index) => {
      const angle = Math.fround(position * frequency);
      signal[position * EMBEDDING_WIDTH + index] = Math.sin(angle);
      signal[position * EMBEDDING_WIDTH + half + index] = Math.cos(angle);
    });
  }
  return signal;
}

/** Zero where a token is, a very negative number where padding is, shaped to be added to scores. */
function attentionBias({
  graph,
  shared,
  present,
}: {
  graph: OnnxGraph;
  shared: Shared;
  present: string;
}): string {
  const absent = graph.op("Sub", [shared.one, present]);
  const bias = graph.op("Mul", [absent, graph.floats("masked", [], [MASKED])]);
  return graph.op("Unsqueeze", [bias, shared.axes12]);
}

interface LayerInput {
  graph: OnnxGraph;
  weight: FindWeight;
  attention: string;
  index: 0 | 1;
  input: string;
}

/** One transformer layer. The first widens 256 to 512 and projects its residual to match. */
function layer({ graph, weight, attention, index, input }: LayerInput): string {
  const width = index === 0 ? EMBEDDING_WIDTH : LAYER_WIDTH;
  const folded = `${FOLDED}/Layer_${index}/TransformerLayer`;
  const variables = `${VARIABLES}/KonaTransformer/Encode/Layer_${index}/TransformerLayer`;
  const stack = `${FOLDED}/TransformerStack/Layer_${index}/TransformerLayer`;
  const name = (part: string) => `layer${index}.${part}`;

  const linear = (value: string, id: string, kernel: string, bias: string, shape: number[]) => {
    const multiplied = graph.op("MatMul", [
      value,
      graph.floats(name(`${id}.kernel`), shape, weight(kernel).values),
    ]);
    const offset = weight(bias);
    return graph.op("Add", [
      multiplied,
      graph.floats(name(`${id}.bias`), offset.shape, offset.values),
    ]);
  };
  const normalize = (value: string, id: string, path: string) => {
    const scale = weight(`${path}/layer_norm/layer_norm_scale/${CONCAT}`);
    const bias = weight(`${path}/layer_norm/layer_norm_bias/${CONCAT}`);
    return graph.op(
      "LayerNormalization",
      [
        value,
        graph.floats(name(`${id}.scale`), scale.shape, scale.values),
        graph.floats(name(`${id}.shift`), bias.shape, bias.values),
      ],
      { axis: -1, epsilon: { float: LAYER_NORM_EPSILON } },
    );
  };

  const residual =
    index === 0
      ? linear(
          input,
          "residual",
          `${folded}/dense/kernel/${CONCAT}`,
          `${folded}/dense/bias/${CONCAT}`,
          [width, LAYER_WIDTH],
        )
      : input;
  const queriesKeysValues = linear(
    normalize(input, "before", `${folded}/layer_prepostprocess`),
    "qkv",
    `${variables}/MultiheadAttention/qkv_transform_single/kernel/part_0`,
    `${folded}/MultiheadAttention/qkv_transform_single/bias/${CONCAT}`,
    [width, 3 * width],
  );
  const context = attend({ graph, attention, value: queriesKeysValues, width, name });
  const attended = linear(
    context,
    "attention",
    `${variables}/MultiheadAttention/output_transform_single/kernel/part_0`,
    `${folded}/MultiheadAttention/output_transform_single/bias/${CONCAT}`,
    [width, LAYER_WIDTH],
  );
  const middle = graph.op("Add", [attended, residual]);

  const widened = linear(
    normalize(middle, "between", `${folded}/FFN/layer_prepostprocess`),
    "widen",
    `${stack}/FFN/conv1/Tensordot/Reshape_1`,
    `${folded}/FFN/conv1/bias/${CONCAT}`,
    [LAYER_WIDTH, FEED_FORWARD_WIDTH],
  );
  const narrowed = linear(
    graph.op("Relu", [widened]),
    "narrow",
    `${stack}/FFN/conv2/Tensordot/Reshape_1`,
    `${folded}/FFN/conv2/bias/${CONCAT}`,
    [FEED_FORWARD_WIDTH, LAYER_WIDTH],
  );
  return graph.op("Add", [narrowed, middle]);
}

/** Multi-head scaled dot-product attention over `[batch, seq, queries | keys | values]`. */
function attend({
  graph,
  attention,
  value,
  width,
  name,
}: {
  graph: OnnxGraph;
  attention: string;
  value: string;
  width: number;
  name: (part: string) => string;
}): string {
  const headWidth = width / HEADS;
  const sizes = graph.integers(name("split"), [width, width, width]);
  const [queries = "", keys = "", values = ""] = graph.split(value, sizes, 3);
  const headShape = graph.integers(name("heads"), [0, 0, HEADS, headWidth]);
  const inHeads = (part: string, perm: number[]) =>
    graph.op("Transpose", [graph.op("Reshape", [part, headShape])], { perm });

  const scale = graph.floats(name("scale"), [], [1 / Math.sqrt(headWidth)]);
  const scaled = graph.op("Mul", [inHeads(queries, [0, 2, 1, 3]), scale]);
  const scores = graph.op("MatMul", [scaled, inHeads(keys, [0, 2, 3, 1])]);
  const shares = graph.op("Softmax", [graph.op("Add", [scores, attention])], { axis: -1 });
  const mixed = graph.op("MatMul", [shares, inHeads(values, [0, 2, 1, 3])]);
  const inOrder = graph.op("Transpose", [mixed], { perm: [0, 2, 1, 3] });
  return graph.op("Reshape", [inOrder, graph.integers(name("merge"), [0, 0, width])]);
}

/** Mean over the tokens that are there. */
function meanState({
  graph,
  shared,
  present,
  states,
}: {
  graph: OnnxGraph;
  shared: Shared;
  present: string;
  states: string;
}): { mean: string; keep: string; count: string } {
  const keep = graph.op("Unsqueeze", [present, shared.axis2]);
  const sum = graph.op("ReduceSum", [graph.op("Mul", [states, keep]), shared.axis1], {
    keepdims: 0,
  });
  const count = graph.op("ReduceSum", [present, shared.axis1], { keepdims: 1 });
  return { mean: graph.op("Div", [sum, graph.op("Max", [count, shared.one])]), keep, count };
}

/** A tanh layer over the mean, then unit length. */
function sentenceVector({
  graph,
  weight,
  shared,
  mean,
}: {
  graph: OnnxGraph;
  weight: FindWeight;
  shared: Shared;
  mean: string;
}): string {
  const kernel = weight(`${VARIABLES}/hidden_layers/tanh_layer_0/weights`);
  const bias = weight(`${VARIABLES}/hidden_layers/tanh_layer_0/bias`);
  const projected = graph.op("MatMul", [
    mean,
    graph.floats("tanh.kernel", kernel.shape, kernel.values),
  ]);
  const offset = graph.op("Add", [projected, graph.floats("tanh.bias", bias.shape, bias.values)]);
  const hidden = graph.op("Tanh", [offset]);

  const squares = graph.op("ReduceSum", [graph.op("Mul", [hidden, hidden]), shared.axis1], {
    keepdims: 1,
  });
  const norm = graph.op("Sqrt", [graph.op("Max", [squares, graph.floats("tiny", [], [1e-12])])]);
  return graph.op("Div", [hidden, norm], {}, "sentence_embedding");
}
