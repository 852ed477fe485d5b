import { z } from "zod";
import { decodeFloats, encodeFloats } from "@/lib/emotion/voice/floats";
import type { VoiceHead } from "@/lib/emotion/voice/head";

/** The past windows that count, each alike; what is older fades. At a window a second: a minute. */
const MEMORY_WINDOWS = 60;

/**
 * How somebody sounds in general: the mean of what was heard of them. Plain JSON, about 5 KB, so
 * that it can wait in Redis and any worker can go on with it. It names nobody, but it is a property
 * of a voice: drop it with the consent.
 */
export const speakerContextSchema = z.object({
  windows: z.number().int().min(1).max(MEMORY_WINDOWS),
  /** 864 little-endian float32 in base64. */
  mean: z.base64(),
});
export type SpeakerContext = z.infer<typeof speakerContextSchema>;

/** The speaker after one more window. */
export function heardMore(context: SpeakerContext | null, features: Float32Array): SpeakerContext {
  const windows = Math.min((context?.windows ?? 0) + 1, MEMORY_WINDOWS);
  const before = context ? decodeFloats(context.mean) : features;
  const mean = features.map((value, at) => {
    const old = before[at] ?? value;
    return old + (value - old) / windows;
  });
  return { windows, mean: encodeFloats(mean) };
}

/** How well a speaker is known, 0..1: a half after `halfKnown` windows. */
export function familiarity(windows: number, halfKnown: number): number {
  return windows / (windows + halfKnown);
}

/**
 * Takes away what is particular to a speaker, the more, the better they are known, so that a sharp
 * voice is not taken for anger.
 */
export function relativeToSpeaker({
  features,
  mean,
  share,
  reference,
}: {
  features: Float32Array;
  /** Of this speaker. */
  mean: Float32Array;
  /** 0..1, from `familiarity`. */
  share: number;
  /** Of all speakers. */
  reference: Float32Array;
}): Float32Array {
  return features.map((value, at) => value - share * ((mean[at] ?? 0) - (reference[at] ?? 0)));
}

/** Features as the head wants them, and how well the speaker is known. */
export function adapted(
  features: Float32Array,
  context: SpeakerContext | null,
  { speaker }: Pick<VoiceHead, "speaker">,
): { features: Float32Array; share: number } {
  if (!context) return { features, share: 0 };
  const share = familiarity(context.windows, speaker.halfKnown);
  const mean = decodeFloats(context.mean);
  return {
    features: relativeToSpeaker({ features, mean, share, reference: speaker.mean }),
    share,
  };
}
