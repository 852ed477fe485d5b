import { emotionProbabilities, temperatureFor } from "@/lib/emotion/voice/classify";
import type { VoiceHead } from "@/lib/emotion/voice/head";
import { type Judged, surprisal } from "@/lib/emotion/voice/training/metrics";

/** Scores of something the head was not trained on. */
export interface Unseen {
  /** Index in VOICE_EMOTIONS. */
  label: number;
  /** One per manner. */
  logits: number[];
  /** How well the speaker was known, 0..1. */
  share: number;
  /** Length of the voice. */
  seconds: number;
}

type Temperature = VoiceHead["temperature"];

const ROUNDS = 3;
const CANDIDATES = {
  unknown: steps(0.8, 4, 0.05),
  known: steps(0.5, 4, 0.05),
  short: steps(0, 2, 0.05),
};

/** The temperatures under which unseen truths are likeliest, found one after the other. */
export function fitTemperature(unseen: readonly Unseen[]): Temperature {
  let temperature: Temperature = { unknown: 2, known: 1.5, short: 0.5 };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of ["unknown", "known", "short"] as const) {
      let lowest = Number.POSITIVE_INFINITY;
      for (const value of CANDIDATES[name]) {
        const tried = { ...temperature, [name]: value };
        const loss = surprisal(calibrated(unseen, tried));
        if (loss < lowest) [lowest, temperature] = [loss, tried];
      }
    }
  }
  return temperature;
}

export function calibrated(unseen: readonly Unseen[], temperature: Temperature): Judged[] {
  return unseen.map(({ label, logits, share, seconds }) => {
    const divisor = temperatureFor({ head: { temperature }, share, seconds });
    return { truth: label, probabilities: emotionProbabilities(logits, divisor) };
  });
}

function steps(from: number, to: number, by: number): number[] {
  return Array.from({ length: Math.round((to - from) / by) + 1 }, (_, at) => from + at * by);
}
