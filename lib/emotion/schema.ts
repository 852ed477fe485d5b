import { z } from "zod";
import { EMOTIONS } from "@/lib/emotion/labels";
import { consentState } from "@/lib/room/consent";

/** Socket.IO namespace of live emotion: each person who agreed opens it from their own browser. */
export const EMOTION_NAMESPACE = "/emotion";

/** Frames are at most this wide and high, pixels, and this large, bytes (640x360 at JPEG 0.8 is 30-60 KB). */
export const FRAME_MAX = { width: 640, height: 360, bytes: 100 * 1024 } as const;
export const VOICE_SAMPLE_RATE = 16_000;
/** What is heard at once: the head was trained on windows of this length (facts/voice.md), milliseconds. */
export const VOICE_WINDOW_MS = 2_000;
/** How often a new window begins, milliseconds. */
export const VOICE_HOP_MS = 1_000;
const VOICE_MAX_BYTES = (VOICE_WINDOW_MS / 1000) * VOICE_SAMPLE_RATE * 2;
const VOICE_MIN_BYTES = VOICE_MAX_BYTES / 20;

/** A reading is forgotten this long after it was captured, milliseconds. */
export const READING_EXPIRY_MS = 2_000;
/** Below this probability a reading is told as "unsure" and no label is put forward. */
export const SURE_FROM = 0.5;
/** Fewer people than this are never told as a group: one could work out who felt what. */
export const GROUP_MIN = 3;
/** What a group's picture looks back on, milliseconds. */
export const GROUP_WINDOW_MS = 30_000;

export const emotionLabel = z.enum(EMOTIONS);
export const emotionScores = z.record(emotionLabel, z.number().min(0).max(1));

/** Who sees live emotion, beside each person themselves, who always see their own. */
export const emotionVisibility = z.enum(["host", "self", "aggregate"]);
export type EmotionVisibility = z.infer<typeof emotionVisibility>;

export const modality = z.enum(["face", "voice"]);
export type Modality = z.infer<typeof modality>;

/** What an admin decided about emotion on this instance. */
export const emotionPolicy = z.object({
  available: z.boolean(),
  /** Why this instance measures emotion, as everybody asked is told. */
  purpose: z.string().trim().max(500),
  /** What the instance adds to the notice. */
  notice: z.string().trim().max(2_000),
});
export type EmotionPolicy = z.infer<typeof emotionPolicy>;

/** GET/PUT /api/admin/emotion */
export const emotionPolicyView = emotionPolicy.extend({
  /** The operator switched emotion off for good; an admin cannot change that. */
  offForGood: z.boolean(),
  /** The voice's weights carry a non-commercial licence; the operator may have left them out. */
  voiceAvailable: z.boolean(),
});
export const emotionPolicyChange = emotionPolicy.refine(
  (policy) => !policy.available || policy.purpose.length > 0,
  { path: ["purpose"], error: "Please say what it is for: everybody asked is told." },
);

/** What everybody in a room knows of its emotion: `emotion-status`, and part of the welcome. */
export const emotionStatus = z.object({
  /** False where the instance does not offer it: nothing of it is shown then. */
  offered: z.boolean(),
  active: z.boolean(),
  visibility: emotionVisibility.nullable(),
  /** What can be read here. */
  modalities: z.array(modality),
  purpose: z.string(),
  notice: z.string(),
  /** Names purpose, notice and visibility: an answer counts for exactly what was read. */
  noticeVersion: z.string(),
});
export type EmotionStatus = z.infer<typeof emotionStatus>;

/** One's own answer. */
export const emotionConsent = z.object({ face: consentState, voice: consentState });
export type EmotionConsent = z.infer<typeof emotionConsent>;

/* ---- events of /room ---- */

export const emotionClientEvents = {
  /** A host switches live emotion on for a visibility, or off. Everybody is asked anew. */
  "emotion:settings": {
    in: z.object({ visibility: emotionVisibility.nullable() }),
    out: emotionStatus,
  },
  "get-emotion-status": {
    in: z.object({}),
    out: z.object({ status: emotionStatus, consent: emotionConsent }),
  },
  /** One's own answer for face and voice; `forget` also deletes what was read so far. */
  "emotion:consent": {
    in: z.object({
      face: z.boolean(),
      voice: z.boolean(),
      noticeVersion: z.string().regex(/^[\w.-]{0,80}$/, "That names no notice."),
      forget: z.boolean().default(false),
    }),
    out: emotionConsent,
  },
  /** The way into `/emotion`: good for a minute, for this seat and this very answer. */
  "emotion:ticket": { in: z.object({}), out: z.object({ ticket: z.string() }) },
} as const;

export const emotionServerEvents = { "emotion-status": emotionStatus } as const;

/* ---- events of /emotion ---- */

export const emotionHandshake = z.object({ ticket: z.string().max(2_000) });

