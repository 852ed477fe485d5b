import { z } from "zod";

/** The longest clip, milliseconds: a hard cut comes here even while someone speaks. */
export const CLIP_MAX_MS = 30_000;
/** MediaRecorder slices are about a second; two seconds of Opus at 64 kbit/s are 16 KB. */
export const SLICE_MAX_BYTES = 512 * 1024;
/** After the end, clips still on their way are waited for this long, milliseconds. */
export const COLLECT_GRACE_MS = 20_000;

export const recordingMimeType = z.enum([
  "audio/webm;codecs=opus",
  "audio/webm",
  "audio/ogg;codecs=opus",
  "audio/mp4",
]);

/**
 * PUT /api/rooms/[code]/tracks/[trackId] — opens a track (id made by the recorder). Idempotent.
 * Refused unless the caller's seat has agreed to be recorded and recording is on.
 */
export const openTrack = z.object({ mimeType: recordingMimeType });

/**
 * PUT /api/rooms/[code]/tracks/[trackId]/clips/[clip]/slices/[slice] — raw bytes.
 * Headers: `x-content-sha256` (hex of the body), `x-clip-started-at` (server epoch ms of the clip's
 * first sample). Idempotent by (track, clip, slice); the same place with other bytes is a 409.
 */
export const sliceParams = z.object({
  code: z.string(),
  trackId: z.uuid(),
  clip: z.coerce.number().int().min(0).max(100_000),
  slice: z.coerce.number().int().min(0).max(200),
});
export const sliceAnswer = z.object({ received: z.literal(true) });

/**
 * POST /api/rooms/[code]/tracks/[trackId]/clips/[clip]/close — the clip is complete.
 * `endedAtMs` is where the next clip takes over; audio after it belongs to the next one.
 * Answers the slices still missing (send them, then close again); empty means it is accepted.
 */
export const closeClip = z.object({
  startedAtMs: z.number().int().positive(),
  endedAtMs: z.number().int().positive(),
  cut: z.enum(["pause", "hard"]),
  slices: z.number().int().min(1).max(201),
});
export const closeClipAnswer = z.object({ missing: z.array(z.number().int()) });

/** POST /api/rooms/[code]/tracks/[trackId]/close — no more clips will come. Idempotent. */
export const closeTrack = z.object({ clips: z.number().int().min(0).max(100_000) });
