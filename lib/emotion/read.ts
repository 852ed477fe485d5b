import { z } from "zod";
import { fuse } from "@/lib/emotion/fusion";
import { EMOTIONS, type EmotionScores, likeliest } from "@/lib/emotion/labels";
import type { Read, Readers } from "@/lib/emotion/readers";
import {
  type EmotionResult,
  emotionScores,
  type Modality,
  type ModalityReading,
  READING_EXPIRY_MS,
  type ReadingMode,
  SURE_FROM,
} from "@/lib/emotion/schema";
import { keepMemory, type Taken } from "@/lib/emotion/slots";
import { smooth } from "@/lib/emotion/smoothing";

/** What is remembered of one modality of a person from reading to reading. */
const remembered = z.object({
  /** When the last frame or window was captured. */
  atMs: z.number(),
  smoothed: z.object({ scores: emotionScores, atMs: z.number() }).nullable(),
  anomaly: z.string().nullable(),
  /** The reader's own. */
  reader: z.unknown(),
});
type Remembered = z.infer<typeof remembered>;

const parsed = (text: string | null): Remembered | null =>
  text ? (remembered.safeParse(JSON.parse(text)).data ?? null) : null;

/** Captured 16-bit samples as floats, -1..1. */
export function samplesOf(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from(
    { length: bytes.byteLength >> 1 },
    (_, index) => view.getInt16(index * 2, true) / 32_768,
  );
}

async function readOne(input: {
  bytes: Uint8Array;
  atMs: number;
  before: Remembered | null;
  read(bytes: Uint8Array, memory: unknown): Promise<Read>;
}): Promise<Remembered> {
  const { bytes, atMs, before } = input;
  // What comes late, after something newer, says nothing any more.
  if (before && atMs <= before.atMs) return before;
  const { scores, anomaly, memory } = await input.read(bytes, before?.reader ?? null);
  return {
    atMs,
    smoothed: scores ? smooth(before?.smoothed ?? null, { scores, atMs }, READING_EXPIRY_MS) : null,
    anomaly,
    reader: memory,
  };
}

/**
 * Reads what was taken out of a person's slot, and tells what may be told: null when the answer was
 * taken back meanwhile. The two modalities are read side by side.
 */
export async function readTaken(input: {
  participantId: string;
  taken: Taken;
  readers: Readers;
  onTiming?(modality: Modality, atMs: number): void;
}): Promise<EmotionResult | null> {
  const { participantId, taken, readers } = input;
  const before = { face: parsed(taken.memory.face), voice: parsed(taken.memory.voice) };
  const one = async (modality: Modality, read: Readers["face"]): Promise<Remembered | null> => {
    const waiting = taken[modality];
    if (!waiting) return null;
    const result = await readOne({ ...waiting, before: before[modality], read });
    input.onTiming?.(modality, waiting.atMs);
    return result;
  };
  const [face, voice] = await Promise.all([
    one("face", readers.face),
    one("voice", (bytes, memory) => readers.voice(samplesOf(bytes), memory)),
  ]);
  const allowed = await keepMemory({
    participantId,
    stamp: taken.stamp,
    face: face && JSON.stringify(face),
    voice: voice && JSON.stringify(voice),
  });
  if (!allowed.face && !allowed.voice) return null;
  return resultOf({
    participantId,
    face: allowed.face ? (face ?? before.face) : null,
    voice: allowed.voice ? (voice ?? before.voice) : null,
  });
}

/** What is fresh of face and voice, as one result. */
export function resultOf(input: {
  participantId: string;
  face: Remembered | null;
  voice: Remembered | null;
}): EmotionResult {
  const atMs = Math.max(input.face?.atMs ?? 0, input.voice?.atMs ?? 0);
  const fresh = (part: Remembered | null) =>
    part && atMs - part.atMs <= READING_EXPIRY_MS ? part : null;
  const face = fresh(input.face);
  const voice = fresh(input.voice);
  const told = (part: Remembered | null): ModalityReading | null =>
    part && { scores: part.smoothed?.scores ?? null, anomaly: part.anomaly };
  const { mode, scores } = combined(face?.smoothed?.scores, voice?.smoothed?.scores);
  const best = scores && likeliest(scores);
  const unsure = best !== null && best.probability < SURE_FROM;
  return {
    participantId: input.participantId,
    atMs,
    mode,
    label: best && !unsure ? best.label : null,
    score: best?.probability ?? 0,
    unsure,
    scores,
    face: told(face),
    voice: told(voice),
  };
}

function combined(
  face: EmotionScores | undefined,
  voice: EmotionScores | undefined,
): { mode: ReadingMode | null; scores: EmotionScores | null } {
  if (face && voice) return { mode: "both", scores: fuse(face, voice) };
  if (face) return { mode: "video_only", scores: face };
  if (voice) return { mode: "audio_only", scores: voice };
  return { mode: null, scores: null };
}

/** Scores in the order of EMOTIONS, as they are stored. */
export const scoreList = (scores: EmotionScores): number[] =>
  EMOTIONS.map((emotion) => scores[emotion]);
