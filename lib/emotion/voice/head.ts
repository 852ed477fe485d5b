import { z } from "zod";
import type { Emotion } from "@/lib/emotion/labels";
import { decodeFloats } from "@/lib/emotion/voice/floats";
import { VOICE_FEATURES } from "@/lib/models/tasks/voice-window";

/** What can be told of a voice; surprise is not among it. */
export const VOICE_EMOTIONS = [
  "anger",
  "disgust",
  "fear",
  "joy",
  "neutral",
  "sadness",
] as const satisfies readonly Emotion[];
export type VoiceEmotion = (typeof VOICE_EMOTIONS)[number];

/**
 * The rows of the head, and the emotion each is counted for. Neutral has three: acted neutral,
 * acted calm and people reading aloud are too unlike for one mean.
 */
export const VOICE_MANNERS = {
  anger: "anger",
  calm: "neutral",
  disgust: "disgust",
  fear: "fear",
  joy: "joy",
  neutral: "neutral",
  reading: "neutral",
  sadness: "sadness",
} as const satisfies Record<string, VoiceEmotion>;
export type VoiceManner = keyof typeof VOICE_MANNERS;

/** In the order of the head's rows. */
export const MANNERS = Object.keys(VOICE_MANNERS) as VoiceManner[];

const floats = (count: number) =>
  z
    .base64()
    .transform(decodeFloats)
    .refine((values) => values.length === count, { error: `must hold ${count} numbers` });

/** The file of weights beside this code, written by `parley train voice-emotion`. */
export const voiceHeadSchema = z.object({
  model: z.literal("voice-emotion"),
  licence: z.string(),
  /** What it was trained on, and the figures of that day; for people. */
  trained: z.record(z.string(), z.unknown()),
  manners: z.array(z.string()).refine((names) => `${names}` === `${MANNERS}`, {
    error: "must be the manners in order",
  }),
  /** [manner, feature] */
  weights: floats(MANNERS.length * VOICE_FEATURES),
  bias: z.array(z.number()).length(MANNERS.length),
  /** What scores are divided by before they become probabilities; see `temperatureFor`. */
  temperature: z.object({ unknown: z.number(), known: z.number(), short: z.number() }),
  /** What the mean of all voices is, and how many windows make a speaker half known. */
  speaker: z.object({ mean: floats(VOICE_FEATURES), halfKnown: z.number() }),
  /** What speech looks like, and the distance from which on a sound is no ordinary speech. */
  anomaly: z.object({
    mean: floats(VOICE_FEATURES),
    deviation: floats(VOICE_FEATURES),
    threshold: z.number(),
  }),
});
export type VoiceHead = z.infer<typeof voiceHeadSchema>;

let loaded: Promise<VoiceHead> | undefined;

/** The weights that come with Parley, read at the first call and not before. */
export function voiceHead(): Promise<VoiceHead> {
  loaded ??= import("@/lib/emotion/voice/weights/head.json").then((file) =>
    voiceHeadSchema.parse(file.default),
  );
  return loaded;
}