const bytes = (min: number, max: number) =>
  z.custom<Uint8Array>(
    (value) => value instanceof Uint8Array && value.byteLength >= min && value.byteLength <= max,
    { error: `Please send between ${min} and ${max} bytes.` },
  );

const captured = {
  /** When the last sample or the frame was captured, epoch milliseconds of the server's clock. */
  capturedAtMs: z.number({ error: "Please say when this was captured." }),
  /** Whoever states one must be that person. */
  participantId: z.uuid().optional(),
};

const exactly = <S extends z.ZodRawShape>(shape: S) =>
  z.strictObject(shape, { error: "Please send what is asked for, and nothing else." });
const ON_OR_OFF = "Please say whether it is on.";

/** What the capturing browser sends. Newest wins: what was not read yet is replaced. */
export const captureEvents = {
  "emotion.frame": exactly({ ...captured, jpeg: bytes(100, FRAME_MAX.bytes) }),
  /** 16-bit little-endian samples, 16 kHz mono, the last two seconds at most. */
  audio_chunk: exactly({ ...captured, pcm: bytes(VOICE_MIN_BYTES, VOICE_MAX_BYTES) }),
  "participant.media_state": exactly({
    micEnabled: z.boolean({ error: ON_OR_OFF }),
    cameraEnabled: z.boolean({ error: ON_OR_OFF }),
    participantId: z.uuid().optional(),
  }),
} as const;

/** Why a reading may mislead, or says nothing: in the picture, and in the sound. */
export const faceAnomaly = z.enum(["no-face", "camera-covered", "several-faces"]);
export const voiceAnomaly = z.enum(["not-speech"]);
export const readingMode = z.enum(["both", "audio_only", "video_only"]);
export type ReadingMode = z.infer<typeof readingMode>;

/** A modality's own reading; null scores when there is nothing to read, such as no face or silence. */
export const modalityReading = z.object({
  scores: emotionScores.nullable(),
  anomaly: z.string().nullable(),
});
export type ModalityReading = z.infer<typeof modalityReading>;

export const emotionResult = z.object({
  participantId: z.uuid(),
  /** When what this says was captured, epoch milliseconds of the server. */
  atMs: z.number(),
  mode: readingMode.nullable(),
  /** Null when nothing could be read, or when the reading is unsure. */
  label: emotionLabel.nullable(),
  /** Of the likeliest class, 0..1; 0 when nothing could be read. */
  score: z.number(),
  unsure: z.boolean(),
  scores: emotionScores.nullable(),
  face: modalityReading.nullable(),
  voice: modalityReading.nullable(),
});
export type EmotionResult = z.infer<typeof emotionResult>;

/** The meeting as a whole over the last half minute. */
export const emotionGroup = z.object({
  /** How many people it is made of; below {@link GROUP_MIN} nothing else is told. */
  people: z.number().int(),
  bars: z.array(z.object({ label: emotionLabel, share: z.number() })).max(4),
  sentence: z.string(),
});
export type EmotionGroup = z.infer<typeof emotionGroup>;

/** Server → browser on `/emotion`. */
export const readingEvents = {
  "emotion.result": emotionResult,
  "emotion.group": emotionGroup,
  /** How many frames a second are wanted, and what may be sent at all. */
  "server.status": z.object({
    targetFps: z.number(),
    accepts: z.object({ face: z.boolean(), voice: z.boolean() }),
  }),
  /** The queue grows: send less, from now. */
  backpressure: z.object({ suggestedFps: z.number() }),
  "emotion.error": z.object({ code: z.string(), message: z.string() }),
} as const;
export type ReadingEventName = keyof typeof readingEvents;
export type ReadingEventData<N extends ReadingEventName> = z.infer<(typeof readingEvents)[N]>;

/* ---- afterwards ---- */

/** A stretch of one person's lane: what was read in whole seconds of the meeting clock. */
export const emotionMoment = z.object({
  atMs: z.number().int(),
  mode: readingMode,
  label: emotionLabel,
  score: z.number(),
});

/** GET /api/meetings/[id]/emotions */
export const meetingEmotions = z.object({
  /** Each person one may see, one's own first. */
  people: z.array(
    z.object({
      participantId: z.uuid(),
      isOwn: z.boolean(),
      moments: z.array(emotionMoment),
      distribution: emotionScores,
    }),
  ),
  /** The meeting as a whole, where at least three people are in it and its visibility allows it. */
  group: z.object({ people: z.number().int(), distribution: emotionScores }).nullable(),
  /** The clearest moments, strongest first, of the people above. */
  highlights: z.array(
    z.object({
      participantId: z.uuid(),
      atMs: z.number().int(),
      label: emotionLabel,
      score: z.number(),
    }),
  ),
});
export type MeetingEmotions = z.infer<typeof meetingEmotions>;

/** DELETE of one's own samples. */
export const emotionsForgotten = z.object({ deleted: z.number().int() });
