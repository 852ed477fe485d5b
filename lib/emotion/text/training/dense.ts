import { InferenceSession, Tensor } from "onnxruntime-node";
import { Adam, fallingRate } from "@/lib/emotion/text/training/optimise";
import type { Random } from "@/lib/emotion/text/training/random";
import { addScaled } from "@/lib/emotion/text/training/vectors";
import { ONNX_TYPE, OnnxGraph } from "@/lib/models/onnx/writer";
import { SESSION_OPTIONS } from "@/lib/models/tasks/onnx";
import type { DensePart } from "@/lib/models/text-head/head";

const HIDDEN = 192;
const EPOCHS = 6;
const BATCH = 128;
const RATE = 1e-3;
const WEIGHT_DECAY = 1e-4;
/** Share of inputs, and of hidden units, left out at each step. */
const DROPOUT = 0.5;
const OPSET = 17;

/** Gradients of the mean cross entropy of a network with one hidden layer, after dropout. */
function gradientGraph(): Uint8Array {
  const graph = new OnnxGraph();
  const input = (name: string, shape: string[]) => graph.input(name, ONNX_TYPE.float, shape);
  const features = input("features", ["batch", "features"]);
  const targets = input("targets", ["batch", "classes"]);
  const keep = input("keep", ["batch", "hidden"]);
  const hidden = input("hidden", ["features", "hidden"]);
  const hiddenBias = input("hiddenBias", ["hidden"]);
  const output = input("output", ["hidden", "classes"]);
  const outputBias = input("outputBias", ["classes"]);
  const axis0 = graph.integers("axis.0", [0]);
  const turned = (value: string) => graph.op("Transpose", [value], { perm: [1, 0] });
  const sum = (value: string, name: string) =>
    graph.op("ReduceSum", [value, axis0], { keepdims: 0 }, name);

  const before = graph.op("Add", [graph.op("MatMul", [features, hidden]), hiddenBias]);
  const units = graph.op("Mul", [graph.op("Relu", [before]), keep]);
  const scores = graph.op("Add", [graph.op("MatMul", [units, output]), outputBias]);
  const errors = graph.op("Sub", [graph.op("Softmax", [scores], { axis: -1 }), targets]);
  const slope = graph.op("Mul", [errors, graph.floats("share", [], [1 / BATCH])]);
  graph.op("MatMul", [turned(units), slope], {}, "output.gradient");
  sum(slope, "outputBias.gradient");
  const active = graph.op("Greater", [before, graph.floats("zero", [], [0])]);
  const open = graph.op("Mul", [keep, graph.op("Cast", [active], { to: ONNX_TYPE.float })]);
  const inner = graph.op("Mul", [graph.op("MatMul", [slope, turned(output)]), open]);
  graph.op("MatMul", [turned(features), inner], {}, "hidden.gradient");
  sum(inner, "hiddenBias.gradient");

  graph.output("hidden.gradient", ONNX_TYPE.float, ["features", "hidden"]);
  graph.output("hiddenBias.gradient", ONNX_TYPE.float, ["hidden"]);
  graph.output("output.gradient", ONNX_TYPE.float, ["hidden", "classes"]);
  graph.output("outputBias.gradient", ONNX_TYPE.float, ["classes"]);
  return graph.encode({ name: "dense-gradients", opset: OPSET, notes: {} });
}

/**
 * Trains the dense part.
 *
 * @param features a row per text; standardised in place
 * @param targets shares of the fine classes, a row per text
 */
