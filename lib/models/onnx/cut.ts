import { type WireField, wireFields, wireText } from "@/lib/models/onnx/wire";
import { Message, ONNX_TYPE } from "@/lib/models/onnx/writer";

/** Field numbers of the public `onnx.proto`. */
const MODEL_GRAPH = 7;
const GRAPH = { node: 1, constant: 5, output: 12, valueInfo: 13 } as const;
const NODE = { input: 1, output: 2, attribute: 5 } as const;
const ATTRIBUTE_GRAPHS: readonly number[] = [6, 11];
const TENSOR_NAME = 8;

interface GraphNode {
  field: WireField;
  inputs: string[];
  outputs: string[];
}

interface Graph {
  nodes: GraphNode[];
  constants: Map<string, WireField>;
  /** Name, inputs, documentation: kept as they are. */
  rest: WireField[];
}

/**
 * The part of an ONNX model that computes the named float tensors, which become its outputs. Nodes
 * and constants are copied byte for byte, so the numbers stay exactly those of the whole model.
 *
 * @throws when a tensor is not in the model, or a node holds a graph of its own
 */
export function cutOnnx(model: Uint8Array, outputs: readonly string[]): Uint8Array {
  const around: Uint8Array[] = [];
  let graphField: WireField | undefined;
  for (const field of wireFields(model)) {
    if (field.number === MODEL_GRAPH) graphField = field;
    else around.push(model.subarray(field.from, field.to));
  }
  if (!graphField) throw new Error("The file holds no graph.");
  const graph = readGraph(model, graphField);
  const needed = whatComputes(graph, outputs);
  const kept = [
    ...graph.nodes.filter((node) => needed.nodes.has(node)).map(({ field }) => field),
    ...needed.constants,
    ...graph.rest,
  ].map((field) => model.subarray(field.from, field.to));
  const named = outputs.map((name) => new Message().message(GRAPH.output, floatTensor(name)));
  const content = Buffer.concat([...kept, ...named.map((message) => message.encode())]);
  return Buffer.concat([...around, new Message().bytes(MODEL_GRAPH, content).encode()]);
}

function readGraph(model: Uint8Array, { start, end }: WireField): Graph {
  const graph: Graph = { nodes: [], constants: new Map(), rest: [] };
  for (const field of wireFields(model, start, end)) {
    if (field.number === GRAPH.node) graph.nodes.push(readNode(model, field));
    else if (field.number === GRAPH.constant) graph.constants.set(nameOf(model, field), field);
    // What the whole model gave out, and the shapes on the way, are left out.
    else if (field.number !== GRAPH.output && field.number !== GRAPH.valueInfo)
      graph.rest.push(field);
  }
  return graph;
}

function readNode(model: Uint8Array, field: WireField): GraphNode {
  const node: GraphNode = { field, inputs: [], outputs: [] };
  for (const part of wireFields(model, field.start, field.end)) {
    if (part.number === NODE.input) node.inputs.push(wireText(model, part));
    else if (part.number === NODE.output) node.outputs.push(wireText(model, part));
    else if (part.number === NODE.attribute) refuseGraph(model, part);
  }
  return node;
}

function refuseGraph(model: Uint8Array, { start, end }: WireField): void {
  for (const { number } of wireFields(model, start, end)) {
    if (ATTRIBUTE_GRAPHS.includes(number))
      throw new Error("A model with graphs inside its nodes cannot be cut.");
  }
}

function nameOf(model: Uint8Array, { start, end }: WireField): string {
  for (const part of wireFields(model, start, end)) {
    if (part.number === TENSOR_NAME) return wireText(model, part);
  }
  return "";
}

/** Walks back from the wanted tensors. */
function whatComputes({ nodes, constants }: Graph, outputs: readonly string[]) {
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node])));
  const found = { nodes: new Set<GraphNode>(), constants: new Set<WireField>() };
  const missing = outputs.find((name) => !makers.has(name));
  if (missing !== undefined) throw new Error(`The model has no tensor called ${missing}.`);
  const wanted = [...outputs];
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    const constant = constants.get(name);
    if (constant) found.constants.add(constant);
    const node = makers.get(name);
    if (!node || found.nodes.has(node)) continue;
    found.nodes.add(node);
    wanted.push(...node.inputs);
  }
  return found;
}

/** `ValueInfoProto` of a float tensor of any shape. */
function floatTensor(name: string): Message {
  const type = new Message().message(1, new Message().int(1, ONNX_TYPE.float));
  return new Message().text(1, name).message(2, type);
}
