import { VOICE_EMOTIONS } from "@/lib/emotion/voice/head";
import { familiarity, relativeToSpeaker } from "@/lib/emotion/voice/speaker";
import { Random } from "@/lib/emotion/voice/training/random";
import type { Sample } from "@/lib/emotion/voice/training/samples";
import type { View } from "@/lib/emotion/voice/training/views";
import { VOICE_FEATURES } from "@/lib/models/tasks/voice-window";
import { groupBy } from "@/lib/platform/group-by";

/** A sample as the head sees it: of an unknown speaker, or of one already heard. */
export interface Example {
  sample: Sample;
  /** Index in VOICE_EMOTIONS. */
  label: number;
  vector: Float32Array;
  /** How well the speaker was known, 0..1. */
  share: number;
}

/** A speaker is half known after this many windows (chosen on RAVDESS, between 4 and 16). */
export const HALF_KNOWN = 8;
/** Windows of the speaker that were heard before. */
const HEARD = { least: 2, most: 30 };
/** In a meeting most of what was heard before was neutral: so it is in this share of examples. */
const MOSTLY_NEUTRAL_SHARE = 0.35;
const MOSTLY_NEUTRAL = 0.7;
/** What is learned from twice, with another speaker context each. */
const WITH_CONTEXT: readonly View[] = ["whole", "window2", "piece"];

/** Each sample of an unknown speaker, and some of them once more of a known one. */
export function examplesOf(
  samples: readonly Sample[],
  { reference, seed }: { reference: Float32Array; seed: number },
): Example[] {
  const bySpeaker = groupBy(samples, ({ recording }) => recording.speaker);
  return samples.flatMap((sample, at) => {
    const plain: Example = { sample, label: labelOf(sample), vector: sample.features, share: 0 };
    if (!WITH_CONTEXT.includes(sample.view)) return [plain];
    const others = bySpeaker.get(sample.recording.speaker) ?? [];
    const random = new Random(seed, "context", at, sample.recording.file);
    return [plain, knownSpeaker(plain, others, reference, random)];
  });
}

function knownSpeaker(
  example: Example,
  samples: readonly Sample[],
  reference: Float32Array,
  random: Random,
): Example {
  const others = samples.filter((other) => isOther(other, example.sample));
  if (others.length === 0) return example;
  const neutral = others.filter(({ recording }) => recording.label === "neutral");
  const mostlyNeutral = random.chance(MOSTLY_NEUTRAL_SHARE) && neutral.length > 0;
  const count = HEARD.least + random.below(HEARD.most - HEARD.least + 1);
  const heard = Array.from({ length: count }, () => {
    const from = mostlyNeutral && random.chance(MOSTLY_NEUTRAL) ? neutral : others;
    return from[random.below(from.length)]?.features ?? reference;
  });
  const share = familiarity(count, HALF_KNOWN);
  const features = example.sample.features;
  return {
    ...example,
    share,
    vector: relativeToSpeaker({ features, mean: meanOf(heard), share, reference }),
  };
}

/** Ordinary speakers have but one recording: other listenings to it must do. */
function isOther(other: Sample, { recording, view, features }: Sample): boolean {
  if (recording.corpus === "librispeech") return other.features !== features;
  return other.recording !== recording && (other.view === view || other.view === "whole");
}

export function labelOf({ recording }: Sample): number {
  return VOICE_EMOTIONS.indexOf(recording.label);
}

/** The mean voice: of the means of the speakers who acted every emotion. */
export function referenceVoice(samples: readonly Sample[]): Float32Array {
  const whole = samples.filter(
    ({ view, recording }) => view === "whole" && recording.corpus === "ravdess",
  );
  const speakers = groupBy(whole, ({ recording }) => recording.speaker);
  return meanOf(
    [...speakers.values()].map((their) => meanOf(their.map(({ features }) => features))),
  );
}

export function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const sums = new Float64Array(VOICE_FEATURES);
  for (const vector of vectors) {
    vector.forEach((value, at) => {
      sums[at] = (sums[at] as number) + value;
    });
  }
  return Float32Array.from(sums, (sum) => sum / Math.max(1, vectors.length));
}
