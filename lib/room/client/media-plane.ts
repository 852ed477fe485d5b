import type { RoomPerson, SignalPayload } from "@/lib/room/schema";
import type { Emitter } from "./emitter";
import type { LinkQuality } from "./link-quality";
import type { LinkReport } from "./link-stats";

/** The path to one other person, as the room shows it. */
export type PathState = "connecting" | "connected" | "recovering";

export type MediaPlaneEvents = {
  /** To be delivered to that person's media plane, in order. */
  signal: { to: string; payload: SignalPayload };
  /** Somebody's picture and sound arrive (one stream, stable for as long as the path lives). */
  stream: { participantId: string; stream: MediaStream };
  /** A second stream of somebody arrives: it is their screen when `person.screen` names it. */
  screen: { participantId: string; stream: MediaStream };
  path: { participantId: string; state: PathState };
  quality: { participantId: string };
  gone: { participantId: string };
};

/**
 * How pictures and sound get from everybody to everybody. The mesh is one way; a forwarding server
 * is another: it would take the same people, answer the same events, and ignore peer signals.
 */
export interface MediaPlane extends Pick<Emitter<MediaPlaneEvents>, "on"> {
  /** The room as the server sees it; paths are opened and closed to fit. */
  setPeople(self: RoomPerson, others: readonly RoomPerson[]): void;
  receiveSignal(from: string, payload: SignalPayload): void;
  /** What is sent instead of `previous` from now on; never renegotiates. */
  replaceTrack(previous: MediaStreamTrack, next: MediaStreamTrack): void;
  /**
   * Shares this stream as a screen beside the camera, or nothing. Over all shares of a page it is
   * the same stream with other tracks, so that its id stays.
   */
  setScreen(stream: MediaStream | null): void;
  /** Whose pictures are shown; the others send next to nothing. Everybody's until it is said. */
  setVisible(ids: readonly string[]): void;
  /** Whether the way to the server is open; while it is not, nothing is judged by its silence. */
  setSignaling(open: boolean): void;
  setIceServers(servers: RTCIceServer[]): void;
  /** Loudness of what arrives from each person, 0..1; null where only the sound itself can tell. */
  audioLevels(): ReadonlyMap<string, number | null>;
  /** How good the way to somebody is; null until it is known. */
  qualityOf(participantId: string): LinkQuality | null;
  /** What was last measured of the way to somebody. */
  reportOf(participantId: string): LinkReport | null;
  /** The network changed (another Wi-Fi, a sleeping device): look for new paths at once. */
  refresh(): void;
  /** Somebody looks again: look for new paths where there is none. */
  nudge(): void;
  close(): void;
}
