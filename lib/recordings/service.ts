import { createHash } from "node:crypto";
import { announceMeeting } from "@/lib/meetings/announce";
import { transcribeClip } from "@/lib/pipeline/jobs";
import { nowMs } from "@/lib/platform/clock";
import { AppError, conflict, forbidden, invalid, notFound } from "@/lib/platform/errors";
import { enqueue } from "@/lib/platform/jobs";
import { storage } from "@/lib/platform/storage";
import { recordingNotice } from "@/lib/recordings/notice";
import {
  bytesOf,
  clipStates,
  closePeriods,
  consentOf,
  ensureClip,
  findClip,
  findSlice,
  findTrack,
  insertPeriod,
  insertSlice,
  insertTrack,
  loadClip,
  markClipClosed,
  requeueClip as markClipQueued,
  markTrackClosed,
  openPeriod,
  saveConsent,
  staleClipIds,
  tracksOf,
  wasRecording,
} from "@/lib/recordings/repo";
import { COLLECT_GRACE_MS } from "@/lib/recordings/schema";
import type { ConsentState } from "@/lib/room/consent";
import type { RecordingState } from "@/lib/room/schema";

/** A seat as the recording doors know it. */
export interface RecordingSeat {
  participantId: string;
  meetingId: string;
  startedAt: Date | null;
  endedAt: Date | null;
}

/** Clocks of browsers and server agree to tens of milliseconds; two seconds forgive a bad network. */
const CLOCK_SLACK_MS = 2_000;
/** One person's audio in one meeting: ten hours of Opus at 128 kbit/s. */
const QUOTA_BYTES = 600 * 1024 * 1024;
/** What a crashed tab left behind may still come in this long after the end. */
const LATE_UPLOAD_MS = 7 * 24 * 3600 * 1000;

/** Whether recording is on, and since when. */
export async function recordingStateOf(meetingId: string): Promise<RecordingState> {
  const period = await openPeriod(meetingId);
  return {
    active: period !== null,
    startedAtMs: period?.startedAt.getTime() ?? null,
    ...recordingNotice(),
  };
}

/** Switches recording on; nobody is captured until they agree. Idempotent. */
export async function startRecording(input: { meetingId: string }): Promise<RecordingState> {
  if (!(await openPeriod(input.meetingId))) {
    await insertPeriod(input.meetingId, new Date(nowMs()));
    await announceMeeting(input.meetingId);
  }
  return recordingStateOf(input.meetingId);
}

/** Switches recording off for everybody. Idempotent. */
export async function stopRecording(input: { meetingId: string }): Promise<RecordingState> {
  await closePeriods(input.meetingId, new Date(nowMs()));
  await announceMeeting(input.meetingId);
  return recordingStateOf(input.meetingId);
}

/**
 * Notes a person's answer with the version of the notice they saw. Saying no after a yes is a
 * withdrawal: from that moment the server takes nothing more from them.
 */
export async function recordConsent(input: {
  meetingId: string;
  participantId: string;
  agree: boolean;
  noticeVersion: string;
}): Promise<ConsentState> {
  // A no counts whatever notice it answers.
  if (input.agree && input.noticeVersion !== recordingNotice().noticeVersion)
    throw conflict("The recording notice has changed. Please reload the page and read it again.");
  const before = await consentOf(input.participantId);
  const state = input.agree
    ? "granted"
    : before === "granted" || before === "withdrawn"
      ? "withdrawn"
      : "declined";
  await saveConsent({ ...input, state, at: new Date(nowMs()) });
  return state;
}

async function requireConsent(seat: RecordingSeat): Promise<void> {
  if ((await consentOf(seat.participantId)) !== "granted")
    throw forbidden("You have not agreed to be recorded, so nothing was stored.");
}

async function ownTrack(seat: RecordingSeat, trackId: string) {
  const track = await findTrack(trackId);
  if (track?.participantId !== seat.participantId || track.meetingId !== seat.meetingId)
    throw notFound("There is no such recording.");
  return track;
}

