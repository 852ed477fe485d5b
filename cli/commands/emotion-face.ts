import { type CommandIo, parseCommandLine, UsageError } from "@/cli/command";
import { emotionScoresOf } from "@/lib/emotion/face/calibration";
import { pictureFile } from "@/lib/emotion/face/picture-file";
import { likeliest } from "@/lib/emotion/labels";
import { isPictureError } from "@/lib/models/errors";
import type { FaceBox } from "@/lib/models/face/detection";
import { closeInferencePool, inferencePool } from "@/lib/models/shared-pool";

export const EMOTION_FACE_USAGE = `parley emotion face FILE…

Prints a JSON line per picture (JPEG, PNG…): {file, faces: [{box, score, label, scores}]}; box is {x, y,
width, height} in pixels, score the probability that it is a face. No face, no label. A file that
cannot be read gets a sentence on stderr; the others are still read.`;

/** `parley emotion face`: the faces of pictures and their expressions, models loaded once per call. */
export async function emotionFace(argv: string[], io: CommandIo): Promise<void> {
  const { positionals: files } = parseCommandLine(argv, {});
  if (files.length === 0) throw new UsageError("Name at least one picture.");
  const problems: string[] = [];
  try {
    for (const file of files) {
      const problem = await readOne(file, io);
      if (problem !== null) problems.push(problem);
    }
  } finally {
    await closeInferencePool();
  }
  if (problems.length > 0) throw new UsageError(problems.join("\n"));
}

/** @returns a sentence when the file cannot be read; faults of the models end the command */
async function readOne(file: string, io: CommandIo): Promise<string | null> {
  try {
    const { jpeg, width, height } = await pictureFile(file);
    const output = await inferencePool().run("read-face", { jpeg, tracks: null, read: "all" });
    const faces = output.faces.flatMap(({ box, score, logits }) => {
      if (logits === null) return [];
      const scores = emotionScoresOf(logits);
      const { label } = likeliest(scores);
      return [{ box: inPixels(box, { width, height }), score, label, scores }];
    });
    io.out({ file, faces });
    return null;
  } catch (error) {
    if (!isPictureError(error)) throw error;
    return error.message.replace(/^The picture /u, `${file} `);
  }
}

function inPixels(box: FaceBox, { width, height }: { width: number; height: number }): FaceBox {
  return {
    x: Math.round(box.x * width),
    y: Math.round(box.y * height),
    width: Math.round(box.width * width),
    height: Math.round(box.height * height),
  };
}
