import type { InferenceSession } from "onnxruntime-node";
import { decodeJpeg } from "@/lib/models/face/decode";
import { chooseFace, type DetectedFace, type FaceBox } from "@/lib/models/face/detection";
import { EXPRESSION_SIZE, type ExpressionLogits } from "@/lib/models/face/expression-net";
import {
  detectFaces,
  followFaces,
  loadDetector,
  loadExpressionNet,
  readExpression,
} from "@/lib/models/face/networks";
import { brightnessOf, cutSquare, type Picture } from "@/lib/models/face/picture";
import {
  cropSquare,
  type FaceTracks,
  isRecent,
  isStill,
  rememberFaces,
} from "@/lib/models/face/tracking";
import { defineTask, type LoadContext } from "@/lib/models/tasks/task";

/** The whole picture's brightness is known from every so many-th pixel each way. */
const LIGHT_EVERY = 4;

export interface ReadFaceInput {
  /** One picture of at most 2 MB and 1280 × 960 pixels. */
  jpeg: Uint8Array;
  /** What the frame before gave, so that faces are not looked for anew in every frame. */
  tracks: FaceTracks | null;
  /**
   * Whose expression is read: everybody's, or one face's, the likeliest and nearest to where one was
   * seen before. Of the others only the place is told.
   */
  read: "all" | { near: FaceBox | null };
}

export interface ReadFace extends DetectedFace {
  /** The network's answer before it is made a probability; null when it was not asked. */
  logits: ExpressionLogits | null;
}

export interface PictureLight {
  /** Pixels. */
  width: number;
  height: number;
  /** Mean and standard deviation of brightness, 0..255. */
  brightness: number;
  contrast: number;
}

export interface ReadFaceOutput {
  /** Likeliest first; positions in fractions of the picture. */
  faces: ReadFace[];
  picture: PictureLight;
  /** Where faces were looked for: not at all when those of the frame before stayed as they were. */
  looked: "everywhere" | "nearby" | "nowhere";
  /** For the next frame's input. Plain JSON. */
  tracks: FaceTracks;
}

interface FaceModels {
  detector: InferenceSession;
  expression: InferenceSession;
}

/** BlazeFace and face-api's expression network: one JPEG to its faces and their expressions. */
export const readFace = defineTask({
  load: async (context: LoadContext): Promise<FaceModels> => ({
    detector: await loadDetector(context),
    expression: await loadExpressionNet(context),
  }),

  /** @throws {PictureError} the JPEG cannot be used */
  async run(
    { detector, expression }: FaceModels,
    { jpeg, tracks, read }: ReadFaceInput,
    { cancelled, abandoned },
  ): Promise<ReadFaceOutput> {
    const picture = await decodeJpeg(jpeg);
    if (cancelled()) throw abandoned();
    const { looked, tracks: now } = await findFaces(detector, picture, tracks);
    const chosen = read === "all" ? null : chooseFace(now.faces, read.near);
    const faces: ReadFace[] = [];
    for (const face of now.faces) {
      if (cancelled()) throw abandoned();
      const { box, score, keypoints } = face;
      const asked = read === "all" || face === chosen;
      const logits = asked
        ? await readExpression(
            expression,
            cutSquare(picture, cropSquare(keypoints, picture), EXPRESSION_SIZE),
          )
        : null;
      faces.push({ box, score, keypoints, logits });
    }
    const { width, height } = picture;
    const light = brightnessOf(picture, LIGHT_EVERY);
    return {
      faces,
      picture: { width, height, brightness: light.mean, contrast: light.deviation },
      looked,
      tracks: now,
    };
  },
});

/** The dearest look only when the cheaper ones do not do. */
async function findFaces(
  detector: InferenceSession,
  picture: Picture,
  before: FaceTracks | null,
): Promise<Pick<ReadFaceOutput, "looked" | "tracks">> {
  if (isRecent(picture, before)) {
    const age = before.age + 1;
    if (isStill(picture, before)) return { looked: "nowhere", tracks: { ...before, age } };
    const followed = await followFaces(detector, picture, before.faces);
    if (followed) return { looked: "nearby", tracks: rememberFaces(picture, followed, age) };
  }
  const found = await detectFaces(detector, picture);
  return { looked: "everywhere", tracks: rememberFaces(picture, found) };
}
