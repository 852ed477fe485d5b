import { db, isDuplicate } from "@/lib/platform/db";

export const openPeriod = (meetingId: string) =>
  db().recordingPeriod.findFirst({
    where: { meetingId, stoppedAt: null },
    orderBy: { startedAt: "desc" },
  });

export const insertPeriod = (meetingId: string, startedAt: Date) =>
  db().recordingPeriod.create({ data: { meetingId, startedAt } });

export const closePeriods = (meetingId: string, stoppedAt: Date) =>
  db().recordingPeriod.updateMany({
    where: { meetingId, stoppedAt: null },
    data: { stoppedAt },
  });

/** True when recording was on at that moment, allowing for `slackMs` of clock error. */
export async function wasRecording(meetingId: string, atMs: number, slackMs: number) {
  const count = await db().recordingPeriod.count({
    where: {
      meetingId,
      startedAt: { lte: new Date(atMs + slackMs) },
      OR: [{ stoppedAt: null }, { stoppedAt: { gte: new Date(atMs - slackMs) } }],
    },
  });
  return count > 0;
}

/** Writes the person's present answer and, beside it, the proof. */
export const saveConsent = (input: {
  meetingId: string;
  participantId: string;
  state: "granted" | "declined" | "withdrawn";
  noticeVersion: string;
  at: Date;
}) =>
  db().$transaction([
    db().participant.update({
      where: { id: input.participantId },
      data: { recording: input.state },
    }),
    db().consentRecord.create({
      data: {
        meetingId: input.meetingId,
        participantId: input.participantId,
        purpose: "recording",
        state: input.state,
        noticeVersion: input.noticeVersion,
        at: input.at,
      },
    }),
  ]);

export const consentOf = async (participantId: string) =>
  (
    await db().participant.findUnique({
      where: { id: participantId },
      select: { recording: true },
    })
  )?.recording ?? "unasked";

export const findTrack = (id: string) => db().track.findUnique({ where: { id } });

/** Opens a track once; null when this id is somebody else's. */
export async function insertTrack(input: {
  id: string;
  meetingId: string;
  participantId: string;
  mimeType: string;
}) {
  try {
    return await db().track.create({ data: input });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    const known = await findTrack(input.id);
    return known?.participantId === input.participantId && known.meetingId === input.meetingId
      ? known
      : null;
  }
}

export const findClip = (trackId: string, index: number) =>
  db().clip.findUnique({
    where: { trackId_index: { trackId, index } },
    include: { slices: { orderBy: { index: "asc" } } },
  });

export async function ensureClip(input: { trackId: string; index: number; startedAtMs: number }) {
  const { trackId, index } = input;
  // Slices of a new clip arrive side by side; only one of them can make its row.
  await db().clip.createMany({
    data: [{ trackId, index, startedAtMs: BigInt(input.startedAtMs) }],
    skipDuplicates: true,
  });
  return db().clip.findUniqueOrThrow({ where: { trackId_index: { trackId, index } } });
}

/** Bytes this person has sent in this meeting. */
export async function bytesOf(participantId: string): Promise<number> {
  const sum = await db().clip.aggregate({
    where: { track: { participantId } },
    _sum: { bytes: true },
  });
  return sum._sum.bytes ?? 0;
}

export const findSlice = (clipId: string, index: number) =>
  db().slice.findUnique({ where: { clipId_index: { clipId, index } } });

