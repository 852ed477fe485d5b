import { ConvolutionBuilder } from "@/lib/models/face/convolution";
import { ONNX_TYPE, OnnxGraph } from "@/lib/models/onnx/writer";
import type { FindWeight } from "@/lib/models/tfjs/weights";

/** Longer side of the picture the detector was made for, pixels. */
export const BLAZEFACE_SIZE = 256;
/** Both sides are a multiple of this, pixels: the network halves the picture five times. */
export const BLAZEFACE_STEP = 32;
/** Places where the detector looks for a face: `each` of them in every cell of `cell` pixels. */
export const BLAZEFACE_GRIDS = [
  { cell: 16, each: 2 },
  { cell: 32, each: 6 },
] as const;
/** Numbers per place: centre, width, height, then x and y of six keypoints. */
export const BLAZEFACE_NUMBERS = 16;
/** Raised whenever the converted file changes. */
export const BLAZEFACE_CONVERTER = 2;

const OPSET = 17;
const BLOCKS = 31;
/** Blocks that halve the picture; the last two of them also double the channels. */
const HALVING = new Map([
  [7, { widenBy: 0 }],
  [15, { widenBy: 24 }],
  [23, { widenBy: 48 }],
]);

/** The published graph numbers its weights; these are the places of what comes after the blocks. */
const HEADS = {
  fine: { scores: [135, 136], boxes: [131, 132] },
  coarse: { scores: [133, 134], boxes: [129, 130] },
  between: { depthwise: 125, pointwise: [127, 128] },
} as const;
const unknown = (index: number) => `unknown_${index}`;

/**
 * BlazeFace for back cameras (Bazarevsky et al. 2019) as an ONNX model: 31 residual blocks of a
 * depthwise and a pointwise convolution, and two heads.
 *
 * Input `picture`, bytes [1, rows, columns, 3], RGB; outputs `scores`, float32 [1, places, 1],
 * probabilities, and `boxes`, float32 [1, places, 16], in pixels of the input relative to the place.
 * It was published for 256 × 256 (896 places); being nothing but convolutions, it takes any sides that
 * are multiples of 32.
 */
export function convertBlazeFace(weight: FindWeight): Uint8Array {
  const graph = new OnnxGraph();
  const build = new ConvolutionBuilder(graph, weight);
  const picture = build.picture({
    name: "picture",
    rows: "rows",
    columns: "columns",
    scale: 1 / 127.5,
    offsets: [-1, -1, -1],
  });
  let state = build.relu(
    build.full({ input: picture, kernel: "unknown", bias: unknown(0), stride: 2 }),
  );
  for (let index = 0; index < BLOCKS; index += 1) state = block({ graph, build, state, index });

  const between = build.depthwise({
    input: state,
    kernel: unknown(HEADS.between.depthwise),
    stride: 2,
  });
  const [kernel, bias] = HEADS.between.pointwise;
  const coarse = build.relu(
    build.full({ input: between, kernel: unknown(kernel), bias: unknown(bias) }),
  );
  const head = (part: "scores" | "boxes", width: number) => {
    const both = [
      rows({ graph, build, state, weights: HEADS.fine[part], width }),
      rows({ graph, build, state: coarse, weights: HEADS.coarse[part], width }),
    ];
    return graph.op("Concat", both, { axis: 1 });
  };
  graph.op("Sigmoid", [head("scores", 1)], {}, "scores");
  graph.op("Identity", [head("boxes", BLAZEFACE_NUMBERS)], {}, "boxes");
  graph.output("scores", ONNX_TYPE.float, [1, "places", 1]);
  graph.output("boxes", ONNX_TYPE.float, [1, "places", BLAZEFACE_NUMBERS]);
  return graph.encode({
    name: "blazeface",
    opset: OPSET,
    notes: { source: "MediaPipe BlazeFace, as published with Human", licence: "MIT" },
  });
}

function block({
  graph,
  build,
  state,
  index,
}: {
  graph: OnnxGraph;
  build: ConvolutionBuilder;
  state: string;
  index: number;
}): string {
  const first = 1 + 4 * index;
  const halving = HALVING.get(index);
  const stride = halving ? 2 : 1;
  const spread = build.depthwise({ input: state, kernel: unknown(first), stride });
  const mixed = build.full({ input: spread, kernel: unknown(first + 2), bias: unknown(first + 3) });
  if (!halving) return build.relu(build.add(state, mixed));
  const pooled = graph.op("MaxPool", [state], { kernel_shape: [2, 2], strides: [2, 2] });
  if (halving.widenBy === 0) return build.relu(build.add(mixed, pooled));
  const pads = graph.integers(`widen.${index}`, [0, 0, 0, 0, 0, halving.widenBy, 0, 0]);
  return build.relu(build.add(mixed, graph.op("Pad", [pooled, pads])));
}

/** A head's convolution, its channels laid out as rows of `width` numbers, cell by cell. */
function rows({
  graph,
  build,
  state,
  weights: [kernel, bias],
  width,
}: {
  graph: OnnxGraph;
  build: ConvolutionBuilder;
  state: string;
  weights: readonly [number, number];
  width: number;
}): string {
  const planes = build.full({ input: state, kernel: unknown(kernel), bias: unknown(bias) });
  const cells = graph.op("Transpose", [planes], { perm: [0, 2, 3, 1] });
  return graph.op("Reshape", [cells, graph.integers(`rows.${kernel}`, [1, -1, width])]);
}
