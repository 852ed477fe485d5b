import { VOICE_SAMPLE_RATE } from "@/lib/emotion/schema";
import { drawnJpeg, MIENS } from "@/lib/models/face/testing/drawings";
import { fixturePcm, spokenFixtures } from "@/lib/speech/testing/fixtures";

/** A frame as a browser captures it, of a drawn face; null draws nobody. */
export const frameOf = (mien: keyof typeof MIENS | null): Promise<Buffer> =>
  drawnJpeg({ faces: mien ? [{ x: 320, y: 165, radius: 100, mien: MIENS[mien] }] : [] });

/** Floats as 16-bit little-endian samples. */
export function bytesOf(pcm: Float32Array): Buffer {
  const bytes = Buffer.alloc(pcm.length * 2);
  pcm.forEach((sample, index) => {
    bytes.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), index * 2);
  });
  return bytes;
}

/** Two seconds of a spoken sentence. */
export async function spokenWindow(): Promise<Buffer> {
  const [fixture] = await spokenFixtures();
  if (!fixture) throw new Error("there is no spoken fixture");
  return bytesOf((await fixturePcm(fixture)).slice(0, 2 * VOICE_SAMPLE_RATE));
}
