import type { EmotionPolicy, EmotionVisibility } from "@/lib/emotion/schema";
import { db, type Prisma } from "@/lib/platform/db";
import type { ConsentState } from "@/lib/room/consent";

const POLICY_KEY = "emotion";

export const loadPolicy = async (): Promise<unknown> =>
  (await db().instanceSetting.findUnique({ where: { key: POLICY_KEY } }))?.value ?? null;

export const savePolicy = (value: EmotionPolicy, by: string) =>
  db().instanceSetting.upsert({
    where: { key: POLICY_KEY },
    create: { key: POLICY_KEY, value, updatedBy: by },
    update: { value, updatedBy: by },
  });

/** Meetings that have live emotion on and have not ended. */
export const activeMeetings = async (): Promise<string[]> =>
  (
    await db().meeting.findMany({
      where: { emotion: { not: null }, endedAt: null },
      select: { id: true },
    })
  ).map(({ id }) => id);

export const findMeetingEmotion = (meetingId: string) =>
  db().meeting.findUnique({
    where: { id: meetingId },
    select: { id: true, emotion: true, startedAt: true, endedAt: true },
  });

/** What somebody allows, with what it depends on. */
export const findAllowance = (participantId: string) =>
  db().participant.findUnique({
    where: { id: participantId },
    select: {
      face: true,
      voice: true,
      removedAt: true,
      /** The newest answer. */
      consents: {
        where: { purpose: { startsWith: "emotion-" } },
        orderBy: [{ at: "desc" }, { id: "desc" }],
        take: 1,
        select: { id: true },
      },
      meeting: { select: { id: true, emotion: true, startedAt: true, endedAt: true } },
    },
  });

/** The person's present answer and, for each part that changed, the proof beside it. */
export async function saveAnswer(input: {
  meetingId: string;
  participantId: string;
  face: ConsentState;
  voice: ConsentState;
  changed: readonly ("face" | "voice")[];
  noticeVersion: string;
  at: Date;
}): Promise<void> {
  const { meetingId, participantId, face, voice, noticeVersion, at } = input;
  await db().$transaction([
    db().participant.update({ where: { id: participantId }, data: { face, voice } }),
    db().consentRecord.createMany({
      data: input.changed.map((part) => ({
        meetingId,
        participantId,
        purpose: `emotion-${part}`,
        state: input[part],
        noticeVersion,
        at,
      })),
    }),
  ]);
}

/**
 * Switches a meeting's emotion on for a visibility, or off. Whoever agreed did so for the old one:
 * their answers end, with a proof, and they are asked anew.
 */
export async function saveVisibility(input: {
  meetingId: string;
  visibility: EmotionVisibility | null;
  noticeVersion: string;
  at: Date;
}): Promise<void> {
  const { meetingId, visibility, noticeVersion, at } = input;
  await db().$transaction(async (tx) => {
    await tx.meeting.update({ where: { id: meetingId }, data: { emotion: visibility } });
    const answered = await tx.participant.findMany({
      where: { meetingId, OR: [{ face: { not: "unasked" } }, { voice: { not: "unasked" } }] },
      select: { id: true, face: true, voice: true },
    });
    await tx.participant.updateMany({
      where: { id: { in: answered.map(({ id }) => id) } },
      data: { face: "unasked", voice: "unasked" },
    });
    await tx.consentRecord.createMany({
      data: answered.flatMap(({ id, face, voice }) =>
        (["face", "voice"] as const)
          .filter((part) => (part === "face" ? face : voice) === "granted")
          .map((part) => ({
            meetingId,
            participantId: id,
            purpose: `emotion-${part}`,
            state: "unasked" as const,
            noticeVersion,
            at,
          })),
      ),
    });
  });
}

/** One second of a person, as the reader has it. */
export interface SampleRow {
  meetingId: string;
  participantId: string;
  atMs: number;
  mode: string;
  label: string;
  score: number;
  scores: number[];
  anomalyFace: string | null;
  anomalyVoice: string | null;
  visibility: EmotionVisibility;
  /** The answer it was read under. */
  stamp: string;
}

/**
 * Stores samples of people who allow it at this very moment, by the answer they were read under: one
 * taken back meanwhile leaves nothing behind, even when it is given again. The newest of a second wins.
 */
export async function insertSamples(rows: readonly SampleRow[]): Promise<void> {
  if (rows.length === 0) return;
  await db().$executeRaw`
    INSERT INTO "EmotionSample" ("meetingId", "participantId", "atMs", "mode", "label", "score",
      "scores", "anomalyFace", "anomalyVoice", "visibility")
    SELECT r."meetingId", r."participantId", r."atMs", r."mode", r."label", r."score",
      ARRAY(SELECT jsonb_array_elements_text(r."scores")::double precision),
      r."anomalyFace", r."anomalyVoice", m."emotion"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("meetingId" uuid,
      "participantId" uuid, "atMs" integer, "mode" text, "label" text, "score" double precision,
      "scores" jsonb, "anomalyFace" text, "anomalyVoice" text, "visibility" text,
      "stamp" text)
    JOIN "Participant" p ON p."id" = r."participantId" AND p."meetingId" = r."meetingId"
    JOIN "Meeting" m ON m."id" = r."meetingId"
    WHERE m."emotion"::text = r."visibility" AND m."endedAt" IS NULL
      AND r."stamp" = (SELECT c."id"::text FROM "ConsentRecord" c
        WHERE c."participantId" = p."id" AND c."purpose" LIKE 'emotion-%'
        ORDER BY c."at" DESC, c."id" DESC LIMIT 1)
      AND CASE r."mode" WHEN 'video_only' THEN p."face" = 'granted'
        WHEN 'audio_only' THEN p."voice" = 'granted'
        ELSE p."face" = 'granted' AND p."voice" = 'granted' END
    ON CONFLICT ("participantId", "atMs") DO UPDATE SET "mode" = EXCLUDED."mode",
      "label" = EXCLUDED."label", "score" = EXCLUDED."score", "scores" = EXCLUDED."scores",
      "anomalyFace" = EXCLUDED."anomalyFace", "anomalyVoice" = EXCLUDED."anomalyVoice",
      "visibility" = EXCLUDED."visibility"`;
}

export const deleteSamples = async (participantId: string): Promise<number> =>
  (await db().emotionSample.deleteMany({ where: { participantId } })).count;

const SAMPLE = {
  participantId: true,
  atMs: true,
  mode: true,
  label: true,
  score: true,
  scores: true,
  visibility: true,
} satisfies Prisma.EmotionSampleSelect;
export type StoredSample = Prisma.EmotionSampleGetPayload<{ select: typeof SAMPLE }>;

/** A meeting's samples in order of time. */
export const findSamples = (meetingId: string): Promise<StoredSample[]> =>
  db().emotionSample.findMany({
    where: { meetingId },
    select: SAMPLE,
    orderBy: [{ atMs: "asc" }],
  });

/** A meeting's samples of whose picture and sound nothing is known that may mislead. */
export const findClearSamples = (meetingId: string): Promise<StoredSample[]> =>
  db().emotionSample.findMany({
    where: { meetingId, anomalyFace: null, anomalyVoice: null },
    select: SAMPLE,
    orderBy: [{ atMs: "asc" }],
  });

export const findSeatOf = (meetingId: string, userId: string) =>
  db().participant.findUnique({
    where: { meetingId_userId: { meetingId, userId } },
    select: { id: true, role: true, actingHostSince: true },
  });
