import { z } from "zod";
import { emotionScoresOf } from "@/lib/emotion/face/calibration";
import { type Emotion, type EmotionScores, likeliest } from "@/lib/emotion/labels";
import type { faceAnomaly } from "@/lib/emotion/schema";
import { SURE_FROM } from "@/lib/emotion/schema";
import type { DetectedFace, FaceBox } from "@/lib/models/face/detection";
import type { PictureLight, ReadFaceInput, ReadFaceOutput } from "@/lib/models/tasks/read-face";

/** Why a picture is not to be trusted, or says nothing. */
export type FaceAnomaly = z.infer<typeof faceAnomaly>;

/** A picture without a face is a covered camera when it is this dark or this flat, 0..255. */
const COVERED = { brightness: 12, contrast: 8 } as const;
/** From this score on, another face in the picture is a second person. */
const SECOND_FACE_SCORE = 0.6;

const point = z.object({ x: z.number(), y: z.number() });
const box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });

/** What is known of one camera's faces between two pictures: numbers only, no picture. */
export const faceMemorySchema = z.object({
  near: box.nullable(),
  tracks: z
    .object({
      faces: z.array(
        z.object({
          box,
          score: z.number(),
          keypoints: z.object({
            leftEye: point,
            rightEye: point,
            nose: point,
            mouth: point,
            leftEar: point,
            rightEar: point,
          }),
          patch: z.array(z.number()),
        }),
      ),
      age: z.number().int(),
      width: z.number().int(),
      height: z.number().int(),
    })
    .nullable(),
});
export type FaceMemory = z.infer<typeof faceMemorySchema>;

export interface FaceReading {
  /** Null when there is no face: no face, no label. */
  scores: EmotionScores | null;
  label: Emotion | null;
  /** The likeliest class is not likely enough to be shown as one. */
  unsure: boolean;
  /** The face that was read; its box in fractions of the picture. */
  face: { box: FaceBox; score: number } | null;
  /** With several faces there still are scores: of the one that was followed. */
  anomaly: FaceAnomaly | null;
  /** For the next picture of the same camera. */
  memory: FaceMemory;
}

/** The task's input for one camera's next picture: the expression of one face alone is read. */
export function faceInput(jpeg: Uint8Array, memory: FaceMemory | null): ReadFaceInput {
  return { jpeg, tracks: memory?.tracks ?? null, read: { near: memory?.near ?? null } };
}

/**
 * What one camera's picture says.
 *
 * @param output of `faceInput` with the same memory
 * @param memory null for a camera's first picture
 */
export function faceReading(output: ReadFaceOutput, memory: FaceMemory | null): FaceReading {
  const { faces, picture, tracks } = output;
  const read = faces.find(({ logits }) => logits !== null);
  if (!read?.logits) {
    return {
      scores: null,
      label: null,
      unsure: false,
      face: null,
      anomaly: isCovered(picture) ? "camera-covered" : "no-face",
      memory: { tracks, near: memory?.near ?? null },
    };
  }
  const scores = emotionScoresOf(read.logits);
  const { label, probability } = likeliest(scores);
  return {
    scores,
    label,
    unsure: probability < SURE_FROM,
    face: { box: read.box, score: read.score },
    anomaly: faces.some((face) => isAnother(face, read)) ? "several-faces" : null,
    memory: { tracks, near: read.box },
  };
}

const isCovered = ({ brightness, contrast }: PictureLight) =>
  brightness < COVERED.brightness || contrast < COVERED.contrast;

/** A second find inside the face's own box is the same face, found twice. */
function isAnother(face: DetectedFace, read: DetectedFace): boolean {
  if (face === read || face.score < SECOND_FACE_SCORE) return false;
  const x = face.box.x + face.box.width / 2 - read.box.x;
  const y = face.box.y + face.box.height / 2 - read.box.y;
  return x < 0 || y < 0 || x > read.box.width || y > read.box.height;
}
