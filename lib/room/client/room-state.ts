import type { z } from "zod";
import type { UploadProgress } from "@/lib/recordings/client/uploader";
import {
  type ConsentState,
  type endReason,
  RECORDING_NOTICE_VERSION,
  type RecordingState,
  type RoomPerson,
  type roomMeeting,
} from "@/lib/room/schema";
import type { LocalMediaState } from "./local-media";
import type { PathState } from "./media-plane";

export type RoomStatus = "idle" | "joining" | "connected" | "reconnecting" | "ended" | "failed";
/** Why we are out: what the server said, or that we left ourselves. */
export type EndReason = z.infer<typeof endReason> | "left";
export type RoomMeeting = z.infer<typeof roomMeeting>;

/** Somebody in the room together with what arrives from them. */
export type Participant = RoomPerson & {
  isSelf: boolean;
  /** Their picture and sound; one's own for oneself; null until something arrives. */
  stream: MediaStream | null;
  path: PathState;
};

/** Everything a page shows of the room. Immutable: a change is a new object. */
export type RoomState = {
  status: RoomStatus;
  endReason: EndReason | null;
  error: { code: string; message: string } | null;
  meeting: RoomMeeting | null;
  self: Participant | null;
  /** Everybody, oneself included, in the order they came. */
  people: readonly Participant[];
  capacity: number;
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
  activeSpeakerId: null,
  media,
  recording: { active: false, startedAtMs: null, noticeVersion: RECORDING_NOTICE_VERSION },
  consent: "unasked",
  needsConsent: false,
  capturing: false,
  recorderProblem: null,
  upload: { pending: 0, sent: 0, retrying: false, refusal: null },
});

/** Whether nothing of a person changed that a page shows. */
export const sameParticipant = (a: Participant, b: Participant): boolean =>
  JSON.stringify({ ...a, stream: null }) === JSON.stringify({ ...b, stream: null }) &&
  a.stream === b.stream;
