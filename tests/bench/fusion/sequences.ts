import { faceInput, faceReading } from "@/lib/emotion/face/reading";
import { type Emotion, type EmotionScores, likeliest } from "@/lib/emotion/labels";
import { SURE_FROM } from "@/lib/emotion/schema";
import { type Smoothed, smooth } from "@/lib/emotion/smoothing";
import { readVoiceWindow } from "@/lib/emotion/voice/read-window";
import type { SpeakerContext } from "@/lib/emotion/voice/speaker";
import { windowsOf } from "@/lib/emotion/voice/windows";
import type { InferencePool } from "@/lib/models/pool";
import { groupBy } from "@/lib/platform/group-by";
import { concatenate } from "@/lib/speech/decode";
import { type Clip, inTurn, oneBlock, soundOf } from "@/tests/bench/fusion/voices";

const SAMPLE_RATE = 16_000;

/** One reading of a stream; null where nothing could be read. */
export interface Moment {
  atMs: number;
  scores: EmotionScores | null;
  /** Null where nobody knows. */
  truth: Emotion | null;
}

/** `length` clips of one emotion after the other, the emotions in turn. */
export function inSpells(clips: readonly Clip[], length: number): Clip[] {
  const waiting = [...groupBy(clips, ({ truth }) => truth).values()].map((list) => [...list]);
  const ordered: Clip[] = [];
  while (waiting.some((list) => list.length > 0))
    for (const list of waiting) ordered.push(...list.splice(0, length));
  return ordered;
}

/** Each actor's clips one after another, without a gap, as the live reader hears them. */
export async function voiceStreams(
  { pool, data, seed }: { pool: InferencePool; data: string; seed: number },
  clips: readonly Clip[],
  spell: number,
): Promise<Moment[][]> {
  const streams: Moment[][] = [];
  for (const theirs of inTurn(clips, seed)) {
    const sounds: Float32Array[] = [];
    const ends: { end: number; truth: Emotion }[] = [];
    let end = 0;
    for (const clip of inSpells(theirs, spell)) {
      const pcm = await soundOf(data, clip);
      end += pcm.length;
      sounds.push(pcm);
      ends.push({ end, truth: clip.truth });
    }
    const moments: Moment[] = [];
    let context: SpeakerContext | null = null;
    for await (const window of windowsOf(oneBlock(concatenate(sounds)))) {
      const reading = await readVoiceWindow({ pool, pcm: window.pcm, context });
      context = reading.context;
      const middle = (window.start + window.end) / 2;
      moments.push({
        atMs: (window.end / SAMPLE_RATE) * 1000,
        scores: reading.speech && !reading.anomaly ? reading.scores : null,
        truth: ends.find((one) => middle < one.end)?.truth ?? null,
      });
    }
    streams.push(moments);
  }
  return streams;
}

/** A camera's pictures, `gapMs` apart. */
export async function faceStream(
  pool: InferencePool,
  frames: readonly Buffer[],
  gapMs: number,
): Promise<Moment[]> {
  const moments: Moment[] = [];
  let memory: ReturnType<typeof faceReading>["memory"] | null = null;
  for (const [at, jpeg] of frames.entries()) {
    const output = await pool.run("read-face", faceInput(jpeg, memory));
    const reading = faceReading(output, memory);
    memory = reading.memory;
    moments.push({ atMs: at * gapMs, scores: reading.scores, truth: null });
  }
  return moments;
}

export interface Steadiness {
  readings: number;
  /** Of the readings whose truth is known, whatever the probability. */
  accuracy: number;
  /** Of those that are sure. */
  accuracyWhenSure: number;
  sure: number;
  /** Changes of the likeliest class from reading to reading. */
  flipsPerMinute: number;
  /** Changes of the truth. */
  turnsPerMinute: number;
}

/** Follows streams through the moving average, as a person would see them. */
export function follow(
  streams: readonly (readonly Moment[])[],
  { alpha, expiryMs }: { alpha: number; expiryMs: number },
): Steadiness {
  const seen = {
    readings: 0,
    known: 0,
    right: 0,
    sure: 0,
    sureRight: 0,
    flips: 0,
    turns: 0,
    ms: 0,
  };
  for (const stream of streams) {
    let before: Smoothed | null = null;
    let last: { label: Emotion; truth: Emotion | null; atMs: number } | null = null;
    for (const { atMs, scores, truth } of stream) {
      before = scores ? smooth(before, { scores, atMs }, expiryMs, alpha) : null;
      if (!before) continue;
      const { label, probability } = likeliest(before.scores);
      seen.readings += 1;
      if (truth) seen.known += 1;
      if (truth === label) seen.right += 1;
      if (probability >= SURE_FROM) {
        seen.sure += 1;
        if (truth === label) seen.sureRight += 1;
      }
      if (last) {
        seen.ms += atMs - last.atMs;
        if (last.label !== label) seen.flips += 1;
        if (last.truth !== truth) seen.turns += 1;
      }
      last = { label, truth, atMs };
    }
  }
  const minutes = seen.ms / 60_000;
  return {
    readings: seen.readings,
    accuracy: seen.right / seen.known,
    accuracyWhenSure: seen.sureRight / seen.sure,
    sure: seen.sure / seen.readings,
    flipsPerMinute: seen.flips / minutes,
    turnsPerMinute: seen.turns / minutes,
  };
}

/** A slower pace: every so many-th reading. */
export const thinned = (stream: readonly Moment[], every: number): Moment[] =>
  stream.filter((_, at) => at % every === 0);