/** Opens a track for a person who agreed, in a meeting that was recorded. Idempotent. */
export async function openTrack(
  seat: RecordingSeat,
  input: { trackId: string; mimeType: string },
): Promise<void> {
  await requireConsent(seat);
  if (seat.endedAt && nowMs() - seat.endedAt.getTime() > LATE_UPLOAD_MS)
    throw new AppError("gone", "This meeting ended too long ago to add to its recording.");
  const at = Math.min(nowMs(), seat.endedAt?.getTime() ?? Number.POSITIVE_INFINITY);
  if (!seat.startedAt) throw forbidden("This meeting has not begun.");
  if (!seat.endedAt && !(await wasRecording(seat.meetingId, at, CLOCK_SLACK_MS)))
    throw forbidden("This meeting is not being recorded.");
  const track = await insertTrack({
    id: input.trackId,
    meetingId: seat.meetingId,
    participantId: seat.participantId,
    mimeType: input.mimeType,
  });
  if (!track) throw notFound("There is no such recording.");
}

/**
 * Stores one slice. Idempotent by (track, clip, slice): the same bytes again are fine, other bytes
 * in the same place are a conflict. Checked at every slice: consent, that recording was on when the
 * clip began, size and quota, and that what arrived is what was sent.
 */
export async function putSlice(
  seat: RecordingSeat,
  input: {
    trackId: string;
    clip: number;
    slice: number;
    startedAtMs: number;
    sha256: string;
    bytes: Uint8Array;
  },
): Promise<void> {
  await requireConsent(seat);
  await ownTrack(seat, input.trackId);
  const { bytes, startedAtMs } = input;
  if (bytes.byteLength === 0) throw invalid("This piece of the recording is empty.");
  if (createHash("sha256").update(bytes).digest("hex") !== input.sha256.toLowerCase())
    throw invalid("This piece of the recording arrived damaged. Please send it again.");
  if (
    startedAtMs > nowMs() + CLOCK_SLACK_MS ||
    !(await wasRecording(seat.meetingId, startedAtMs, CLOCK_SLACK_MS))
  )
    throw forbidden("This meeting was not being recorded at that time.");
  if ((await bytesOf(seat.participantId)) + bytes.byteLength > QUOTA_BYTES)
    throw new AppError("too-large", "Your recording of this meeting is full.");
  const clip = await ensureClip({ trackId: input.trackId, index: input.clip, startedAtMs });
  const known = await findSlice(clip.id, input.slice);
  if (known) {
    if (known.sha256 === input.sha256.toLowerCase()) return;
    throw conflict("Another piece of the recording is already stored in this place.");
  }
  if (clip.closedAt) throw conflict("This part of the recording is already complete.");
  const storageKey = `meetings/${seat.meetingId}/${input.trackId}/${input.clip}/${input.slice}`;
  await storage().put(storageKey, bytes);
  await insertSlice({
    clipId: clip.id,
    index: input.slice,
    bytes: bytes.byteLength,
    sha256: input.sha256.toLowerCase(),
    storageKey,
  });
}

/**
 * Completes a clip and sends it to be recognised. Answers the slices still missing; when there are
 * none the clip is accepted. Idempotent.
 */
export async function closeClip(
  seat: RecordingSeat,
  input: {
    trackId: string;
    clip: number;
    startedAtMs: number;
    endedAtMs: number;
    cut: "pause" | "hard";
    slices: number;
  },
): Promise<{ missing: number[] }> {
  await requireConsent(seat);
  await ownTrack(seat, input.trackId);
  const all = Array.from({ length: input.slices }, (_, index) => index);
  const clip = await findClip(input.trackId, input.clip);
  if (!clip) return { missing: all };
  const have = new Set(clip.slices.map((slice) => slice.index));
  const missing = all.filter((index) => !have.has(index));
  if (missing.length > 0) return { missing };
  if (input.endedAtMs <= input.startedAtMs)
    throw invalid("This part of the recording ends before it begins.");
  const closed = await markClipClosed({
    clipId: clip.id,
    startedAtMs: input.startedAtMs,
    endedAtMs: input.endedAtMs,
    cut: input.cut,
    sliceCount: input.slices,
  });
  if (closed) await enqueue(transcribeClip, { clipId: clip.id });
  return { missing: [] };
}

