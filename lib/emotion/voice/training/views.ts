import { atSpeed, bandLimited, cropped, withNoise } from "@/lib/emotion/voice/training/augment";
import { Random } from "@/lib/emotion/voice/training/random";
import type { Recording } from "@/lib/emotion/voice/training/recordings";
import { findVoice } from "@/lib/models/tasks/voice-window";

/**
 * Ways of listening to one recording: `whole` as it is, `changed` through a worse line, `piece` a
 * part of it, `window2` and `window1` as the live reader does, 2 s and 1 s long.
 */
export const VIEWS = ["whole", "changed", "piece", "window2", "window1"] as const;
export type View = (typeof VIEWS)[number];

export interface ViewedAudio {
  view: View;
  /** 16 kHz mono. */
  pcm: Float32Array;
}

const SAMPLE_RATE = 16_000;
/** From window to window, seconds. Ordinary recordings are five times as long as acted ones. */
const ACTED_HOP = 1;
const ORDINARY_HOP = 2.5;
/** Pieces of an ordinary recording: as many clean ones as ones through a worse line. */
const ORDINARY_PIECES = 2;

/** Everything the reader learns from, or is measured on, in one recording. */
export function viewsOf(recording: Recording, pcm: Float32Array, seed: number): ViewedAudio[] {
  const random = new Random(seed, recording.file);
  return recording.corpus === "ravdess" ? actedViews(pcm, random) : ordinaryViews(pcm, random);
}

function actedViews(pcm: Float32Array, random: Random): ViewedAudio[] {
  const { from, to } = findVoice(pcm);
  const voice = pcm.slice(from, to);
  const piece = cropped(voice, random.between(0.9, 1.8), random);
  return [
    { view: "whole", pcm: voice },
    { view: "changed", pcm: throughLine(voice, random) },
    {
      view: "piece",
      pcm: random.chance(0.5) ? withNoise(piece, random.between(8, 30), random) : piece,
    },
    ...windows(pcm, { seconds: 2, hop: ACTED_HOP }).map((window) => ({
      view: "window2" as const,
      pcm: window,
    })),
    ...windows(pcm, { seconds: 1, hop: ACTED_HOP }).map((window) => ({
      view: "window1" as const,
      pcm: window,
    })),
  ];
}

function ordinaryViews(pcm: Float32Array, random: Random): ViewedAudio[] {
  const { from, to } = findVoice(pcm);
  const voice = pcm.slice(from, to);
  const piece = () => cropped(voice, random.between(1, 3), random);
  return [
    ...Array.from({ length: ORDINARY_PIECES }, () => ({ view: "piece" as const, pcm: piece() })),
    ...Array.from({ length: ORDINARY_PIECES }, () => ({
      view: "changed" as const,
      pcm: throughLine(piece(), random),
    })),
    ...windows(pcm, { seconds: 2, hop: ORDINARY_HOP }).map((window) => ({
      view: "window2" as const,
      pcm: window,
    })),
    ...windows(pcm, { seconds: 1, hop: ORDINARY_HOP }).map((window) => ({
      view: "window1" as const,
      pcm: window,
    })),
  ];
}

/** Another speed, a narrower band, some noise: each as chance will have it. */
function throughLine(voice: Float32Array, random: Random): Float32Array {
  const paced = random.chance(0.5) ? atSpeed(voice, random.between(0.9, 1.1)) : voice;
  const narrow = random.chance(0.6)
    ? bandLimited(paced, { low: random.between(50, 300), high: random.between(3000, 7500) })
    : paced;
  return withNoise(narrow, random.between(5, 35), random);
}

/** Windows in which enough is said. */
function windows(
  pcm: Float32Array,
  { seconds, hop }: { seconds: number; hop: number },
): Float32Array[] {
  const length = seconds * SAMPLE_RATE;
  const voice = findVoice(pcm);
  const enough = Math.min(length / 2, (voice.to - voice.from) * 0.6);
  const found: Float32Array[] = [];
  const first = Math.max(0, Math.min(voice.from, pcm.length - length));
  for (let from = first; from < voice.to; from += hop * SAMPLE_RATE) {
    const to = Math.min(pcm.length, from + length);
    if (Math.min(to, voice.to) - Math.max(from, voice.from) >= enough)
      found.push(pcm.slice(from, to));
    if (to >= Math.min(voice.to, pcm.length)) break;
  }
  return found;
}
