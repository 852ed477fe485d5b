import type { z } from "zod";
import { api } from "@/lib/client/api";
import { emotionsForgotten } from "@/lib/emotion/schema";
import {
  type ConnectionCheck,
  connectionCheck,
  type IceConfig,
  iceConfig,
  type RoomPreview,
  roomPreview,
  seatAnswer,
} from "@/lib/room/schema";

export type Seat = z.infer<typeof seatAnswer>;

/**
 * What somebody with the link may know before entering.
 * @throws {ApiError} 404 when there is no such meeting.
 */
export const fetchRoomPreview = (code: string, signal?: AbortSignal): Promise<RoomPreview> =>
  api({
    path: `/api/rooms/${encodeURIComponent(code)}`,
    out: roomPreview,
    ...(signal ? { signal } : {}),
  });

/**
 * Takes a seat under this name, or takes one's own up again; the seat is a cookie from then on.
 * With the meeting's host key the seat is a host's.
 * @throws {ApiError} 400 for a name or key that cannot be used, 410 when the meeting has ended.
 */
export const takeSeat = (code: string, name: string, hostKey?: string): Promise<Seat> =>
  api({
    path: `/api/rooms/${encodeURIComponent(code)}/seat`,
    method: "POST",
    body: { name, ...(hostKey ? { hostKey } : {}) },
    out: seatAnswer,
  });

/**
 * Deletes what was read of oneself in a meeting, for guests too.
 * @throws {ApiError} 404 without a seat in it.
 */
export const forgetOwnEmotions = (code: string) =>
  api({
    path: `/api/rooms/${encodeURIComponent(code)}/emotions`,
    method: "DELETE",
    out: emotionsForgotten,
  });

/**
 * Fresh servers and credentials for somebody in the room; good until `expiresAtMs`.
 * @throws {ApiError} 404 for anybody else.
 */
export const fetchIce = (code: string): Promise<IceConfig> =>
  api({ path: `/api/rooms/${encodeURIComponent(code)}/ice`, out: iceConfig });

/**
 * Servers for the connection check before entering; their credentials last a minute.
 * @throws {ApiError} 404 for an unknown code, 410 when the meeting has ended.
 */
export const fetchCheckServers = (code: string, signal?: AbortSignal): Promise<ConnectionCheck> =>
  api({
    path: `/api/rooms/${encodeURIComponent(code)}/check`,
    method: "POST",
    body: {},
    out: connectionCheck,
    ...(signal ? { signal } : {}),
  });
