import { toAppError } from "@/lib/platform/errors";
import { type StoredClip, withClipFile } from "@/lib/recordings/clip-file";
import {
  claimClip,
  countClipAttempt,
  failClip,
  findClip,
  loadClip,
  saveClipProgress,
  saveUtterances,
} from "@/lib/recordings/repo";
import { concatenate, decodeAudio, decodeWhole, SAMPLE_RATE } from "@/lib/speech/decode";
import type { SpeechEngine } from "@/lib/speech/engine";
import { AudioError } from "@/lib/speech/errors";

/** The sample at which speech begins that the end of a recording cuts off; null when it ends in quiet. */
export type FindCutSpeech = (input: {
  pcm: Float32Array;
  signal: AbortSignal;
}) => Promise<number | null>;

/** Speech that fills nearly the whole clip is not carried over: the next clip would grow for ever. */
const CARRY_FROM_SAMPLE = 2 * SAMPLE_RATE;
/** How often progress is written down, milliseconds. */
const PROGRESS_EVERY_MS = 500;

type LoadedClip = NonNullable<Awaited<ReturnType<typeof loadClip>>>;

/**
 * Recognises one clip and stores what was heard, times relative to the clip's first sample. A clip
 * of a person who has withdrawn yields nothing. Idempotent.
 *
 * A hard cut may fall into a word, so the stretch it cuts is left to the next clip, which begins
 * with it (its utterances then have negative times).
 *
 * @returns the meeting, or null when there was nothing to do
 * @throws AppError when it failed; the clip is marked `failed` when `lastAttempt` or when trying
 *   again cannot help
 */
export async function recogniseRecording(input: {
  clipId: string;
  engine: SpeechEngine;
  findCutSpeech: FindCutSpeech;
  lastAttempt: boolean;
  signal: AbortSignal;
}): Promise<{ meetingId: string } | null> {
  const clip = await loadClip(input.clipId);
  if (!clip?.closedAt || !(await claimClip(clip.id))) return null;
  const { meeting, participant } = clip.track;
  if (participant.recording === "declined" || participant.recording === "withdrawn") {
    await saveUtterances(clip.id, []);
    return { meetingId: meeting.id };
  }
  try {
    const heard = await recognise({ ...input, clip });
    await saveUtterances(
      clip.id,
      heard.map((part) => ({ ...part, engine: input.engine.id })),
    );
  } catch (error) {
    if (input.signal.aborted) throw error;
    await countClipAttempt(clip.id);
    // A file that cannot be read now will not be readable later.
    const hopeless = error instanceof AudioError && error.problem !== "timed-out";
    if (!hopeless && !input.lastAttempt) throw error;
    await failClip(clip.id, toAppError(error).message);
  }
  return { meetingId: meeting.id };
}

async function recognise(input: {
  clip: LoadedClip;
  engine: SpeechEngine;
  findCutSpeech: FindCutSpeech;
  signal: AbortSignal;
}) {
  const { clip, engine, signal } = input;
  const lengthMs = clip.endedAtMs === null ? null : Number(clip.endedAtMs - clip.startedAtMs);
  const before = clip.index > 0 ? await findClip(clip.trackId, clip.index - 1) : null;
  const options = {
    language: clip.track.meeting.language,
    signal,
    onProgress: progressOf(clip.id, lengthMs),
  };

  if (before?.cut !== "hard" && clip.cut !== "hard") {
    return withClipFile(clip, async (source) => {
      const audio = firstMs(decodeAudio({ source, name: "This recording", signal }), lengthMs);
      return engine.transcribe(audio, options);
    });
  }
  const own = await decodeClip(clip, signal);
  const carried =
    before?.cut === "hard" ? await cutSpeech(await decodeClip(before, signal), input) : null;
  const left = clip.cut === "hard" ? await cutSpeech(own, input) : null;
  const until = left === null ? own : own.subarray(0, own.length - left.length);
  const audio = carried ? concatenate([carried, until]) : until;
  const shiftMs = carried ? (carried.length / SAMPLE_RATE) * 1000 : 0;
  const segments = await engine.transcribe(audio, options);
  return segments.map((part) => ({
    ...part,
    startMs: Math.round(part.startMs - shiftMs),
    endMs: Math.round(part.endMs - shiftMs),
  }));
}

/** The stretch of speech that the end of this audio cuts, or null. */
async function cutSpeech(
  pcm: Float32Array,
  input: { findCutSpeech: FindCutSpeech; signal: AbortSignal },
): Promise<Float32Array | null> {
  const start = await input.findCutSpeech({ pcm, signal: input.signal });
  return start !== null && start >= CARRY_FROM_SAMPLE ? pcm.subarray(start) : null;
}

async function decodeClip(clip: StoredClip, signal: AbortSignal): Promise<Float32Array> {
  const { pcm } = await withClipFile(clip, (source) =>
    decodeWhole({ source, name: "This recording", signal }),
  );
  if (clip.endedAtMs === null) return pcm;
  const samples = Math.round((Number(clip.endedAtMs - clip.startedAtMs) * SAMPLE_RATE) / 1000);
  return pcm.subarray(0, samples);
}

/** Audio up to a length; what comes after belongs to the next clip. */
async function* firstMs(
  blocks: AsyncIterable<Float32Array>,
  lengthMs: number | null,
): AsyncGenerator<Float32Array, void, void> {
  let left =
    lengthMs === null ? Number.POSITIVE_INFINITY : Math.round((lengthMs * SAMPLE_RATE) / 1000);
  for await (const block of blocks) {
    if (left <= 0) return;
    yield block.length <= left ? block : block.subarray(0, left);
    left -= block.length;
  }
}

/** Writes progress down now and then. */
function progressOf(clipId: string, lengthMs: number | null) {
  let last = 0;
  return ({ listenedMs }: { listenedMs: number }): void => {
    if (lengthMs === null || Date.now() - last < PROGRESS_EVERY_MS) return;
    last = Date.now();
    void saveClipProgress(clipId, listenedMs / lengthMs).catch(() => undefined);
  };
}
