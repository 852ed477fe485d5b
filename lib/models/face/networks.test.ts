import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadDetector, loadExpressionNet } from "@/lib/models/face/networks";
import { resolveModel } from "@/lib/models/registry";
import type { LoadContext } from "@/lib/models/tasks/task";

/** What the published TensorFlow.js models answer to `pattern` (face-api's own tfjs, CPU backend). */
const REFERENCE = {
  logits: [-5.57789, -10.18415, -6.93915, -7.04444, -8.19394, -12.14966, -8.42745],
  /** Of four rows: the score before the sigmoid, and the box's first number, pixels. */
  scores: {
    fine: [-124.84886, -36.30555, -46.79923, -3.36177],
    coarse: [-4.605, -11.33101, -12.19227, -15.9285],
  },
  boxes: {
    fine: [-3.21672, -0.40816, 6.26086, 3.93915],
    coarse: [15.58725, 3.88712, -6.19467, 4.01761],
  },
};

let folder: string;
let context: LoadContext;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "parley-face-"));
  const locations = { dataDir: folder };
  context = { model: (id) => resolveModel({ id, locations }), cacheDirectory: folder };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A picture of no meaning in which every place and colour is different. */
function pattern(size: number): Tensor {
  const rgb = Uint8Array.from({ length: size * size * 3 }, (_, at) => {
    const channel = at % 3;
    const x = Math.floor(at / 3) % size;
    const y = Math.floor(at / 3 / size);
    return (x * (channel + 1) + y * (3 - channel) + ((x * y) >> 4)) % 256;
  });
  return new Tensor("uint8", rgb, [1, size, size, 3]);
}

async function answer(session: InferenceSession, name: string, input: Tensor, output: string) {
  return (await session.run({ [name]: input }))[output]?.data as Float32Array;
}

describe("the converted face networks", () => {
  it("says of expressions what the published one says", async () => {
    const session = await loadExpressionNet(context);
    const logits = await answer(session, "face", pattern(112), "logits");
    expect(logits).toHaveLength(7);
    for (const [index, value] of REFERENCE.logits.entries())
      expect(logits[index]).toBeCloseTo(value, 3);
  });

  it("finds what the published detector finds, on fine and coarse cells", async () => {
    const session = await loadDetector(context);
    const scores = await answer(session, "picture", pattern(256), "scores");
    const boxes = await answer(session, "picture", pattern(256), "boxes");
    const rows = [0, 100, 255, 383];
    const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));
    for (const [at, row] of rows.entries()) {
      expect(scores[row]).toBeCloseTo(sigmoid(REFERENCE.scores.fine[at] ?? Number.NaN), 4);
      expect(scores[512 + row]).toBeCloseTo(sigmoid(REFERENCE.scores.coarse[at] ?? Number.NaN), 4);
      expect(boxes[row * 16]).toBeCloseTo(REFERENCE.boxes.fine[at] ?? Number.NaN, 2);
      expect(boxes[(512 + row) * 16]).toBeCloseTo(REFERENCE.boxes.coarse[at] ?? Number.NaN, 2);
    }
  });
});
