import { InferenceSession, Tensor } from "onnxruntime-node";
import { convertedModel } from "@/lib/models/converted";
import { BLAZEFACE_CONVERTER, BLAZEFACE_SIZE, convertBlazeFace } from "@/lib/models/face/blazeface";
import { type DetectedFace, facesOf } from "@/lib/models/face/detection";
import {
  convertExpressionNet,
  EXPRESSION_CLASSES,
  EXPRESSION_CONVERTER,
  EXPRESSION_MANIFEST,
  EXPRESSION_SIZE,
  type ExpressionLogits,
} from "@/lib/models/face/expression-net";
import { brighten, brightnessOf, type Letterbox } from "@/lib/models/face/picture";
import { SESSION_OPTIONS } from "@/lib/models/tasks/onnx";
import type { LoadContext } from "@/lib/models/tasks/task";
import { readTfjsWeights } from "@/lib/models/tfjs/weights";

/** A crop darker than this (mean green, 0..255) is lifted to the second, at most five times. */
const DARK = 90;
const LIFTED = 115;
const MOST_LIFT = 5;

/** BlazeFace, ready to run. */
export async function loadDetector(context: LoadContext): Promise<InferenceSession> {
  const { file } = await context.model("blazeface");
  const bytes = await convertedModel({
    id: "blazeface",
    version: BLAZEFACE_CONVERTER,
    cacheDirectory: context.cacheDirectory,
    convert: async () => convertBlazeFace(await readTfjsWeights(file, "blazeface.json")),
  });
  return InferenceSession.create(bytes, SESSION_OPTIONS);
}

/** face-api's expression network, ready to run. */
export async function loadExpressionNet(context: LoadContext): Promise<InferenceSession> {
  const { file } = await context.model("face-expression");
  const bytes = await convertedModel({
    id: "face-expression",
    version: EXPRESSION_CONVERTER,
    cacheDirectory: context.cacheDirectory,
    convert: async () => convertExpressionNet(await readTfjsWeights(file, EXPRESSION_MANIFEST)),
  });
  return InferenceSession.create(bytes, SESSION_OPTIONS);
}

/** Looks for faces; best first, positions in fractions of the picture. */
export async function detectFaces(
  session: InferenceSession,
  { rgb, filled }: Letterbox,
): Promise<DetectedFace[]> {
  const shape = [1, BLAZEFACE_SIZE, BLAZEFACE_SIZE, 3];
  const output = await session.run({ picture: new Tensor("uint8", rgb, shape) });
  return facesOf({ scores: numbersOf(output.scores), boxes: numbersOf(output.boxes), filled });
}

/**
 * Reads the expression of one face.
 * @param crop 112 × 112 RGB bytes; brightened in place when dark
 */
export async function readExpression(
  session: InferenceSession,
  crop: Uint8Array,
): Promise<ExpressionLogits> {
  const size = EXPRESSION_SIZE;
  const { mean } = brightnessOf(crop, { columns: size, rows: size, stride: size });
  if (mean < DARK) brighten(crop, Math.min(MOST_LIFT, LIFTED / Math.max(1, mean)));
  const output = await session.run({ face: new Tensor("uint8", crop, [1, size, size, 3]) });
  const logits = numbersOf(output.logits);
  const named = EXPRESSION_CLASSES.map((name, index) => [name, logits[index] ?? 0] as const);
  return Object.fromEntries(named) as ExpressionLogits;
}

function numbersOf(tensor: Tensor | undefined): Float32Array {
  if (!tensor) throw new Error("A face model gave an output of another shape.");
  return tensor.data as Float32Array;
}