/** No more clips will come on this track. Idempotent. */
export async function closeTrack(seat: RecordingSeat, trackId: string): Promise<void> {
  await ownTrack(seat, trackId);
  await markTrackClosed(trackId);
}

/**
 * What still has to arrive for an ended meeting. While recorders may still be sending this answers
 * "waiting"; after the grace it closes what was left open (a prefix of a clip is a readable file).
 */
export async function collect(
  meetingId: string,
  endedAtMs: number,
): Promise<"waiting" | "complete"> {
  const tracks = await tracksOf(meetingId);
  const isUnfinished = (clip: { closedAt: Date | null; _count: { slices: number } }) =>
    clip.closedAt === null && clip._count.slices > 0;
  const open = tracks.filter((track) => track.closedAt === null || track.clips.some(isUnfinished));
  if (open.length === 0) return "complete";
  if (nowMs() - endedAtMs < COLLECT_GRACE_MS) return "waiting";
  for (const track of open) {
    for (const clip of track.clips.filter(isUnfinished)) {
      const closed = await markClipClosed({
        clipId: clip.id,
        startedAtMs: Number(clip.startedAtMs),
        endedAtMs: null,
        cut: "pause",
        sliceCount: clip._count.slices,
      });
      if (closed) await enqueue(transcribeClip, { clipId: clip.id });
    }
    await markTrackClosed(track.id);
  }
  return "complete";
}

/** Ids of closed clips that are not recognised yet. */
export async function unsettledClips(meetingId: string): Promise<string[]> {
  const clips = await clipStates(meetingId);
  return clips.filter((c) => c.state === "queued" || c.state === "running").map((c) => c.id);
}

/** How far recognition of a meeting is, weighted by size. */
export async function recognitionProgress(
  meetingId: string,
): Promise<{ settled: boolean; progress: number }> {
  const clips = await clipStates(meetingId);
  const total = clips.reduce((sum, clip) => sum + clip.bytes, 0);
  const done = clips.reduce(
    (sum, clip) =>
      sum + clip.bytes * (clip.state === "done" || clip.state === "failed" ? 1 : clip.progress),
    0,
  );
  return {
    settled: clips.every((clip) => clip.state === "done" || clip.state === "failed"),
    progress: total === 0 ? 1 : done / total,
  };
}

/** Makes a settled clip due again. `not-found` when there is no such clip. */
export async function requeueClip(
  clipId: string,
): Promise<{ meetingId: string; meetingEnded: boolean }> {
  const clip = await loadClip(clipId);
  if (!clip) throw notFound("There is no such recording.");
  await markClipQueued(clipId);
  const { meeting } = clip.track;
  return { meetingId: meeting.id, meetingEnded: meeting.endedAt !== null };
}

/** Clips whose delivery seems lost. */
export const staleClips = (before: { queuedBefore: Date; runningBefore: Date }) =>
  staleClipIds(before.queuedBefore, before.runningBefore);

/**
 * Stores one file of an imported meeting as a track with a single clip that lasts to the file's end.
 * `offsetMs` is the file's start on the meeting clock.
 */
export async function importTrack(input: {
  meetingId: string;
  participantId: string;
  meetingStartedAt: Date;
  offsetMs: number;
  durationMs: number;
  trackId: string;
  mimeType: string;
  bytes: Uint8Array;
}): Promise<{ clipId: string }> {
  const { meetingId, trackId, bytes } = input;
  const startedAtMs = input.meetingStartedAt.getTime() + Math.round(input.offsetMs);
  await insertTrack({
    id: trackId,
    meetingId,
    participantId: input.participantId,
    mimeType: input.mimeType,
  });
  const clip = await ensureClip({ trackId, index: 0, startedAtMs });
  const storageKey = `meetings/${meetingId}/${trackId}/0/0`;
  await storage().put(storageKey, bytes);
  await insertSlice({
    clipId: clip.id,
    index: 0,
    bytes: bytes.byteLength,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    storageKey,
  });
  await markClipClosed({
    clipId: clip.id,
    startedAtMs,
    endedAtMs: startedAtMs + Math.ceil(input.durationMs),
    cut: "pause",
    sliceCount: 1,
  });
  await markTrackClosed(trackId);
  return { clipId: clip.id };
}