export async function trainDense({
  features,
  targets,
  rows,
  random,
}: {
  features: Float32Array;
  targets: Float32Array;
  rows: number;
  random: Random;
}): Promise<DensePart> {
  const width = features.length / rows;
  const classes = targets.length / rows;
  const { mean, deviation } = standardise(features, width);
  const parameters = {
    hidden: { dims: [width, HIDDEN], values: random.normals(width * HIDDEN, width ** -0.5) },
    hiddenBias: { dims: [HIDDEN], values: new Float32Array(HIDDEN) },
    output: { dims: [HIDDEN, classes], values: random.normals(HIDDEN * classes, HIDDEN ** -0.5) },
    outputBias: { dims: [classes], values: new Float32Array(classes) },
  };
  const learners = Object.entries(parameters).map(([name, { dims, values }]) => ({
    name,
    dims,
    adam: new Adam(values, { shrink: WEIGHT_DECAY }),
  }));
  const session = await InferenceSession.create(gradientGraph(), SESSION_OPTIONS);
  const batches = Math.floor(rows / BATCH);
  let time = 0;
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    const order = random.shuffled([...Array(rows).keys()]);
    for (let batch = 0; batch < batches; batch += 1) {
      const chosen = order.slice(batch * BATCH, (batch + 1) * BATCH);
      const feeds = feedsFor({ chosen, features, targets, width, classes, random });
      for (const { name, dims, adam } of learners) {
        feeds[name] = new Tensor("float32", adam.weights, dims);
      }
      const gradients = await session.run(feeds);
      const rate = fallingRate(RATE, time, EPOCHS * batches);
      time += 1;
      for (const { name, adam } of learners) {
        adam.step(gradients[`${name}.gradient`]?.data as Float32Array, { rate, time });
      }
    }
  }
  await session.release();
  const { hidden, hiddenBias, output, outputBias } = parameters;
  return {
    mean,
    deviation,
    hidden: { rows: HIDDEN, columns: width, values: turned(hidden.values, width, HIDDEN) },
    hiddenBias: hiddenBias.values,
    output: { rows: HIDDEN, columns: classes, values: output.values },
    outputBias: outputBias.values,
  };
}

/** Rows with random dropout; what stays is scaled up so that sums stay alike. */
function feedsFor({
  chosen,
  features,
  targets,
  width,
  classes,
  random,
}: {
  chosen: readonly number[];
  features: Float32Array;
  targets: Float32Array;
  width: number;
  classes: number;
  random: Random;
}): Record<string, Tensor> {
  const scale = 1 / (1 - DROPOUT);
  const inputs = new Float32Array(BATCH * width);
  const wanted = new Float32Array(BATCH * classes);
  chosen.forEach((index, row) => {
    for (let column = 0; column < width; column += 1) {
      if (random.next() < DROPOUT) continue;
      inputs[row * width + column] = (features[index * width + column] as number) * scale;
    }
    wanted.set(targets.subarray(index * classes, (index + 1) * classes), row * classes);
  });
  const keep = Float32Array.from({ length: BATCH * HIDDEN }, () =>
    random.next() < DROPOUT ? 0 : scale,
  );
  return {
    features: new Tensor("float32", inputs, [BATCH, width]),
    targets: new Tensor("float32", wanted, [BATCH, classes]),
    keep: new Tensor("float32", keep, [BATCH, HIDDEN]),
  };
}

/** Brings every column to mean 0 and deviation 1, in place. */
function standardise(features: Float32Array, width: number) {
  const rows = features.length / width;
  const sums = new Float64Array(width);
  for (let row = 0; row < rows; row += 1)
    addScaled(sums, 0, features, row * width, width, 1 / rows);
  const squares = new Float64Array(width);
  for (let place = 0; place < features.length; place += 1) {
    const column = place % width;
    const distance = (features[place] as number) - (sums[column] as number);
    squares[column] = (squares[column] as number) + (distance * distance) / rows;
  }
  const mean = Float32Array.from(sums);
  const deviation = Float32Array.from(squares, (square) => Math.sqrt(Math.max(1e-8, square)));
  for (let place = 0; place < features.length; place += 1) {
    const column = place % width;
    const distance = (features[place] as number) - (mean[column] as number);
    features[place] = distance / (deviation[column] as number);
  }
  return { mean, deviation };
}

function turned(values: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(
    values,
    (_, place) => values[(place % rows) * columns + Math.floor(place / rows)] as number,
  );
}
