import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { seedOf } from "@/lib/emotion/voice/training/random";
import type { Recording } from "@/lib/emotion/voice/training/recordings";
import { VIEWS, type View, viewsOf } from "@/lib/emotion/voice/training/views";
import type { InferencePool } from "@/lib/models/pool";
import { VOICE_FEATURES } from "@/lib/models/tasks/voice-window";
import { decodeWhole } from "@/lib/speech/decode";

/** One listening to one recording. */
export interface Sample {
  recording: Recording;
  view: View;
  /** Length of the voice in it. */
  seconds: number;
  features: Float32Array;
}

/** Raised whenever other features come out of the same recording. */
const RECIPE_VERSION = 1;
/** Recordings that are kept together: one actor's. */
const PART = 52;

const index = z.array(z.object({ file: z.string(), view: z.enum(VIEWS), seconds: z.number() }));

export interface SampleRequest {
  pool: InferencePool;
  data: string;
  recordings: readonly Recording[];
  seed: number;
  /** A folder in which the features are kept for the next time. */
  cache?: string | undefined;
  progress: (line: string) => void;
}

/**
 * Listens to all recordings in all their views: some minutes, or at once when it is kept. What was
 * heard is kept part by part, so that an interrupted training goes on where it was.
 */
export async function samplesOf(request: SampleRequest): Promise<Sample[]> {
  const { recordings, progress } = request;
  const samples: Sample[] = [];
  for (let from = 0; from < recordings.length; from += PART) {
    const part = { ...request, recordings: recordings.slice(from, from + PART) };
    samples.push(...((await readKept(part)) ?? (await listenTo(part))));
    progress(`${from + part.recordings.length} of ${recordings.length} recordings heard`);
  }
  return samples;
}

async function listenTo(request: SampleRequest): Promise<Sample[]> {
  const { recordings } = request;
  const samples: Sample[] = [];
  let decoding = decode(recordings[0], request);
  for (const [at, recording] of recordings.entries()) {
    const pcm = await decoding;
    // The next one is decoded while this one is listened to.
    decoding = decode(recordings[at + 1], request);
    samples.push(...(await listen(recording, pcm, request)));
  }
  await keep(request, samples);
  return samples;
}

async function decode(
  recording: Recording | undefined,
  { data }: SampleRequest,
): Promise<Float32Array> {
  if (!recording) return new Float32Array(0);
  return (await decodeWhole({ source: path.join(data, recording.file) })).pcm;
}

async function listen(
  recording: Recording,
  pcm: Float32Array,
  { pool, seed }: SampleRequest,
): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const viewed of viewsOf(recording, pcm, seed)) {
    const { features, seconds } = await pool.run("read-voice", { pcm: viewed.pcm, minSpeech: 0 });
    if (features) samples.push({ recording, view: viewed.view, seconds, features });
  }
  return samples;
}

function keptFiles({ cache = "", recordings, seed }: SampleRequest) {
  const names = recordings.map(({ file }) => file).join("\n");
  const base = `voice.v${RECIPE_VERSION}.seed${seed}.${seedOf(names).toString(16)}`;
  return { index: path.join(cache, `${base}.json`), features: path.join(cache, `${base}.f32`) };
}

async function readKept(request: SampleRequest): Promise<Sample[] | null> {
  if (request.cache === undefined) return null;
  const files = keptFiles(request);
  const text = await readFile(files.index, "utf8").catch(() => null);
  const bytes = await readFile(files.features).catch(() => null);
  if (text === null || bytes === null) return null;
  const entries = index.parse(JSON.parse(text));
  const all = new Float32Array(new Uint8Array(bytes).buffer);
  const byFile = new Map(request.recordings.map((recording) => [recording.file, recording]));
  if (all.length !== entries.length * VOICE_FEATURES) return null;
  return entries.flatMap(({ file, view, seconds }, at) => {
    const recording = byFile.get(file);
    const features = all.subarray(at * VOICE_FEATURES, (at + 1) * VOICE_FEATURES);
    return recording ? [{ recording, view, seconds, features }] : [];
  });
}

async function keep(request: SampleRequest, samples: readonly Sample[]): Promise<void> {
  if (request.cache === undefined) return;
  const files = keptFiles(request);
  await mkdir(request.cache, { recursive: true });
  const all = new Float32Array(samples.length * VOICE_FEATURES);
  samples.forEach(({ features }, at) => {
    all.set(features, at * VOICE_FEATURES);
  });
  await writeFile(files.features, new Uint8Array(all.buffer));
  const entries = samples.map(({ recording, view, seconds }) => ({
    file: recording.file,
    view,
    seconds,
  }));
  await writeFile(files.index, JSON.stringify(entries));
}
