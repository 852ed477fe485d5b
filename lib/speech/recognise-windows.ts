import { SAMPLE_RATE } from "@/lib/speech/decode";
import type { TranscribeOptions } from "@/lib/speech/engine";
import { filterSegments, type HeardSegment, type SpokenSegment } from "@/lib/speech/filters";
import { mapOrdered } from "@/lib/speech/ordered";
import { type SpeechSearch, type SpokenWindow, speechWindows } from "@/lib/speech/vad";

/**
 * What every engine does around its own recogniser: finds the speech, has each window recognised (at
 * most `limit` at once, results in order of time), and filters what was heard.
 *
 * @throws as `speechWindows`, and whatever `recognise` throws
 */
export async function recogniseWindows({
  onProgress,
  limit,
  recognise,
  ...search
}: Pick<SpeechSearch, "pool" | "audio" | "segmentation" | "signal"> &
  Pick<TranscribeOptions, "onProgress"> & {
    limit: number;
    recognise: (window: SpokenWindow) => Promise<HeardSegment[]>;
  }): Promise<SpokenSegment[]> {
  const windows = speechWindows({
    ...search,
    onListened: (samples) => onProgress?.({ listenedMs: (samples * 1000) / SAMPLE_RATE }),
  });
  const heard = await mapOrdered({ items: windows, limit, map: recognise });
  return filterSegments(heard.flat());
}