/** Notes a stored slice. False when this place was filled meanwhile. */
export async function insertSlice(input: {
  clipId: string;
  index: number;
  bytes: number;
  sha256: string;
  storageKey: string;
}): Promise<boolean> {
  try {
    await db().$transaction([
      db().slice.create({ data: input }),
      db().clip.update({
        where: { id: input.clipId },
        data: { bytes: { increment: input.bytes } },
      }),
    ]);
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}

/** Marks a clip complete and due for recognition. True for the call that did it. */
export async function markClipClosed(input: {
  clipId: string;
  startedAtMs: number;
  endedAtMs: number | null;
  cut: "pause" | "hard";
  sliceCount: number;
}): Promise<boolean> {
  const { count } = await db().clip.updateMany({
    where: { id: input.clipId, closedAt: null },
    data: {
      startedAtMs: BigInt(input.startedAtMs),
      endedAtMs: input.endedAtMs === null ? null : BigInt(input.endedAtMs),
      cut: input.cut,
      sliceCount: input.sliceCount,
      closedAt: new Date(),
      state: "queued",
    },
  });
  return count === 1;
}

export const markTrackClosed = (id: string) =>
  db().track.updateMany({ where: { id, closedAt: null }, data: { closedAt: new Date() } });

export const tracksOf = (meetingId: string) =>
  db().track.findMany({
    where: { meetingId },
    include: { clips: { include: { _count: { select: { slices: true } } } } },
  });

/** Everything recognition needs to know of a clip, its person and its meeting. */
export const loadClip = (id: string) =>
  db().clip.findUnique({
    where: { id },
    include: {
      slices: { orderBy: { index: "asc" } },
      track: {
        include: {
          participant: { select: { id: true, name: true, recording: true } },
          meeting: { select: { id: true, language: true, startedAt: true, endedAt: true } },
        },
      },
    },
  });

export const claimClip = async (id: string): Promise<boolean> =>
  (
    await db().clip.updateMany({
      where: { id, closedAt: { not: null }, state: { in: ["queued", "running"] } },
      data: { state: "running", progress: 0 },
    })
  ).count === 1;

export const saveClipProgress = (id: string, progress: number) =>
  db().clip.updateMany({
    where: { id, state: "running" },
    data: { progress: Math.min(1, Math.max(0, progress)) },
  });

export const failClip = (id: string, message: string) =>
  db().clip.updateMany({ where: { id }, data: { state: "failed", message } });

export const requeueClip = (id: string) =>
  db().clip.updateMany({
    where: { id, state: { not: "queued" } },
    data: { state: "queued", message: null, attempts: 0, progress: 0 },
  });

export const countClipAttempt = (id: string) =>
  db().clip.updateMany({ where: { id }, data: { attempts: { increment: 1 } } });

/** Replaces what was heard in a clip and marks it done, in one transaction. */
export const saveUtterances = (
  clipId: string,
  utterances: {
    startMs: number;
    endMs: number;
    text: string;
    confidence: number;
    engine: string;
  }[],
) =>
  db().$transaction([
    db().utterance.deleteMany({ where: { clipId } }),
    db().utterance.createMany({ data: utterances.map((u) => ({ ...u, clipId })) }),
    db().clip.update({
      where: { id: clipId },
      data: { state: "done", progress: 1, message: null },
    }),
  ]);

export const clipStates = (meetingId: string) =>
  db().clip.findMany({
    where: { track: { meetingId }, closedAt: { not: null } },
    select: { id: true, state: true, progress: true, bytes: true },
  });

export const staleClipIds = async (queuedBefore: Date, runningBefore: Date) =>
  (
    await db().clip.findMany({
      where: {
        closedAt: { not: null },
        OR: [
          { state: "queued", updatedAt: { lt: queuedBefore } },
          { state: "running", updatedAt: { lt: runningBefore } },
        ],
      },
      select: { id: true },
      take: 200,
    })
  ).map((clip) => clip.id);

/** The notice each person of these meetings last said yes to; those who were never asked have none. */
export const noticesAgreedTo = (meetingIds: readonly string[]) =>
  db().consentRecord.findMany({
    where: { meetingId: { in: [...meetingIds] }, purpose: "recording", state: "granted" },
    distinct: ["participantId"],
    orderBy: [{ participantId: "asc" }, { at: "desc" }],
    select: { meetingId: true, noticeVersion: true },
  });

/** Clips of somebody that may hold what they said in a span (epoch milliseconds), in order of time. */
export const clipsDuring = (span: { participantId: string; fromMs: number; toMs: number }) =>
  db().clip.findMany({
    where: {
      track: {
        participantId: span.participantId,
        // As in the transcript: whoever took the consent back is not heard either.
        participant: { recording: { notIn: ["declined", "withdrawn"] } },
      },
      closedAt: { not: null },
      startedAtMs: { lt: BigInt(Math.ceil(span.toMs)) },
      OR: [{ endedAtMs: null }, { endedAtMs: { gt: BigInt(Math.floor(span.fromMs)) } }],
    },
    select: {
      startedAtMs: true,
      endedAtMs: true,
      slices: { select: { storageKey: true }, orderBy: { index: "asc" } },
    },
    orderBy: { startedAtMs: "asc" },
  });
