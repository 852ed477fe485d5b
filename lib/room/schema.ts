import { z } from "zod";
import { chatClientEvents, chatServerEvents } from "@/lib/chat/schema";
import {
  emotionClientEvents,
  emotionConsent,
  emotionServerEvents,
  emotionStatus,
} from "@/lib/emotion/schema";
import { consentState } from "@/lib/room/consent";

/** Socket.IO namespace of the live room, and its transport path. */
export const ROOM_NAMESPACE = "/room";

/** A dropped socket keeps its seat this long, milliseconds. */
export const RECONNECT_GRACE_MS = 12_000;

/** The version of the recording notice's wording; change it whenever that changes. */
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

export const mediaState = z.object({ microphone: z.boolean(), camera: z.boolean() });
export type MediaState = z.infer<typeof mediaState>;

/**
 * `host` may do everything; `cohost` everything but making co-hosts, handing the role over and
 * ending the meeting. Who made the meeting keeps owning it, whatever their role in the room.
 */
export const roomRole = z.enum(["host", "cohost", "participant"]);
export type RoomRole = z.infer<typeof roomRole>;

/** Whether this role keeps order in the room. */
export const isModerator = (role: RoomRole): boolean => role !== "participant";

/** A shared screen: the id of the media stream that carries it, so that receivers can tell it apart. */
export const screenShare = z.object({
  streamId: z.string().min(1).max(100),
  sinceMs: z.number(),
  hasSound: z.boolean(),
});

/** Somebody in the room, as everybody in it sees them. */
export const roomPerson = z.object({
  id: z.uuid(),
  name: z.string(),
  role: roomRole,
  isGuest: z.boolean(),
  /** 1-8, the speaker colour. */
  colour: z.number().int().min(1).max(8),
  /** Monotonic per meeting. Of a pair, the later one offers first and is the polite one. */
  joinOrder: z.number().int(),
  media: mediaState,
  connection: z.enum(["connected", "reconnecting"]),
  recording: consentState,
  /** When the hand went up, epoch milliseconds of the server; null while it is down. */
  handRaisedAtMs: z.number().nullable(),
  screen: screenShare.nullable(),
  /** Position of the last chat message this person has seen; 0 before any. */
  chatSeen: z.number().int().min(0),
});
export type RoomPerson = z.infer<typeof roomPerson>;

/** Servers beside this instance, by name; null when it stays here. */
export const recordingDestinations = z.object({
  /** Who gets the sound, to recognise it. */
  sound: z.string().nullable(),
  /** Who gets what was said, to write summaries and answers. */
  words: z.string().nullable(),
});
export type RecordingDestinations = z.infer<typeof recordingDestinations>;

export const recordingState = z.object({
  active: z.boolean(),
  /** Server time of the start of the running period, epoch milliseconds. */
  startedAtMs: z.number().nullable(),
  /** Names the wording, and where recordings go, which are both part of what people agree to. */
  noticeVersion: z.string(),
  goesTo: recordingDestinations,
});
export type RecordingState = z.infer<typeof recordingState>;

export const iceServer = z.object({
  urls: z.union([z.string(), z.array(z.string())]),
  username: z.string().optional(),
  credential: z.string().optional(),
});

/** What the browser needs to seek paths to others, and until when it is good. */
export const iceConfig = z.object({
  iceServers: z.array(iceServer),
  /** When the credentials end, epoch milliseconds; null when there are none. */
  expiresAtMs: z.number().nullable(),
});
export type IceConfig = z.infer<typeof iceConfig>;

export const roomMeeting = z.object({
  id: z.uuid(),
  code: z.string(),
  title: z.string(),
  /** Zero of the meeting clock, epoch milliseconds of the server. */
  startedAtMs: z.number(),
});

/** Who has to wait for a host before they come in. */
export const lobbyMode = z.enum(["off", "guests", "everyone"]);
export type LobbyMode = z.infer<typeof lobbyMode>;

