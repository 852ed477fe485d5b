/**
 * Writes ONNX models without a protobuf library. Field numbers are those of the public `onnx.proto`
 * (IR version 8); only what our converters use is there.
 */

/** `TensorProto.DataType`. */
export const ONNX_TYPE = { float: 1, uint8: 2, int32: 6, int64: 7, bool: 9 } as const;
export type OnnxType = (typeof ONNX_TYPE)[keyof typeof ONNX_TYPE];

/** An int, a list of ints, or a float (wrapped, because 1 and 1.0 are the same number here). */
export type OnnxAttribute = number | readonly number[] | { float: number };

const IR_VERSION = 8;
const ATTRIBUTE_TYPE = { float: 1, int: 2, ints: 7 } as const;
const WIRE = { varint: 0, bytes: 2, fixed32: 5 } as const;

/** A protobuf message under construction. */
export class Message {
  private readonly parts: Uint8Array[] = [];

  int(field: number, value: number): this {
    return this.key(field, WIRE.varint).varint(value);
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.key(field, WIRE.fixed32).parts.push(bytes);
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.key(field, WIRE.bytes).varint(value.length).parts.push(value);
    return this;
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: Message): this {
    return this.bytes(field, value.encode());
  }

  encode(): Uint8Array {
    return Buffer.concat(this.parts);
  }

  private key(field: number, wire: number): this {
    return this.varint(field * 8 + wire);
  }

  /** Base-128, least significant group first; negative numbers as 64-bit two's complement. */
  private varint(value: number): this {
    let rest = BigInt.asUintN(64, BigInt(value));
    const groups: number[] = [];
    do {
      const group = Number(rest & 0x7fn);
      rest >>= 7n;
      groups.push(rest > 0n ? group | 0x80 : group);
    } while (rest > 0n);
    this.parts.push(Uint8Array.from(groups));
    return this;
  }
}

/** A computation graph; every method that makes a value gives back its name. */
export class OnnxGraph {
  private readonly nodes: Message[] = [];
  private readonly constants: Message[] = [];
  private readonly inputs: Message[] = [];
  private readonly outputs: Message[] = [];

  /** @param shape numbers are fixed sizes, strings name free ones */
  input(name: string, type: OnnxType, shape: readonly (number | string)[]): string {
    this.inputs.push(valueInfo(name, type, shape));
    return name;
  }

  output(name: string, type: OnnxType, shape: readonly (number | string)[]): void {
    this.outputs.push(valueInfo(name, type, shape));
  }

  /** A constant; an empty shape is a scalar. */
  floats(name: string, shape: readonly number[], values: Float32Array | readonly number[]): string {
    return this.constant(name, ONNX_TYPE.float, shape, Float32Array.from(values));
  }

  /** A constant list of integers. */
  integers(name: string, values: readonly number[]): string {
    const data = BigInt64Array.from(values, BigInt);
    return this.constant(name, ONNX_TYPE.int64, [values.length], data);
  }

  /** An operation with one result, called `name` when given. */
  op(
    type: string,
    inputs: readonly string[],
    attributes: Record<string, OnnxAttribute> = {},
    name = `${type}_${this.nodes.length}`,
  ): string {
    this.node(type, inputs, [name], attributes);
    return name;
  }

  /** Cuts a value into `count` along the last axis; `sizes` names a constant list. */
  split(value: string, sizes: string, count: number): string[] {
    const outputs = Array.from(
      { length: count },
      (_, part) => `Split_${this.nodes.length}_${part}`,
    );
    this.node("Split", [value, sizes], outputs, { axis: -1 });
    return outputs;
  }

  /** The serialised model. */
  encode({ name, opset, notes }: { name: string; opset: number; notes: Record<string, string> }) {
    const graph = new Message();
    for (const node of this.nodes) graph.message(1, node);
    graph.text(2, name);
    for (const constant of this.constants) graph.message(5, constant);
    for (const input of this.inputs) graph.message(11, input);
    for (const output of this.outputs) graph.message(12, output);
    const model = new Message().int(1, IR_VERSION).text(2, "parley").message(7, graph);
    model.message(8, new Message().text(1, "").int(2, opset));
    for (const [key, value] of Object.entries(notes)) {
      model.message(14, new Message().text(1, key).text(2, value));
    }
    return model.encode();
  }

  private constant(
    name: string,
    type: OnnxType,
    shape: readonly number[],
    data: ArrayBufferView,
  ): string {
    const tensor = new Message();
    for (const size of shape) tensor.int(1, size);
    tensor.int(2, type).text(8, name);
    tensor.bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    this.constants.push(tensor);
    return name;
  }

  private node(
    type: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Record<string, OnnxAttribute>,
  ): void {
    const node = new Message();
    for (const input of inputs) node.text(1, input);
    for (const output of outputs) node.text(2, output);
    node.text(3, outputs[0] ?? type).text(4, type);
    for (const [name, value] of Object.entries(attributes)) node.message(5, attribute(name, value));
    this.nodes.push(node);
  }
}

function attribute(name: string, value: OnnxAttribute): Message {
  const message = new Message().text(1, name);
  if (typeof value === "number") return message.int(3, value).int(20, ATTRIBUTE_TYPE.int);
  if ("float" in value) return message.float(2, value.float).int(20, ATTRIBUTE_TYPE.float);
  for (const item of value) message.int(8, item);
  return message.int(20, ATTRIBUTE_TYPE.ints);
}

function valueInfo(name: string, type: OnnxType, shape: readonly (number | string)[]): Message {
  const dimensions = new Message();
  for (const size of shape) {
    const dimension = new Message();
    dimensions.message(
      1,
      typeof size === "number" ? dimension.int(1, size) : dimension.text(2, size),
    );
  }
  const tensor = new Message().int(1, type).message(2, dimensions);
  return new Message().text(1, name).message(2, new Message().message(1, tensor));
}
