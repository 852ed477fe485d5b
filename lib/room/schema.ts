import { z } from "zod";

/** Socket.IO namespace of the live room, and its transport path. */
export const ROOM_NAMESPACE = "/room";

/** A dropped socket keeps its seat this long, milliseconds. */
export const RECONNECT_GRACE_MS = 12_000;

/** The version of the recording notice that people agree to; change it whenever its wording changes. */
export const RECORDING_NOTICE_VERSION = "2026-11";

/** Names are shown on tiles and in transcripts; longer ones are refused, not cut. */
export const NAME_MAX = 100;

export const personName = z
  .string()
  .trim()
  .min(1, "Please enter your name.")
  .max(NAME_MAX, `Please use a name of at most ${NAME_MAX} characters.`)
  // Control and bidirectional-override characters could disguise one person as another.
  .regex(/^[^\p{Cc}\u202A-\u202E\u2066-\u2069]*$/u, "Please use letters and ordinary characters.");

export const consentState = z.enum(["unasked", "granted", "declined", "withdrawn"]);
export type ConsentState = z.infer<typeof consentState>;

export const mediaState = z.object({ microphone: z.boolean(), camera: z.boolean() });
export type MediaState = z.infer<typeof mediaState>;

/** Somebody in the room, as everybody in it sees them. */
export const roomPerson = z.object({
  id: z.uuid(),
  name: z.string(),
  isHost: z.boolean(),
  isGuest: z.boolean(),
  /** 1-8, the speaker colour. */
  colour: z.number().int().min(1).max(8),
  /** Monotonic per meeting. Of a pair, the later one offers first and is the polite one. */
  joinOrder: z.number().int(),
  media: mediaState,
  connection: z.enum(["connected", "reconnecting"]),
  recording: consentState,
});
export type RoomPerson = z.infer<typeof roomPerson>;

export const recordingState = z.object({
  active: z.boolean(),
  /** Server time of the start of the running period, epoch milliseconds. */
  startedAtMs: z.number().nullable(),
  noticeVersion: z.string(),
});
export type RecordingState = z.infer<typeof recordingState>;

export const iceServer = z.object({
  urls: z.union([z.string(), z.array(z.string())]),
  username: z.string().optional(),
  credential: z.string().optional(),
});

export const roomMeeting = z.object({
  id: z.uuid(),
  code: z.string(),
  title: z.string(),
  /** Zero of the meeting clock, epoch milliseconds of the server. */
  startedAtMs: z.number(),
});

export const roomWelcome = z.object({
  self: roomPerson,
  people: z.array(roomPerson),
  meeting: roomMeeting,
  recording: recordingState,
  iceServers: z.array(iceServer),
  capacity: z.number().int(),
  serverTimeMs: z.number(),
});
export type RoomWelcome = z.infer<typeof roomWelcome>;

/** Session descriptions run to a few KB each; 64 KiB leaves room for many tracks and candidates. */
const sdp = z.string().max(60_000);

/** What two peers tell each other through the server. `link` names one life of a peer link. */
export const signalPayload = z.union([
  z.object({
    link: z.string().max(64),
    description: z.object({
      type: z.enum(["offer", "answer", "pranswer", "rollback"]),
      sdp: sdp.optional(),
    }),
  }),
  z.object({
    link: z.string().max(64),
    candidate: z.object({
      candidate: z.string().max(2_000),
      sdpMid: z.string().max(64).nullish(),
      sdpMLineIndex: z.number().int().nullish(),
      usernameFragment: z.string().max(300).nullish(),
    }),
  }),
  /** Asks the other side to tear its link down and start again. */
  z.object({ link: z.string().max(64), reset: z.literal(true) }),
]);
export type SignalPayload = z.infer<typeof signalPayload>;

/** Client → server events: each answers through the Socket.IO acknowledgement with {@link Ack}. */
export const clientEvents = {
  "room:join": { in: z.object({ media: mediaState }), out: roomWelcome },
  "room:signal": { in: z.object({ to: z.uuid(), payload: signalPayload }), out: z.object({}) },
  "room:media": { in: mediaState, out: z.object({}) },
  "room:clock": { in: z.object({}), out: z.object({ serverTimeMs: z.number() }) },
  "room:leave": { in: z.object({}), out: z.object({}) },
  "room:end": { in: z.object({}), out: z.object({}) },
  "recording:start": { in: z.object({}), out: recordingState },
  "recording:stop": { in: z.object({}), out: recordingState },
  "recording:consent": {
    in: z.object({ agree: z.boolean(), noticeVersion: z.string().max(40) }),
    out: z.object({ recording: consentState }),
  },
} as const;
export type ClientEventName = keyof typeof clientEvents;
export type ClientEventIn<N extends ClientEventName> = z.infer<(typeof clientEvents)[N]["in"]>;
export type ClientEventOut<N extends ClientEventName> = z.infer<(typeof clientEvents)[N]["out"]>;

/** Why a person is no longer in the room. */
export const endReason = z.enum(["host-ended", "replaced", "gone"]);

/** Server → client events. */
export const serverEvents = {
  /** The whole list, debounced; join order ascending. */
  "room:people": z.object({ people: z.array(roomPerson) }),
  "room:signal": z.object({ from: z.uuid(), payload: signalPayload }),
  "room:recording": recordingState,
  "room:ended": z.object({ reason: endReason }),
} as const;
export type ServerEventName = keyof typeof serverEvents;
export type ServerEventData<N extends ServerEventName> = z.infer<(typeof serverEvents)[N]>;

/** Every acknowledgement: a result, or an error with a sentence fit for a person. */
export type Ack<T> =
  | { ok: true; data: T }
  | { ok: false; error: { code: string; message: string; retryAfterSeconds?: number } };

/** Handshake `auth`: which meeting. Identity comes from the seat cookie alone. */
export const handshake = z.object({ code: z.string().max(40) });

/* ---- HTTP: the way into a room ---- */

/** GET /api/rooms/[code]: what somebody who holds the link may know before entering. */
export const roomPreview = z.object({
  code: z.string(),
  title: z.string(),
  hostName: z.string(),
  state: z.enum(["open", "live", "ended"]),
  peopleHere: z.array(z.string()),
  /** Set when the viewer already has a seat or an account. */
  suggestedName: z.string().nullable(),
  isHost: z.boolean(),
});
export type RoomPreview = z.infer<typeof roomPreview>;

/** POST /api/rooms/[code]/seat: takes a seat (or takes it up again) and sets the HttpOnly seat cookie. */
export const seatRequest = z.object({
  name: personName,
  /** The host key shown when the meeting was made: whoever has it is a host, on any device. */
  hostKey: z.string().trim().max(100).optional(),
});
export const seatAnswer = z.object({
  participantId: z.uuid(),
  meetingId: z.uuid(),
  name: z.string(),
  isHost: z.boolean(),
});