/** What the hosts decided for the room; everybody in it sees it. */
export const roomSettings = z.object({
  lobby: lobbyMode,
  /** Nobody new comes in; whoever was in before may return. */
  locked: z.boolean(),
  /** No host is left and nobody could take over: the meeting ends then, epoch milliseconds. */
  hostlessUntilMs: z.number().nullable(),
});
export type RoomSettings = z.infer<typeof roomSettings>;

/** Somebody in front of the door, as hosts see them. */
export const lobbyPerson = z.object({
  id: z.uuid(),
  name: z.string(),
  isGuest: z.boolean(),
  sinceMs: z.number(),
});
export type LobbyPerson = z.infer<typeof lobbyPerson>;

export const roomWelcome = z.object({
  state: z.literal("in"),
  self: roomPerson,
  people: z.array(roomPerson),
  meeting: roomMeeting,
  settings: roomSettings,
  /** Who waits, for hosts; empty for everybody else. */
  lobby: z.array(lobbyPerson),
  recording: recordingState,
  emotion: z.object({ status: emotionStatus, consent: emotionConsent }),
  ice: iceConfig,
  /** Most people in the room, enforced by the server. */
  capacity: z.number().int(),
  /** Up to this many people a full mesh is comfortable. */
  comfortable: z.number().int(),
  /** Faults may be simulated here (never on a production instance). */
  canSimulate: z.boolean(),
  serverTimeMs: z.number(),
});
export type RoomWelcome = z.infer<typeof roomWelcome>;

/** In front of the door: nothing about the room but what the link's holder knows anyway. */
export const roomWaiting = z.object({
  state: z.literal("waiting"),
  title: z.string(),
  serverTimeMs: z.number(),
});
export const roomJoined = z.discriminatedUnion("state", [roomWelcome, roomWaiting]);
export type RoomJoined = z.infer<typeof roomJoined>;

/** Short-lived reactions, floating over the pictures. */
export const REACTIONS = ["👍", "👏", "❤️", "😂", "🎉", "😮"] as const;
export const reactionEmoji = z.enum(REACTIONS);
export type ReactionEmoji = z.infer<typeof reactionEmoji>;

