import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { cutOnnx } from "@/lib/models/onnx/cut";
import { wireFields } from "@/lib/models/onnx/wire";
import { ONNX_TYPE, OnnxGraph } from "@/lib/models/onnx/writer";

/** y = x * two; z = y + big; only y is wanted, so the 4000 bytes of `big` can go. */
function smallModel(): Uint8Array {
  const graph = new OnnxGraph();
  const x = graph.input("x", ONNX_TYPE.float, ["n"]);
  const two = graph.floats("two", [1], [2]);
  const big = graph.floats("big", [1000], new Float32Array(1000));
  const y = graph.op("Mul", [x, two], {}, "y");
  graph.op("Add", [y, big], {}, "z");
  graph.output("z", ONNX_TYPE.float, ["n"]);
  return graph.encode({ name: "small", opset: 17, notes: { made: "for a test" } });
}

describe("cutting an ONNX model", () => {
  it("keeps what computes the wanted tensor and drops the rest", async () => {
    const whole = smallModel();
    const cut = cutOnnx(whole, ["y"]);
    expect(cut.length).toBeLessThan(whole.length - 4000);
    const session = await InferenceSession.create(cut);
    expect(session.inputNames).toEqual(["x"]);
    expect(session.outputNames).toEqual(["y"]);
    const { y } = await session.run({ x: new Tensor("float32", [1, 2.5], [2]) });
    expect(y?.data).toEqual(Float32Array.of(2, 5));
  });

  it("says which tensor is not there", () => {
    expect(() => cutOnnx(smallModel(), ["w"])).toThrow("no tensor called w");
  });

  it("refuses what is no model", () => {
    expect(() => cutOnnx(new Uint8Array(), ["y"])).toThrow("holds no graph");
    expect(() => cutOnnx(new TextEncoder().encode("This is no model."), ["y"])).toThrow();
  });
});

describe("reading protobuf", () => {
  it("gives every field with its place, long numbers included", () => {
    const bytes = Uint8Array.of(0x08, 0x96, 0x01, 0x12, 0x02, 0x68, 0x69, 0x1d, 1, 2, 3, 4);
    expect([...wireFields(bytes)]).toEqual([
      { number: 1, from: 0, to: 3, start: 1, end: 3 },
      { number: 2, from: 3, to: 7, start: 5, end: 7 },
      { number: 3, from: 7, to: 12, start: 8, end: 12 },
    ]);
  });

  it("refuses a field that reaches over the end", () => {
    expect(() => [...wireFields(Uint8Array.of(0x12, 0x09, 0x68))]).toThrow("reaches over");
    expect(() => [...wireFields(Uint8Array.of(0x08, 0x96))]).toThrow("reaches over");
  });
});
