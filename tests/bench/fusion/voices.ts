import { readdir } from "node:fs/promises";
import path from "node:path";
import { EMOTIONS, type Emotion, type EmotionScores } from "@/lib/emotion/labels";
import { classifyVoice } from "@/lib/emotion/voice/classify";
import { VOICE_EMOTIONS, voiceHead } from "@/lib/emotion/voice/head";
import { readVoiceWindow } from "@/lib/emotion/voice/read-window";
import type { SpeakerContext } from "@/lib/emotion/voice/speaker";
import { withNoise } from "@/lib/emotion/voice/training/augment";
import { calibrated } from "@/lib/emotion/voice/training/calibrate";
import { allSamples } from "@/lib/emotion/voice/training/learn";
import { Random } from "@/lib/emotion/voice/training/random";
import { actedRecordings } from "@/lib/emotion/voice/training/recordings";
import type { Sample, SampleRequest } from "@/lib/emotion/voice/training/samples";
import { trainHead } from "@/lib/emotion/voice/training/train";
import { windowsOf } from "@/lib/emotion/voice/windows";
import type { InferencePool } from "@/lib/models/pool";
import { groupBy } from "@/lib/platform/group-by";
import { decodeWhole } from "@/lib/speech/decode";
import type { Known } from "@/tests/bench/fusion/kept";

/** RAVDESS writes the emotion as the third number of a file's name. */
const SURPRISED = /^03-01-08-/u;
const DEV_ACTORS = ["Actor_19", "Actor_20"] as const;

export interface Clip {
  /** Relative to the data folder. */
  file: string;
  speaker: string;
  truth: Emotion;
}

type Request = Omit<SampleRequest, "recordings">;

/**
 * Windows of 2 s of the actors in training, each scored by a head that never heard its actor, half
 * of them of a speaker somewhat known already.
 */
export async function unheardActors(request: Request): Promise<Known[]> {
  const samples = (await allSamples(request)).filter(
    ({ recording }) => recording.split === "train",
  );
  request.progress("training six heads, each without three actors");
  const { unseen, temperature } = trainHead(samples, request.seed);
  const windows = unseen.filter(({ example }) => example.sample.view === "window2");
  return calibrated(windows, temperature).map(({ truth, probabilities }, at) => ({
    unit: windows[at]?.example.sample.recording.file ?? "",
    truth: VOICE_EMOTIONS[truth] ?? "neutral",
    scores: scoresOf(probabilities),
  }));
}

function scoresOf(probabilities: readonly number[]): EmotionScores {
  const known: readonly Emotion[] = VOICE_EMOTIONS;
  const of = (emotion: Emotion) => probabilities[known.indexOf(emotion)];
  return Object.fromEntries(
    EMOTIONS.map((emotion) => [emotion, of(emotion) ?? 0]),
  ) as EmotionScores;
}

/** Actors 19 and 20, whom the shipped head never heard; surprise, which it does not know, too. */
export async function devClips(data: string): Promise<Clip[]> {
  const acted = (await actedRecordings(data)).filter(({ split }) => split === "dev");
  const known = acted.map(({ file, speaker, label }) => ({ file, speaker, truth: label }));
  const surprised: Clip[] = [];
  for (const actor of DEV_ACTORS) {
    const folder = `emotion/ravdess/${actor}`;
    for (const name of (await readdir(path.join(data, folder))).sort()) {
      if (!SURPRISED.test(name)) continue;
      const speaker = `ravdess${actor.slice(-2)}`;
      surprised.push({ file: `${folder}/${name}`, speaker, truth: "surprise" });
    }
  }
  return [...known, ...surprised];
}

/** Clips of each speaker in a random order, as one would hear them. */
export function inTurn(clips: readonly Clip[], seed: number): Clip[][] {
  return [...groupBy(clips, ({ speaker }) => speaker)].map(([speaker, theirs]) => {
    const random = new Random(seed, speaker);
    return theirs
      .map((clip) => ({ clip, place: random.between(0, 1) }))
      .sort((a, b) => a.place - b.place)
      .map(({ clip }) => clip);
  });
}

export async function soundOf(data: string, { file }: Clip): Promise<Float32Array> {
  return (await decodeWhole({ source: path.join(data, file) })).pcm;
}

/**
 * Windows of the clips as the live reader hears them: only those with speech, and the speaker is
 * learned on the way.
 *
 * @param noise voice over noise, dB; clean when absent
 */
export async function heardLive(
  { pool, data, seed }: { pool: InferencePool; data: string; seed: number },
  clips: readonly Clip[],
  noise?: number,
): Promise<Known[]> {
  const known: Known[] = [];
  for (const theirs of inTurn(clips, seed)) {
    let context: SpeakerContext | null = null;
    for (const clip of theirs) {
      const clean = await soundOf(data, clip);
      const random = new Random(seed, "noise", clip.file);
      const pcm = noise === undefined ? clean : withNoise(clean, noise, random);
      for await (const window of windowsOf(oneBlock(pcm))) {
        const reading = await readVoiceWindow({ pool, pcm: window.pcm, context });
        context = reading.context;
        if (reading.speech && !reading.anomaly)
          known.push({ unit: clip.file, truth: clip.truth, scores: reading.scores });
      }
    }
  }
  return known;
}

export async function* oneBlock(pcm: Float32Array): AsyncGenerator<Float32Array> {
  yield pcm;
}

/** Readers of books, never trained on, whose speech counts as neutral. */
export async function ordinaryVoices(request: Request): Promise<Known[]> {
  const head = await voiceHead();
  const samples = (await allSamples(request)).filter(
    ({ recording, view }) =>
      recording.split === "dev" && recording.corpus === "librispeech" && view === "window2",
  );
  const speakers = groupBy(samples, ({ recording }: Sample) => recording.speaker);
  return [...speakers.values()].flatMap((theirs) => {
    let context: SpeakerContext | null = null;
    return theirs.map(({ recording, features, seconds }) => {
      const reading = classifyVoice({ head, features, seconds, context });
      context = reading.context;
      return { unit: recording.file, truth: "neutral" as const, scores: reading.scores };
    });
  });
}
