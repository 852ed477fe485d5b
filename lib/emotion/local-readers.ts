import sharp from "sharp";
import { faceInput, faceMemorySchema, faceReading } from "@/lib/emotion/face/reading";
import type { Readers } from "@/lib/emotion/readers";
import { type Modality, VOICE_SAMPLE_RATE } from "@/lib/emotion/schema";
import { readVoiceWindow } from "@/lib/emotion/voice/read-window";
import { speakerContextSchema } from "@/lib/emotion/voice/speaker";
import type { InferencePool } from "@/lib/models/pool";

/** A reading that takes longer than this is of no use to anybody, milliseconds. */
const TIMEOUT_MS = 5_000;

/** Readers on a pool of inference threads. */
export function localReaders(pool: InferencePool): Readers {
  return {
    async face(jpeg, stored) {
      const memory = faceMemorySchema.nullable().catch(null).parse(stored);
      const output = await pool.run("read-face", faceInput(jpeg, memory), {
        timeoutMs: TIMEOUT_MS,
      });
      const { scores, anomaly, memory: next } = faceReading(output, memory);
      return { scores, anomaly, memory: next };
    },
    async voice(pcm, stored) {
      const context = speakerContextSchema.nullable().catch(null).parse(stored);
      const read = await readVoiceWindow({ pool, pcm, context });
      const anomaly = read.anomaly ? "not-speech" : null;
      // Music and noise have scores, too, which mean nothing.
      const scores = read.speech && !read.anomaly ? read.scores : null;
      return { scores, anomaly, memory: read.context };
    },
  };
}

/** Loads the models in every thread of the pool, so that the first people do not wait for them. */
export async function warmUpReaders(
  pool: InferencePool,
  known: readonly Modality[],
): Promise<void> {
  const grey = { width: 64, height: 64, channels: 3, background: "#888" } as const;
  const picture = await sharp({ create: grey }).jpeg().toBuffer();
  const second = new Float32Array(VOICE_SAMPLE_RATE);
  await Promise.all(
    Array.from({ length: pool.size }, async () => {
      await pool.run("read-face", faceInput(picture, null));
      if (known.includes("voice")) await readVoiceWindow({ pool, pcm: second, context: null });
    }),
  );
}
