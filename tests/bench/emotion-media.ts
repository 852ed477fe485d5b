import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { FRAME_MAX, VOICE_SAMPLE_RATE } from "@/lib/emotion/schema";
import { decodeWhole } from "@/lib/speech/decode";
import { findFfmpeg } from "@/lib/speech/ffmpeg";

const run = promisify(execFile);
/** Frames a second taken out of the clips. */
const FRAMES_PER_SECOND = 4;

export interface BenchMedia {
  /** Per clip, JPEG frames as a browser would send them. */
  clips: Uint8Array[][];
  /** Per speaker, 16 kHz mono. */
  speech: Float32Array[];
}

/** Real people in front of cameras and real speech, out of the data folder. */
export async function benchMedia(dataDir: string, people: number): Promise<BenchMedia> {
  const webcam = path.join(dataDir, "webcam", "intel-asl");
  const voices = path.join(dataDir, "speech", "librispeech-dev");
  const videos = (await readdir(webcam)).filter((name) => name.endsWith(".mkv")).slice(0, people);
  const files = (await readdir(voices)).filter((name) => name.endsWith(".flac")).slice(0, 20);
  const clips = await Promise.all(videos.map((name) => framesOf(path.join(webcam, name))));
  const speech: Float32Array[] = [];
  for (const name of files)
    speech.push((await decodeWhole({ source: path.join(voices, name) })).pcm);
  return { clips, speech: joined(speech, people) };
}

async function framesOf(video: string): Promise<Uint8Array[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "parley-frames-"));
  await mkdir(folder, { recursive: true });
  const ffmpeg = await findFfmpeg();
  const size = `scale=${FRAME_MAX.width}:${FRAME_MAX.height}:force_original_aspect_ratio=decrease`;
  const filter = `fps=${FRAMES_PER_SECOND},${size}`;
  await run(ffmpeg.path, [
    ...["-v", "error", "-i", video, "-vf", filter, "-q:v", "4"],
    path.join(folder, "%04d.jpg"),
  ]);
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map((name) => readFile(path.join(folder, name))));
}

/** A track for each person: utterances one after another, each beginning with another one. */
function joined(utterances: Float32Array[], people: number): Float32Array[] {
  const pause = new Float32Array(VOICE_SAMPLE_RATE / 2);
  return Array.from({ length: people }, (_, person) => {
    const order = utterances.map((_, at) => utterances[(at + person) % utterances.length] ?? pause);
    const parts = order.slice(0, 6).flatMap((utterance) => [utterance, pause]);
    const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  });
}
