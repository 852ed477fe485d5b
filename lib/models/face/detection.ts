import { BLAZEFACE_GRIDS, BLAZEFACE_NUMBERS } from "@/lib/models/face/blazeface";
import type { Picture, Point, Square } from "@/lib/models/face/picture";

/** In fractions of the picture's width and height. */
export interface FaceBox {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Names are the person's own sides as the picture shows them: left is left in the picture. */
export const KEYPOINTS = ["leftEye", "rightEye", "nose", "mouth", "leftEar", "rightEar"] as const;
export type Keypoints = Record<(typeof KEYPOINTS)[number], Point>;

export interface DetectedFace {
  box: FaceBox;
  /** Probability that this is a face, 0..1. */
  score: number;
  /** In fractions of the picture's width and height. */
  keypoints: Keypoints;
}

/** Below this a place is no face. The maker's 0.5 misses one in seven of 80 pixels in 640. */
const LEAST_SCORE = 0.3;
/** Two boxes that overlap by more (intersection over union) are the same face. */
const SAME_FACE = 0.3;

/** Centres of the places by the picture's size; there are but a few sizes. */
const anchorsBySize = new Map<string, readonly Point[]>();

/** Centres of the places in a picture, in pixels, in the order of the detector's outputs. */
function anchorsOf({ width, height }: { width: number; height: number }): readonly Point[] {
  const key = `${width} ${height}`;
  const known = anchorsBySize.get(key);
  if (known) return known;
  const anchors = BLAZEFACE_GRIDS.flatMap(({ cell, each }) => {
    const columns = width / cell;
    return Array.from({ length: columns * (height / cell) * each }, (_, at) => {
      const index = Math.floor(at / each);
      const row = Math.floor(index / columns);
      return { x: ((index % columns) + 0.5) * cell, y: (row + 0.5) * cell };
    });
  });
  anchorsBySize.set(key, anchors);
  return anchors;
}

/**
 * Faces out of the detector's outputs, best first, each once.
 *
 * @param scores a probability for every place
 * @param boxes 16 numbers for every place, pixels relative to its centre
 * @param size of the picture the detector was shown, pixels
 * @param filled the part of it that holds the picture, pixels
 */
export function facesOf({
  scores,
  boxes,
  size,
  filled,
}: {
  scores: Float32Array;
  boxes: Float32Array;
  size: { width: number; height: number };
  filled: Point;
}): DetectedFace[] {
  const found: DetectedFace[] = [];
  const anchors = anchorsOf(size);
  for (let at = 0; at < scores.length; at += 1) {
    const score = scores[at] as number;
    if (score < LEAST_SCORE) continue;
    const numbers = boxes.subarray(at * BLAZEFACE_NUMBERS, (at + 1) * BLAZEFACE_NUMBERS);
    found.push(faceAt({ score, numbers, anchor: anchors[at] as Point, filled }));
  }
  return onceEach(found);
}

/** Best first, without weaker finds of the same face. */
export function onceEach(faces: readonly DetectedFace[]): DetectedFace[] {
  const kept: DetectedFace[] = [];
  for (const face of [...faces].sort((a, b) => b.score - a.score)) {
    if (kept.every((better) => overlap(better.box, face.box) <= SAME_FACE)) kept.push(face);
  }
  return kept;
}

/** A face found in a square cut out of a picture, in fractions of the picture. */
export function placedBack(face: DetectedFace, square: Square, picture: Picture): DetectedFace {
  const { centre, side, angle } = square;
  const across = { x: Math.cos(angle) * side, y: Math.sin(angle) * side };
  const at = ({ x, y }: Point): Point => ({
    x: (centre.x + across.x * (x - 0.5) - across.y * (y - 0.5)) / picture.width,
    y: (centre.y + across.y * (x - 0.5) + across.x * (y - 0.5)) / picture.height,
  });
  const { box, keypoints, score } = face;
  const middle = at({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
  const width = (box.width * side) / picture.width;
  const height = (box.height * side) / picture.height;
  const points = KEYPOINTS.map((name) => [name, at(keypoints[name])] as const);
  return {
    box: { x: middle.x - width / 2, y: middle.y - height / 2, width, height },
    score,
    keypoints: Object.fromEntries(points) as Keypoints,
  };
}

function faceAt({
  score,
  numbers,
  anchor,
  filled,
}: {
  score: number;
  numbers: Float32Array;
  anchor: Point;
  filled: Point;
}): DetectedFace {
  const [dx = 0, dy = 0, width = 0, height = 0, ...rest] = numbers;
  const points = KEYPOINTS.map((name, index) => {
    const x = (anchor.x + (rest[2 * index] ?? 0)) / filled.x;
    const y = (anchor.y + (rest[2 * index + 1] ?? 0)) / filled.y;
    return [name, { x, y }] as const;
  });
  return {
    box: {
      x: (anchor.x + dx - width / 2) / filled.x,
      y: (anchor.y + dy - height / 2) / filled.y,
      width: width / filled.x,
      height: height / filled.y,
    },
    score,
    keypoints: Object.fromEntries(points) as Keypoints,
  };
}

/** Intersection over union of two boxes, 0..1. */
export function overlap(a: FaceBox, b: FaceBox): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  const both = Math.max(0, width) * Math.max(0, height);
  const either = a.width * a.height + b.width * b.height - both;
  return either > 0 ? both / either : 0;
}

/** How much a box where the face was before is worth, in units of the score. */
const LOYALTY = 0.3;

/**
 * One face among several: by its score and by where one was seen before. Not by size, since whoever
 * walks past close to the camera is not who sits in front of it.
 */
export function chooseFace<Face extends DetectedFace>(
  faces: readonly Face[],
  near: FaceBox | null,
): Face | null {
  const worth = (face: Face) => face.score + (near ? LOYALTY * overlap(face.box, near) : 0);
  return faces.reduce<Face | null>(
    (best, face) => (best && worth(best) >= worth(face) ? best : face),
    null,
  );
}
