import type { z } from "zod";
import { type EmotionState, INITIAL_EMOTION } from "@/lib/emotion/client/emotions";
import type { UploadProgress } from "@/lib/recordings/client/uploader";
import type { ConsentState } from "@/lib/room/consent";
import {
  type endReason,
  type LobbyPerson,
  RECORDING_NOTICE_VERSION,
  type ReactionEmoji,
  type RecordingState,
  type RoomPerson,
  type RoomSettings,
  type RoomWelcome,
  type roomMeeting,
} from "@/lib/room/schema";
import type { LinkQuality } from "./link-quality";
import type { LocalMediaState } from "./local-media";
import type { PathState } from "./media-plane";

/** `waiting`: in front of the door, until a host opens. */
export type RoomStatus =
  | "idle"
  | "joining"
  | "waiting"
  | "connected"
  | "reconnecting"
  | "ended"
  | "failed";
/** Why we are out: what the server said, or that we left ourselves. */
export type EndReason = z.infer<typeof endReason> | "left";
export type RoomMeeting = z.infer<typeof roomMeeting>;

/** Somebody in the room together with what arrives from them. */
export type Participant = RoomPerson & {
  isSelf: boolean;
  /** Their picture and sound; one's own for oneself; null until something arrives. */
  stream: MediaStream | null;
  path: PathState;
  /** Their shared screen (one's own while sharing), with its sound; null while there is none. */
  screenStream: MediaStream | null;
  /** How good the way to them is, as measured; one's own is the median of all. Null until known. */
  quality: LinkQuality | null;
};

/** One's own shared screen. */
export type ShareState = {
  on: boolean;
  /** The browser gave sound with the picture. */
  hasSound: boolean;
  /** The browser's picker is open, or the room is being told. */
  starting: boolean;
};

/** A reaction that floats over the pictures for a few seconds. */
export type FloatingReaction = { key: string; from: string; emoji: ReactionEmoji };

/** Everything a page shows of the room. Immutable: a change is a new object. */
export type RoomState = {
  status: RoomStatus;
  endReason: EndReason | null;
  error: { code: string; message: string; retryAfterSeconds: number | null } | null;
  meeting: RoomMeeting | null;
  self: Participant | null;
  /** Everybody, oneself included, in the order they came. */
  people: readonly Participant[];
  capacity: number;
  /** Past this many people a mesh becomes crowded. */
  comfortable: number;
  settings: RoomSettings;
  /** Who waits in front of the door, oldest first; only moderators are told. */
  lobby: readonly LobbyPerson[];
  reactions: readonly FloatingReaction[];
  share: ShareState;
  /** Speaking although the microphone is muted. */
  mutedSpeech: boolean;
  /** Faults may be simulated here. */
  canSimulate: boolean;
  /** The title of the meeting one waits in front of. */
  waitingFor: string | null;
  /** What a moderator last did to oneself, to be told once; compare by `atMs`. */
  notice: { what: "mute" | "stop-share" | "lower-hand"; by: string; atMs: number } | null;
  activeSpeakerId: string | null;
  media: LocalMediaState;
  recording: RecordingState;
  /** One's own answer about being recorded. */
  consent: ConsentState;
  /** Recording is on and we have not answered yet. */
  needsConsent: boolean;
  /** Our microphone is being recorded at this moment. */
  capturing: boolean;
  /** This browser cannot record; a sentence that says so. */
  recorderProblem: string | null;
  upload: UploadProgress;
  /** Live emotion, as far as this person takes part and may see it. */
  emotion: EmotionState;
};

/** How many of those present agreed to be recorded. */
export const agreedCount = (people: readonly Pick<RoomPerson, "recording">[]): number =>
  people.filter((person) => person.recording === "granted").length;

/** The room before anybody entered it. */
export const initialState = (media: LocalMediaState): RoomState => ({
  status: "idle",
  endReason: null,
  error: null,
  meeting: null,
  self: null,
  people: [],
  capacity: 0,
  comfortable: 0,
  settings: { lobby: "off", locked: false, hostlessUntilMs: null },
  lobby: [],
  reactions: [],
  share: { on: false, hasSound: false, starting: false },
  mutedSpeech: false,
  canSimulate: false,
  waitingFor: null,
  notice: null,
  activeSpeakerId: null,
  media,
  recording: {
    active: false,
    startedAtMs: null,
    noticeVersion: RECORDING_NOTICE_VERSION,
    goesTo: { sound: null, words: null },
  },
  consent: "unasked",
  needsConsent: false,
  capturing: false,
  recorderProblem: null,
  upload: { pending: 0, sent: 0, retrying: false, refusal: null },
  emotion: INITIAL_EMOTION,
});

/** What the server's welcome says about the room itself. */
export const enteredState = (welcome: RoomWelcome): Partial<RoomState> => {
  const { meeting, recording, capacity, comfortable, settings, lobby, canSimulate } = welcome;
  const room = { meeting, recording, capacity, comfortable, settings, lobby, canSimulate };
  return { status: "connected", error: null, ...room };
};

/** Whether nothing of a person changed that a page shows. */
export const sameParticipant = (a: Participant, b: Participant): boolean =>
  JSON.stringify({ ...a, stream: null, screenStream: null }) ===
    JSON.stringify({ ...b, stream: null, screenStream: null }) &&
  a.stream === b.stream &&
  a.screenStream === b.screenStream;
