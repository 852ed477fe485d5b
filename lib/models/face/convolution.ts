import { ONNX_TYPE, type OnnxGraph } from "@/lib/models/onnx/writer";
import type { FindWeight, Weight } from "@/lib/models/tfjs/weights";

/** How a convolution moves; `same` keeps the size (halves it with stride 2), `valid` pads nothing. */
export interface Moves {
  stride?: 1 | 2;
  padding?: "same" | "valid";
}

interface Convolution extends Moves {
  input: string;
  /** Names of weights; constants of the graph are called like them. */
  kernel: string;
  bias?: string;
}

/** Adds TensorFlow's convolutions to an ONNX graph, whose pictures are `[1, channels, rows, columns]`. */
export class ConvolutionBuilder {
  constructor(
    private readonly graph: OnnxGraph,
    private readonly weight: FindWeight,
  ) {}

  /**
   * A picture of bytes `[1, rows, columns, 3]` as floats `[1, 3, rows, columns]`, `value × scale +
   * offset`. A side that is a name may be of any length.
   */
  picture({
    name,
    rows,
    columns,
    scale,
    offsets,
  }: {
    name: string;
    rows: number | string;
    columns: number | string;
    scale: number;
    offsets: readonly [number, number, number];
  }): string {
    const { graph } = this;
    const bytes = graph.input(name, ONNX_TYPE.uint8, [1, rows, columns, 3]);
    const floats = graph.op("Cast", [bytes], { to: ONNX_TYPE.float });
    const planes = graph.op("Transpose", [floats], { perm: [0, 3, 1, 2] });
    const scaled = graph.op("Mul", [planes, graph.floats(`${name}.scale`, [], [scale])]);
    return graph.op("Add", [scaled, graph.floats(`${name}.offset`, [1, 3, 1, 1], offsets)]);
  }

  /** Every output channel sees every input channel. Kernel `[rows, columns, in, out]`. */
  full({ input, kernel, bias, ...moves }: Convolution): string {
    const { shape, values } = this.weight(kernel);
    const [rows = 1, columns = 1, inputs = 1, outputs = 1] = shape;
    const ordered = new Float32Array(values.length);
    for (let at = 0; at < values.length; at += 1) {
      const output = at % outputs;
      const channel = Math.floor(at / outputs) % inputs;
      const place = Math.floor(at / (outputs * inputs));
      ordered[(output * inputs + channel) * rows * columns + place] = values[at] as number;
    }
    const onnx = { shape: [outputs, inputs, rows, columns], values: ordered };
    return this.convolve({ input, name: kernel, kernel: onnx, bias, group: 1, ...moves });
  }

  /** Every channel by itself. Kernel `[rows, columns, channels, 1]`. */
  depthwise({ input, kernel, bias, ...moves }: Convolution): string {
    const { shape, values } = this.weight(kernel);
    const [rows = 1, columns = 1, channels = 1] = shape;
    const ordered = new Float32Array(values.length);
    for (let at = 0; at < values.length; at += 1) {
      ordered[(at % channels) * rows * columns + Math.floor(at / channels)] = values[at] as number;
    }
    const onnx = { shape: [channels, 1, rows, columns], values: ordered };
    return this.convolve({ input, name: kernel, kernel: onnx, bias, group: channels, ...moves });
  }

  relu(input: string): string {
    return this.graph.op("Relu", [input]);
  }

  add(...values: [string, string, ...string[]]): string {
    return values.reduce((sum, value) => this.graph.op("Add", [sum, value]));
  }

  private convolve({
    input,
    name,
    kernel,
    bias,
    group,
    stride = 1,
    padding = "same",
  }: Moves & {
    input: string;
    name: string;
    kernel: Weight;
    bias: string | undefined;
    group: number;
  }): string {
    const { graph } = this;
    const inputs = [input, graph.floats(name, kernel.shape, kernel.values)];
    if (bias !== undefined) {
      const { shape, values } = this.weight(bias);
      inputs.push(graph.floats(bias, shape, values));
    }
    const size = kernel.shape[2] ?? 1;
    // TensorFlow pads an even picture so that the surplus is behind; all sizes here are even.
    const total = padding === "same" ? size - stride : 0;
    const before = Math.max(0, Math.floor(total / 2));
    const after = Math.max(0, Math.ceil(total / 2));
    return graph.op("Conv", inputs, {
      group,
      kernel_shape: [size, size],
      strides: [stride, stride],
      pads: [before, before, after, after],
    });
  }
}
