import type { DetectedFace, Keypoints } from "@/lib/models/face/detection";
import { cutSquare, type Picture, type Point, type Square } from "@/lib/models/face/picture";

/** Frames in a row that may go without a look at the whole picture; the next one looks. */
const LONGEST_REUSE = 4;
/** Side of the small grey picture that tells whether a face has moved, pixels. */
const PATCH_SIZE = 16;
/** Its side in the picture, as a multiple of the face's crop: the outline moves most visibly. */
const PATCH_REACH = 1.3;
/** Likeness (correlation, -1..1) from which a face counts as still where it was. */
const STILL = 0.98;

/** A face as the frame before knew it. Plain JSON, so that any process can go on with it. */
export interface TrackedFace extends DetectedFace {
  /** PATCH_SIZE² grey values, 0..255. */
  patch: number[];
}

export interface FaceTracks {
  faces: TrackedFace[];
  /** Frames since the whole picture was looked at. */
  age: number;
  /** Of the picture they were found in, pixels: another camera or shape is looked at anew. */
  width: number;
  height: number;
}

/**
 * The upright square around a face, in pixels: three eye distances wide, between eyes and mouth,
 * turned like the eyes. A face turned aside has its eyes close together, so the distance from eyes
 * to mouth counts too.
 */
export function cropSquare(keypoints: Keypoints, { width, height }: Picture): Square {
  const at = ({ x, y }: Point) => ({ x: x * width, y: y * height });
  const left = at(keypoints.leftEye);
  const right = at(keypoints.rightEye);
  const mouth = at(keypoints.mouth);
  const eyes = { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2 };
  const distance = Math.max(
    Math.hypot(right.x - left.x, right.y - left.y),
    0.9 * Math.hypot(mouth.x - eyes.x, mouth.y - eyes.y),
  );
  return {
    centre: { x: 0.6 * eyes.x + 0.4 * mouth.x, y: 0.6 * eyes.y + 0.4 * mouth.y },
    side: 3 * distance,
    angle: Math.atan2(right.y - left.y, right.x - left.x),
  };
}

/**
 * Remembers where faces are, for the frames that follow.
 *
 * @param age 0 when all of the picture was looked at, otherwise frames since then
 */
export function rememberFaces(
  picture: Picture,
  faces: readonly DetectedFace[],
  age = 0,
): FaceTracks {
  const { width, height } = picture;
  return {
    faces: faces.map((face) => ({ ...face, patch: patchOf(picture, face.keypoints) })),
    age,
    width,
    height,
  };
}

/** Whether what the frame before knew may be gone by, or the whole picture has to be looked at. */
export function isRecent(picture: Picture, tracks: FaceTracks | null): tracks is FaceTracks {
  if (!tracks || tracks.faces.length === 0 || tracks.age >= LONGEST_REUSE) return false;
  return tracks.width === picture.width && tracks.height === picture.height;
}

/** Whether all faces look the same where they were. */
export function isStill(picture: Picture, tracks: FaceTracks): boolean {
  return tracks.faces.every(
    ({ keypoints, patch }) => likeness(patch, patchOf(picture, keypoints)) >= STILL,
  );
}

function patchOf(picture: Picture, keypoints: Keypoints): number[] {
  const square = cropSquare(keypoints, picture);
  const around = { ...square, side: square.side * PATCH_REACH };
  const rgb = cutSquare(picture, around, PATCH_SIZE);
  return Array.from({ length: PATCH_SIZE * PATCH_SIZE }, (_, at) => rgb[at * 3 + 1] as number);
}

/** Correlation of two pictures of the same size, so that a change of light alone does not count. */
function likeness(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let product = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let at = 0; at < a.length; at += 1) {
    const left = (a[at] as number) - meanA;
    const right = (b[at] ?? 0) - meanB;
    product += left * right;
    squaresA += left * left;
    squaresB += right * right;
  }
  const scale = Math.sqrt(squaresA * squaresB);
  return scale > 0 ? product / scale : 0;
}
