import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { findFfmpeg } from "@/lib/speech/ffmpeg";
import { SCENE } from "@/tests/bench/faces/scenes";

const run = promisify(execFile);
const MOST_BYTES = 256 * 1024 * 1024;
const START_OF_JPEG = Buffer.from([0xff, 0xd8, 0xff]);

/** A video's pictures as a browser would send them: JPEG, 640 × 360 around the whole picture. */
export async function videoFrames(file: string, framesPerSecond: number): Promise<Buffer[]> {
  const { path } = await findFfmpeg();
  const { width, height } = SCENE;
  const fit = `scale=${width}:${height}:force_original_aspect_ratio=decrease`;
  const args = ["-v", "error", "-i", file, "-vf", `fps=${framesPerSecond},${fit}`];
  const { stdout } = await run(
    path,
    [...args, "-q:v", "4", "-f", "image2pipe", "-c:v", "mjpeg", "-"],
    {
      encoding: "buffer",
      maxBuffer: MOST_BYTES,
    },
  );
  return jpegsOf(stdout);
}

function jpegsOf(stream: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  let from = stream.indexOf(START_OF_JPEG);
  while (from >= 0) {
    const next = stream.indexOf(START_OF_JPEG, from + START_OF_JPEG.length);
    frames.push(stream.subarray(from, next < 0 ? undefined : next));
    from = next;
  }
  return frames;
}