/** Faults on purpose, for tests and for trying out; exist only where `canSimulate` says so. */
export const simulation = z.discriminatedUnion("what", [
  /** The socket breaks and cannot come back for this long. */
  z.object({ what: z.literal("drop-socket"), forMs: z.number().int().min(0).max(60_000) }),
  /** No picture and no sound passes either way for this long. */
  z.object({ what: z.literal("drop-media"), forMs: z.number().int().min(0).max(60_000) }),
  /** Signals arrive late, links count as late by as much, and video gets this many kilobits per second. */
  z.object({
    what: z.literal("slow-network"),
    forMs: z.number().int().min(0).max(120_000),
    delayMs: z.number().int().min(0).max(5_000),
    kbps: z.number().int().min(10).max(10_000),
  }),
  /** The web copy one is connected to dies as by kill -9. */
  z.object({ what: z.literal("kill-copy") }),
]);
export type Simulation = z.infer<typeof simulation>;

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
  /** Enters, or waits in front of the door; `room:admitted` says when to ask again. */
  "room:join": { in: z.object({ media: mediaState }), out: roomJoined },
  "room:signal": { in: z.object({ to: z.uuid(), payload: signalPayload }), out: z.object({}) },
  "room:media": { in: mediaState, out: z.object({}) },
  "room:clock": { in: z.object({}), out: z.object({ serverTimeMs: z.number() }) },
  "room:leave": { in: z.object({}), out: z.object({}) },
  "room:end": { in: z.object({}), out: z.object({}) },
  "room:hand": { in: z.object({ raised: z.boolean() }), out: z.object({}) },
  "room:react": { in: z.object({ emoji: reactionEmoji }), out: z.object({}) },
  /**
   * Starts or ends sharing one's screen. While somebody else presents it is refused with
   * `conflict` unless `takeOver` says that the person was asked.
   */
  "room:present": {
    in: z.discriminatedUnion("on", [
      z.object({
        on: z.literal(true),
        streamId: z.string().min(1).max(100),
        hasSound: z.boolean(),
        takeOver: z.boolean(),
      }),
      z.object({ on: z.literal(false) }),
    ]),
    out: z.object({}),
  },
  "room:simulate": {
    in: z.object({ fault: simulation, to: z.uuid().nullable() }),
    out: z.object({}),
  },
  "host:settings": {
    in: z.object({ lobby: lobbyMode.optional(), locked: z.boolean().optional() }),
    out: roomSettings,
  },
  /** Lets people in; null lets in everybody who waits. */
  "host:admit": { in: z.object({ id: z.uuid().nullable() }), out: z.object({}) },
  "host:deny": { in: z.object({ id: z.uuid() }), out: z.object({}) },
  /** Mutes somebody, or everybody but the moderators; each unmutes themselves. */
  "host:mute": { in: z.object({ id: z.uuid().nullable() }), out: z.object({}) },
  "host:lower-hand": { in: z.object({ id: z.uuid().nullable() }), out: z.object({}) },
  "host:stop-share": { in: z.object({ id: z.uuid() }), out: z.object({}) },
  /** Removes somebody and keeps them out. */
  "host:remove": { in: z.object({ id: z.uuid() }), out: z.object({}) },
  "host:role": {
    in: z.object({ id: z.uuid(), role: z.enum(["cohost", "participant"]) }),
    out: z.object({}),
  },
  /** Makes somebody else the host; one becomes a co-host oneself. */
  "host:hand-over": { in: z.object({ id: z.uuid() }), out: z.object({}) },
  ...chatClientEvents,
  ...emotionClientEvents,
  "recording:start": { in: z.object({}), out: recordingState },
  "recording:stop": { in: z.object({}), out: recordingState },
  "recording:consent": {
    in: z.object({
      agree: z.boolean(),
      noticeVersion: z.string().regex(/^[\w.:+[\]-]{0,400}$/, "That names no notice."),
    }),
    out: z.object({ recording: consentState }),
  },
} as const;
export type ClientEventName = keyof typeof clientEvents;
export type ClientEventIn<N extends ClientEventName> = z.infer<(typeof clientEvents)[N]["in"]>;
export type ClientEventOut<N extends ClientEventName> = z.infer<(typeof clientEvents)[N]["out"]>;

/** Why a person is no longer in the room. */
export const endReason = z.enum(["host-ended", "replaced", "gone", "removed", "denied"]);

/** Server → client events. */
export const serverEvents = {
  /** The whole list, debounced; join order ascending. */
  "room:people": z.object({ people: z.array(roomPerson) }),
  "room:signal": z.object({ from: z.uuid(), payload: signalPayload }),
  "room:recording": recordingState,
  "room:settings": roomSettings,
  /** Everybody who waits, to moderators alone. */
  "room:lobby": z.object({ waiting: z.array(lobbyPerson) }),
  /** To somebody waiting: the door is open, join again. */
  "room:admitted": z.object({}),
  "room:reaction": z.object({ from: z.uuid(), emoji: reactionEmoji }),
  /** What a moderator, or somebody who took over, asks of this browser; `by` is their name. */
  "room:command": z.object({ what: z.enum(["mute", "stop-share", "lower-hand"]), by: z.string() }),
  /** A fault to play, only where simulating is allowed. */
  "room:simulate": simulation,
  ...chatServerEvents,
  ...emotionServerEvents,
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
  /** The viewer would have to wait for a host; then nobody's name is told. */
  mustWait: z.boolean(),
  locked: z.boolean(),
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

/** POST /api/rooms/[code]/check: what may be tried before entering; its credentials end soon. */
export const connectionCheck = iceConfig.extend({
  /** There are relays with lasting credentials, which only people in a room are given. */
  relayInRoomOnly: z.boolean(),
});
export type ConnectionCheck = z.infer<typeof connectionCheck>;
