import { ONNX_TYPE, OnnxGraph } from "@/lib/models/onnx/writer";

const OPSET = 17;
const options = (name: string) => ({ name, opset: OPSET, notes: {} });

/** `tokens` [n, from] times `projection` [from, to] is `vectors` [n, to]. */
export function projectionGraph(): Uint8Array {
  const graph = new OnnxGraph();
  graph.input("tokens", ONNX_TYPE.float, ["n", "from"]);
  graph.input("projection", ONNX_TYPE.float, ["from", "to"]);
  graph.op("MatMul", ["tokens", "projection"], {}, "vectors");
  graph.output("vectors", ONNX_TYPE.float, ["n", "to"]);
  return graph.encode(options("projection"));
}

/** Gradients of both factors of the projection, given the product's (`slope`). */
export function projectionGradientGraph(): Uint8Array {
  const graph = new OnnxGraph();
  graph.input("tokens", ONNX_TYPE.float, ["n", "from"]);
  graph.input("projection", ONNX_TYPE.float, ["from", "to"]);
  graph.input("slope", ONNX_TYPE.float, ["n", "to"]);
  const turned = (value: string) => graph.op("Transpose", [value], { perm: [1, 0] });
  graph.op("MatMul", [turned("tokens"), "slope"], {}, "projection.gradient");
  graph.op("MatMul", ["slope", turned("projection")], {}, "tokens.gradient");
  graph.output("projection.gradient", ONNX_TYPE.float, ["from", "to"]);
  graph.output("tokens.gradient", ONNX_TYPE.float, ["n", "from"]);
  return graph.encode(options("projection-gradients"));
}

/**
 * For each kernel of `sizes` tokens: the highest response of every channel over time, and where it
 * was (the window's place in the text padded by size - 1 on both sides).
 */
export function responseGraph(width: number, channels: number, sizes: readonly number[]) {
  const graph = new OnnxGraph();
  const text = graph.input("text", ONNX_TYPE.float, ["batch", width, "seq"]);
  for (const size of sizes) {
    const kernel = graph.input(`kernel${size}`, ONNX_TYPE.float, [channels, width, size]);
    const bias = graph.input(`bias${size}`, ONNX_TYPE.float, [channels]);
    const found = graph.op("Conv", [text, kernel, bias], {
      kernel_shape: [size],
      pads: [size - 1, size - 1],
    });
    graph.op("ReduceMax", [found], { axes: [2], keepdims: 0 }, `highest${size}`);
    const place = graph.op("ArgMax", [found], { axis: 2, keepdims: 0 });
    graph.op("Cast", [place], { to: ONNX_TYPE.int32 }, `place${size}`);
    graph.output(`highest${size}`, ONNX_TYPE.float, ["batch", channels]);
    graph.output(`place${size}`, ONNX_TYPE.int32, ["batch", channels]);
  }
  return graph.encode(options("responses"));
}
