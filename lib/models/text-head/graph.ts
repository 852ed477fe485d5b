import { ONNX_TYPE, OnnxGraph } from "@/lib/models/onnx/writer";
import type { ConvolutionPart, DensePart, Matrix, TextHead } from "@/lib/models/text-head/head";

const OPSET = 17;

/**
 * The dense and the convolutional part of a head as an ONNX model.
 *
 * Inputs: `features` float32 [batch, features] and `tokens` int64 [batch, seq], padded with the id
 * after the table's last; every text needs one padding token at least. Outputs: `dense` and
 * `convolution`, float32 [batch, labels], probabilities.
 */
export function headGraph({ labels, groups, dense, convolution }: TextHead): Uint8Array {
  const graph = new OnnxGraph();
  const features = graph.input("features", ONNX_TYPE.float, ["batch", dense.mean.length]);
  const tokens = graph.input("tokens", ONNX_TYPE.int64, ["batch", "seq"]);
  const grouping = groupingMatrix(groups);
  const groupingName = graph.floats("grouping", [grouping.rows, grouping.columns], grouping.values);
  const asLabels = (scores: string, name: string) => {
    graph.op("MatMul", [graph.op("Softmax", [scores], { axis: -1 }), groupingName], {}, name);
    graph.output(name, ONNX_TYPE.float, ["batch", labels.length]);
  };
  asLabels(denseScores(graph, dense, features), "dense");
  asLabels(convolutionScores(graph, convolution, tokens), "convolution");
  return graph.encode({ name: "text-head", opset: OPSET, notes: {} });
}

/** Fine classes × labels, 1 where the class counts as the label. */
function groupingMatrix(groups: readonly (readonly string[])[]): Matrix {
  const columns = groups.length;
  const rows = groups.flat().length;
  const values = new Float32Array(rows * columns);
  let row = 0;
  groups.forEach((group, label) => {
    for (const _ of group) {
      values[row * columns + label] = 1;
      row += 1;
    }
  });
  return { rows, columns, values };
}

function denseScores(graph: OnnxGraph, part: DensePart, features: string): string {
  const { mean, deviation, hidden, hiddenBias, output, outputBias } = part;
  const centred = graph.op("Sub", [features, graph.floats("mean", [mean.length], mean)]);
  const standard = graph.op("Div", [
    centred,
    graph.floats("deviation", [deviation.length], deviation),
  ]);
  const units = graph.op(
    "Gemm",
    [
      standard,
      graph.floats("hidden", [hidden.rows, hidden.columns], hidden.values),
      graph.floats("hidden.bias", [hidden.rows], hiddenBias),
    ],
    { transB: 1 },
  );
  return graph.op("Gemm", [
    graph.op("Relu", [units]),
    graph.floats("dense.output", [output.rows, output.columns], output.values),
    graph.floats("dense.output.bias", [output.columns], outputBias),
  ]);
}

function convolutionScores(graph: OnnxGraph, part: ConvolutionPart, tokens: string): string {
  const { table, kernels, output, outputBias } = part;
  const width = table.columns;
  // The padding token is a row of zeros after the last.
  const padded = new Float32Array(table.values.length + width);
  padded.set(table.values);
  const vectors = graph.op("Gather", [
    graph.floats("table", [table.rows + 1, width], padded),
    tokens,
  ]);
  const inTime = graph.op("Transpose", [vectors], { perm: [0, 2, 1] });
  const strongest = kernels.map(({ weights, bias }) => {
    const size = weights.columns / width;
    const kernel = graph.floats(`kernel${size}`, [weights.rows, width, size], weights.values);
    const found = graph.op(
      "Conv",
      [inTime, kernel, graph.floats(`kernel${size}.bias`, [weights.rows], bias)],
      { kernel_shape: [size], pads: [size - 1, size - 1] },
    );
    return graph.op("ReduceMax", [found], { axes: [2], keepdims: 0 });
  });
  const units = graph.op("Relu", [graph.op("Concat", strongest, { axis: -1 })]);
  return graph.op("Gemm", [
    units,
    graph.floats("output", [output.rows, output.columns], output.values),
    graph.floats("output.bias", [output.columns], outputBias),
  ]);
}
