import { readFile } from "node:fs/promises";
import path from "node:path";
import { UsageError } from "@/cli/command";
import type { Emotion } from "@/lib/emotion/labels";
import { unzip } from "@/tests/bench/faces/zip";

/** FER2013's folders and our classes. */
const FOLDERS: Record<string, Emotion> = {
  angry: "anger",
  disgust: "disgust",
  fear: "fear",
  happy: "joy",
  neutral: "neutral",
  sad: "sadness",
  surprise: "surprise",
};

export interface LabelledFace {
  /** Of the picture in the set. */
  number: number;
  jpeg: Buffer;
  label: Emotion;
  /**
   * A half of the set, by the picture's number. The temperature was chosen on "calibration"; what
   * depends on it is told of the other half.
   */
  half: "calibration" | "report";
}

/** FER2013's public test: 3,589 faces of 48 × 48 pixels, cut close. In no order by class. */
export async function ferPublicTest(folder: string): Promise<LabelledFace[]> {
  const file = path.join(folder, "faces", "fer2013_publictest.zip");
  const archive = await readFile(file).catch(() => {
    throw new UsageError(`There is no ${file}.`);
  });
  const faces: LabelledFace[] = [];
  for (const { name, bytes } of unzip(archive)) {
    const label = FOLDERS[path.dirname(name).split("/").at(-1) ?? ""];
    const number = Number(/(\d+)\.\w+$/u.exec(name)?.[1]);
    if (!label || !Number.isFinite(number)) continue;
    const half = number % 2 === 0 ? "calibration" : "report";
    faces.push({ jpeg: bytes, label, half, number });
  }
  return faces.sort((a, b) => a.number - b.number);
}
