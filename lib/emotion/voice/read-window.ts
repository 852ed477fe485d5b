import { classifyVoice, type VoiceReading } from "@/lib/emotion/voice/classify";
import { voiceHead } from "@/lib/emotion/voice/head";
import type { SpeakerContext } from "@/lib/emotion/voice/speaker";
import type { InferencePool } from "@/lib/models/pool";

/** A quarter of a window's frames must be speech with this probability (Silero VAD). */
export const VOICE_MIN_SPEECH = 0.5;
/** Root mean square above which there is a sound to speak of: -60 dBFS. */
const AUDIBLE_RMS = 1e-3;

/** There is too little speech to say anything about it. */
export interface NoSpeech {
  speech: false;
  /** There is a sound, but it is not speech. */
  anomaly: boolean;
  context: SpeakerContext | null;
}

export type WindowReading = ({ speech: true } & VoiceReading) | NoSpeech;

/**
 * Reads one window of one speaker, 1 to 3 s long, best 2 s.
 *
 * @param pcm 16 kHz mono, -1..1
 * @param context what the last reading of this speaker gave; null at first
 * @throws as `InferencePool.run`
 */
export async function readVoiceWindow({
  pool,
  pcm,
  context,
  signal,
}: {
  pool: InferencePool;
  pcm: Float32Array;
  context: SpeakerContext | null;
  signal?: AbortSignal | undefined;
}): Promise<WindowReading> {
  const [head, { features, seconds }] = await Promise.all([
    voiceHead(),
    pool.run("read-voice", { pcm, minSpeech: VOICE_MIN_SPEECH }, { signal }),
  ]);
  if (!features) return { speech: false, anomaly: isAudible(pcm), context };
  return { speech: true, ...classifyVoice({ head, features, seconds, context }) };
}

function isAudible(pcm: Float32Array): boolean {
  const energy = pcm.reduce((sum, sample) => sum + sample * sample, 0);
  return Math.sqrt(energy / Math.max(1, pcm.length)) > AUDIBLE_RMS;
}
