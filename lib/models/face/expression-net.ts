import { ConvolutionBuilder } from "@/lib/models/face/convolution";
import { ONNX_TYPE, OnnxGraph } from "@/lib/models/onnx/writer";
import type { FindWeight } from "@/lib/models/tfjs/weights";

/** Side of the square picture of a face, pixels. */
export const EXPRESSION_SIZE = 112;
/** The network's own classes, in its order. */
export const EXPRESSION_CLASSES = [
  "neutral",
  "happy",
  "sad",
  "angry",
  "fearful",
  "disgusted",
  "surprised",
] as const;
/** Raised whenever the converted file changes. */
export const EXPRESSION_CONVERTER = 1;

/** The file that tells of the weights. */
export const EXPRESSION_MANIFEST = "face_expression_model-weights_manifest.json";

/** What the network says of each class; `softmax` of them are probabilities. */
export type ExpressionLogits = Record<(typeof EXPRESSION_CLASSES)[number], number>;

const OPSET = 17;
const FEATURES = 256;
/** Mean colour that face-api takes away from every picture, 0..255. */
const MEAN_RGB = [122.782, 117.001, 104.298] as const;

/**
 * face-api's expression network as an ONNX model: four dense blocks of four convolutions, the mean
 * over the picture, one linear layer.
 *
 * Input `face`, bytes [1, 112, 112, 3], RGB; output `logits`, float32 [1, 7], by EXPRESSION_CLASSES.
 */
export function convertExpressionNet(weight: FindWeight): Uint8Array {
  const graph = new OnnxGraph();
  const build = new ConvolutionBuilder(graph, weight);
  const [red, green, blue] = MEAN_RGB;
  let state = build.picture({
    name: "face",
    rows: EXPRESSION_SIZE,
    columns: EXPRESSION_SIZE,
    scale: 1 / 255,
    offsets: [-red / 255, -green / 255, -blue / 255],
  });
  for (let index = 0; index < 4; index += 1) state = denseBlock({ build, input: state, index });
  const mean = graph.op("GlobalAveragePool", [state]);
  const features = graph.op("Reshape", [mean, graph.integers("row", [1, FEATURES])]);
  const kernel = weight("fc/weights");
  const bias = weight("fc/bias");
  const product = graph.op("MatMul", [
    features,
    graph.floats("fc/weights", kernel.shape, kernel.values),
  ]);
  graph.op("Add", [product, graph.floats("fc/bias", bias.shape, bias.values)], {}, "logits");
  graph.output("logits", ONNX_TYPE.float, [1, EXPRESSION_CLASSES.length]);
  return graph.encode({
    name: "face-expression",
    opset: OPSET,
    notes: { source: "face-api expression network", licence: "MIT" },
  });
}

/** Four convolutions, the first halving the picture; each hears the sum of those before it. */
function denseBlock({
  build,
  input,
  index,
}: {
  build: ConvolutionBuilder;
  input: string;
  index: number;
}): string {
  const first =
    index === 0
      ? build.full({
          input,
          kernel: "dense0/conv0/filters",
          bias: "dense0/conv0/bias",
          stride: 2,
        })
      : separable({ build, input, path: `dense${index}/conv0`, stride: 2 });
  let sum = build.relu(first);
  let heard = sum;
  for (let part = 1; part < 4; part += 1) {
    const output = separable({ build, input: heard, path: `dense${index}/conv${part}`, stride: 1 });
    sum = build.add(sum, output);
    heard = build.relu(sum);
  }
  return heard;
}

function separable({
  build,
  input,
  path,
  stride,
}: {
  build: ConvolutionBuilder;
  input: string;
  path: string;
  stride: 1 | 2;
}): string {
  const spread = build.depthwise({ input, kernel: `${path}/depthwise_filter`, stride });
  return build.full({
    input: spread,
    kernel: `${path}/pointwise_filter`,
    bias: `${path}/bias`,
  });
}
