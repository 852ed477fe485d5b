import { roleOf } from "@/lib/meetings/role";
import { AppError, forbidden } from "@/lib/platform/errors";
import { isModerator, type LobbyMode, type RoomRole } from "@/lib/room/schema";

/** Somebody who was refused at the door may ask again after this long, milliseconds. */
export const DENIED_MS = 60_000;

/** What the way into a room depends on: a seat, or what a newcomer's seat would be. */
export interface Entrant {
  userId: string | null;
  role: RoomRole;
  actingHostSince: Date | null;
  joinedAt: Date | null;
  admittedAt: Date | null;
  deniedAt: Date | null;
  removedAt: Date | null;
}

/**
 * What somebody meets at the door. `in`: may enter; `wait`: a host has to open; the others are
 * refusals, `denied` only for `againAtMs` (epoch milliseconds).
 */
export type Entry =
  | { kind: "in" | "wait" | "locked" | "removed" }
  | { kind: "denied"; againAtMs: number };

/**
 * The rule of the door. Whoever was removed stays out; hosts and co-hosts, people who were in
 * before and people whom a host let in pass; everybody else meets the lock first, then the lobby.
 */
export function entryOf(input: {
  meeting: { lobby: LobbyMode; lockedAt: Date | null };
  seat: Entrant;
  atMs: number;
}): Entry {
  const { meeting, seat, atMs } = input;
  if (seat.removedAt) return { kind: "removed" };
  if (isModerator(roleOf(seat)) || seat.joinedAt || seat.admittedAt) return { kind: "in" };
  if (meeting.lockedAt) return { kind: "locked" };
  if (!mustWait(meeting.lobby, seat.userId === null)) return { kind: "in" };
  const againAtMs = (seat.deniedAt?.getTime() ?? 0) + DENIED_MS;
  return againAtMs > atMs ? { kind: "denied", againAtMs } : { kind: "wait" };
}

/** Whether a newcomer has to wait for a host. */
export const mustWait = (lobby: LobbyMode, isGuest: boolean): boolean =>
  lobby === "everyone" || (lobby === "guests" && isGuest);

/** The refusal of somebody who was sent out. */
export const removedError = (): AppError => forbidden("A host removed you from this meeting.");

/** The refusal that an entry is; null when it is none. */
export function refusalOf(entry: Entry, atMs: number): AppError | null {
  if (entry.kind === "removed") return removedError();
  if (entry.kind === "locked") return new AppError("locked", "The host has locked this meeting.");
  if (entry.kind !== "denied") return null;
  const retryAfterSeconds = Math.max(1, Math.ceil((entry.againAtMs - atMs) / 1000));
  return new AppError(
    "forbidden",
    `A host did not let you in. You may ask again in ${retryAfterSeconds} ${retryAfterSeconds === 1 ? "second" : "seconds"}.`,
    { retryAfterSeconds },
  );
}
