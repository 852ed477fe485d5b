import { type StoredClip, withClipFile } from "@/lib/recordings/clip-file";
import { clipsDuring } from "@/lib/recordings/repo";
import { concatenate, decodeWhole } from "@/lib/speech/decode";

/**
 * What one person's microphone recorded between two times, out of as many clips as it takes.
 *
 * @param span epoch milliseconds
 * @returns 16 kHz mono samples in -1..1; null when nothing of it is kept
 * @throws AudioError when it cannot be read
 */
export async function speechBetween(span: {
  participantId: string;
  fromMs: number;
  toMs: number;
}): Promise<Float32Array | null> {
  const clips = await clipsDuring(span);
  const parts: Float32Array[] = [];
  for (const clip of clips) {
    const part = partOf(clip, span);
    if (part === null) continue;
    const { pcm } = await withClipFile(clip, (source) =>
      decodeWhole({ source, name: "This recording", ...part }),
    );
    parts.push(pcm);
  }
  return parts.length === 0 ? null : concatenate(parts);
}

/** Which part of a clip lies in a span, seconds from its first sample. */
function partOf(
  clip: StoredClip,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): { fromSeconds: number; forSeconds: number } | null {
  const beginMs = Number(clip.startedAtMs);
  const endMs = clip.endedAtMs === null ? Number.POSITIVE_INFINITY : Number(clip.endedAtMs);
  const from = Math.max(fromMs, beginMs);
  const to = Math.min(toMs, endMs);
  if (to <= from) return null;
  return { fromSeconds: (from - beginMs) / 1000, forSeconds: (to - from) / 1000 };
}
