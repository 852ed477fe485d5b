import type { EmotionScores } from "@/lib/emotion/labels";

/** What a reader says of one frame or window, with what it wants to be told next time. */
export interface Read {
  /** Null when there is nothing to read: no face, no speech. */
  scores: EmotionScores | null;
  /** Why what was captured may mislead; null when all is well. */
  anomaly: string | null;
  /** Plain JSON that any worker can go on with. */
  memory: unknown;
}

/** The readers of this process: each remembers nothing itself. */
export interface Readers {
  /** @param jpeg at most 640x360 @throws AppError `invalid` for what is no such picture */
  face(jpeg: Uint8Array, memory: unknown): Promise<Read>;
  /** @param pcm 16 kHz mono, at most two seconds, -1..1 */
  voice(pcm: Float32Array, memory: unknown): Promise<Read>;
}
