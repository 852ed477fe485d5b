import path from "node:path";
import { emotionScoresOf } from "@/lib/emotion/face/calibration";
import { faceInput, faceReading } from "@/lib/emotion/face/reading";
import { EMOTIONS } from "@/lib/emotion/labels";
import { loadExpressionNet, readExpression } from "@/lib/models/face/networks";
import type { InferencePool } from "@/lib/models/pool";
import { resolveModel } from "@/lib/models/registry";
import { poolOptions } from "@/lib/models/settings";
import { wholePicture } from "@/tests/bench/emotion-face";
import type { LabelledFace } from "@/tests/bench/faces/fer";
import { faceScene, type Placing, SCENE } from "@/tests/bench/faces/scenes";
import type { Known } from "@/tests/bench/fusion/kept";

/** Faces of each class that are pasted into scenes; of disgust there are fewer. */
const SCENES_PER_CLASS = 60;

/** As many of each class, spread over the set. */
export function someOfEach(faces: readonly LabelledFace[]): LabelledFace[] {
  return EMOTIONS.flatMap((emotion) => {
    const all = faces.filter(({ label }) => label === emotion);
    const step = Math.max(1, all.length / SCENES_PER_CLASS);
    return all.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
  });
}

/** The cut-out faces as the network is shown them, without the detector. */
export async function closeFaces(faces: readonly LabelledFace[]): Promise<Known[]> {
  const { locations } = poolOptions();
  const session = await loadExpressionNet({
    model: (id) => resolveModel({ id, locations }),
    cacheDirectory: path.join(locations.dataDir, "models"),
  });
  const known: Known[] = [];
  for (const { jpeg, label: truth, number } of faces) {
    const scores = emotionScoresOf(await readExpression(session, await wholePicture(jpeg)));
    known.push({ unit: `face ${number}`, truth, scores });
  }
  return known;
}

/** The faces in drawn rooms, through all that a frame goes through. Those not found are left out. */
export async function facesInScenes(
  pool: InferencePool,
  faces: readonly LabelledFace[],
  placing: Placing,
): Promise<Known[]> {
  const known: Known[] = [];
  for (const { jpeg, label: truth, number } of faces) {
    const scene = await faceScene({ face: jpeg, placing, seed: number });
    const output = await pool.run("read-face", faceInput(scene.jpeg, null));
    const { scores, face } = faceReading(output, null);
    if (!scores || !face) continue;
    const x = (face.box.x + face.box.width / 2) * SCENE.width - scene.face.x;
    const y = (face.box.y + face.box.height / 2) * SCENE.height - scene.face.y;
    const inside = x >= 0 && y >= 0 && x <= scene.face.side && y <= scene.face.side;
    if (inside) known.push({ unit: `face ${number}`, truth, scores });
  }
  return known;
}
