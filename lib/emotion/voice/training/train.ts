import { MANNERS } from "@/lib/emotion/voice/head";
import { fitTemperature, type Unseen } from "@/lib/emotion/voice/training/calibrate";
import {
  type LinearHead,
  linearDiscriminant,
  scoresOf,
} from "@/lib/emotion/voice/training/discriminant";
import { type Example, examplesOf, referenceVoice } from "@/lib/emotion/voice/training/examples";
import type { Sample } from "@/lib/emotion/voice/training/samples";
import { Scatter } from "@/lib/emotion/voice/training/scatter";
import { VOICE_FEATURES } from "@/lib/models/tasks/voice-window";

export const FOLDS = 6;
/** Of those tried (0.05, 0.1, 0.2, 0.3, 0.5). */
const SHRINKAGE = 0.2;
/**
 * What a reader counts who is not known yet: known ones need the full weight to stay neutral, and
 * more of both costs accuracy among the actors.
 */
const READING_WEIGHT = 0.3;

export interface TrainedHead extends LinearHead {
  reference: Float32Array;
}

/** Scores of every example of the actors, from a head that never heard that actor. */
export interface CrossValidated extends Unseen {
  example: Example;
}

export interface Training {
  head: TrainedHead;
  temperature: ReturnType<typeof fitTemperature>;
  unseen: CrossValidated[];
}

/** Trains on all samples given, and six times without three of the actors, to calibrate. */
export function trainHead(samples: readonly Sample[], seed: number): Training {
  const reference = referenceVoice(samples);
  const examples = examplesOf(samples, { reference, seed });
  const foldOf = actorFolds(samples);
  // Ordinary speakers are in the fold `FOLDS`, which is never left out.
  const scatters = Array.from(
    { length: FOLDS + 1 },
    () => new Scatter(MANNERS.length, VOICE_FEATURES),
  );
  for (const example of examples) {
    const { speaker, manner } = example.sample.recording;
    const scatter = scatters[foldOf.get(speaker) ?? FOLDS];
    scatter?.add(example.vector, MANNERS.indexOf(manner), weightOf(example));
  }
  const unseen = scatters.slice(0, FOLDS).flatMap((_, fold) => {
    const head = discriminant(scatters.filter((__, at) => at !== fold));
    return examples
      .filter(({ sample }) => foldOf.get(sample.recording.speaker) === fold)
      .map((example) => ({
        example,
        label: example.label,
        logits: [...scoresOf(head, example.vector)],
        share: example.share,
        seconds: example.sample.seconds,
      }));
  });
  return {
    head: { ...discriminant(scatters), reference },
    temperature: fitTemperature(unseen),
    unseen,
  };
}

function weightOf({ sample, share }: Example): number {
  return sample.recording.manner === "reading" && share === 0 ? READING_WEIGHT : 1;
}

function discriminant(scatters: readonly Scatter[]): LinearHead {
  const all = new Scatter(MANNERS.length, VOICE_FEATURES);
  for (const scatter of scatters) all.merge(scatter);
  return linearDiscriminant(all, SHRINKAGE);
}

/** Actors in order, in folds of equal size; men and women take turns in RAVDESS. */
function actorFolds(samples: readonly Sample[]): Map<string, number> {
  const actors = [
    ...new Set(
      samples
        .filter(({ recording }) => recording.corpus === "ravdess")
        .map(({ recording }) => recording.speaker),
    ),
  ].sort();
  return new Map(actors.map((actor, at) => [actor, Math.floor((at * FOLDS) / actors.length)]));
}
