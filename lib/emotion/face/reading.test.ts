import { describe, expect, it } from "vitest";
import { emotionScoresOf } from "@/lib/emotion/face/calibration";
import { faceInput, faceMemorySchema, faceReading } from "@/lib/emotion/face/reading";
import { EMOTIONS } from "@/lib/emotion/labels";
import { chooseFace, type DetectedFace, type FaceBox } from "@/lib/models/face/detection";
import type { ExpressionLogits } from "@/lib/models/face/expression-net";
import type { ReadFace, ReadFaceOutput } from "@/lib/models/tasks/read-face";

const INDIFFERENT: ExpressionLogits = {
  neutral: 0,
  happy: 0,
  sad: 0,
  angry: 0,
  fearful: 0,
  disgusted: 0,
  surprised: 0,
};

function face({ x = 0.4, size = 0.2, score = 0.9, logits = null as ExpressionLogits | null } = {}) {
  const point = { x, y: 0.5 };
  const keypoints: DetectedFace["keypoints"] = {
    leftEye: point,
    rightEye: point,
    nose: point,
    mouth: point,
    leftEar: point,
    rightEar: point,
  };
  return {
    box: { x, y: 0.3, width: size, height: size },
    score,
    keypoints,
    logits,
  };
}

function output(faces: ReadFace[], light: Partial<ReadFaceOutput["picture"]> = {}): ReadFaceOutput {
  return {
    faces,
    picture: { width: 640, height: 360, brightness: 120, contrast: 40, ...light },
    looked: "everywhere",
    tracks: { faces: [], age: 0, width: 640, height: 360 },
  };
}

describe("the reading of a camera's picture", () => {
  it("gives the likeliest of our classes, probabilities that sum to 1, and no anomaly", () => {
    const reading = faceReading(output([face({ logits: { ...INDIFFERENT, happy: 30 } })]), null);
    expect(reading).toMatchObject({ label: "joy", unsure: false, anomaly: null });
    const sum = EMOTIONS.reduce((total, emotion) => total + (reading.scores?.[emotion] ?? 0), 0);
    expect(sum).toBeCloseTo(1, 6);
  });

  it("says when no class is likely enough", () => {
    const reading = faceReading(output([face({ logits: INDIFFERENT })]), null);
    expect(reading.unsure).toBe(true);
  });

  it("gives no label without a face, whatever was seen before", () => {
    const before = faceReading(output([face({ logits: INDIFFERENT })]), null);
    const reading = faceReading(output([]), before.memory);
    expect(reading).toMatchObject({ label: null, scores: null, face: null, anomaly: "no-face" });
    expect(reading.memory.near).toEqual(before.face?.box);
  });

  it("tells a covered camera, dark or flat, from an empty room", () => {
    const dark = faceReading(output([], { brightness: 4, contrast: 20 }), null);
    const flat = faceReading(output([], { brightness: 120, contrast: 2 }), null);
    expect([dark.anomaly, flat.anomaly]).toEqual(["camera-covered", "camera-covered"]);
  });

  it("tells of a second person, but not of a face found twice", () => {
    const read = face({ logits: INDIFFERENT });
    const second = (other: ReadFace) => faceReading(output([read, other]), null).anomaly;
    expect(second(face({ x: 0.8 }))).toBe("several-faces");
    expect(second(face({ x: 0.45, size: 0.1 }))).toBeNull();
    expect(second(face({ x: 0.8, score: 0.4 }))).toBeNull();
  });

  it("remembers in plain JSON what the next picture needs", () => {
    const { memory } = faceReading(output([face({ logits: INDIFFERENT })]), null);
    const restored = faceMemorySchema.parse(JSON.parse(JSON.stringify(memory)));
    expect(restored).toEqual(memory);
    const jpeg = new Uint8Array(3);
    expect(faceInput(jpeg, restored).read).toEqual({ near: memory.near });
    expect(faceInput(jpeg, null)).toEqual({ jpeg, tracks: null, read: { near: null } });
  });
});

describe("the choice among several faces", () => {
  it("takes the likeliest, not the largest", () => {
    const small = face({ score: 0.95, size: 0.1 });
    expect(chooseFace([face({ score: 0.8, size: 0.5, x: 0 }), small], null)).toBe(small);
    expect(chooseFace([], null)).toBeNull();
  });

  it("stays with whom it followed, unless the other is much likelier", () => {
    const followed = face({ score: 0.75, x: 0.1 });
    const near: FaceBox = followed.box;
    const passing = face({ score: 0.95, x: 0.6, size: 0.4 });
    expect(chooseFace([passing, followed], near)).toBe(followed);
    expect(chooseFace([passing, { ...followed, score: 0.4 }], near)).toBe(passing);
  });
});

describe("calibrated probabilities", () => {
  it("keep the order of the network's answers", () => {
    const logits = { ...INDIFFERENT, sad: 4, fearful: 3 };
    const hot = emotionScoresOf(logits, 5);
    const cold = emotionScoresOf(logits, 1);
    for (const scores of [hot, cold]) {
      expect(scores.sadness).toBeGreaterThan(scores.fear);
      expect(scores.fear).toBeGreaterThan(scores.joy);
    }
    expect(cold.sadness).toBeGreaterThan(hot.sadness);
  });
});
