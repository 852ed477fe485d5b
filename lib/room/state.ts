import { z } from "zod";
import { nowMs } from "@/lib/platform/clock";
import { redis } from "@/lib/platform/redis";
import {
  DUE_KEY,
  HOSTLESS_KEY,
  LOBBIES_KEY,
  lobbyKey,
  orderKey,
  peopleKey,
  ROOMS_KEY,
} from "@/lib/room/keys";
import { type RoomPerson, roomPerson } from "@/lib/room/schema";

/** A room nobody touched for this long is forgotten, milliseconds. */
const ROOM_TTL_MS = 24 * 3600 * 1000;

/** Someone's place in a room, as Redis holds it. */
const seatRecord = z.object({
  person: roomPerson,
  /** The web copy and the socket that hold the seat. */
  copy: z.string(),
  socket: z.string(),
  /** When this socket took the seat, epoch milliseconds. Of two claims the newer one wins. */
  since: z.number(),
  /** When the seat is given up, epoch milliseconds; null while connected. */
  goneAt: z.number().nullable(),
});
export type SeatRecord = z.infer<typeof seatRecord>;

/** A record as read, with the exact text it was parsed from, for compare-and-set. */
export interface StoredSeat {
  record: SeatRecord;
  raw: string;
}

/** Writes a seat unless a newer socket holds it. */
const CLAIM = `
local held = redis.call('HGET', KEYS[1], ARGV[1])
if held then
  local ok, other = pcall(cjson.decode, held)
  if ok and other.socket ~= ARGV[2] and other.since > tonumber(ARGV[3]) then return 0 end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[6])
redis.call('SADD', KEYS[2], ARGV[5])
redis.call('ZREM', KEYS[3], ARGV[5])
return 1`;

/** Deletes a seat if the test holds; an emptied room gets the time at which it is ended. */
const REMOVE = `
local held = redis.call('HGET', KEYS[1], ARGV[1])
if not held then return -1 end
if ARGV[2] == 'socket' then
  local ok, other = pcall(cjson.decode, held)
  if ok and other.socket ~= ARGV[3] then return 0 end
elseif ARGV[2] == 'raw' and held ~= ARGV[3] then return 0 end
redis.call('HDEL', KEYS[1], ARGV[1])
if redis.call('HLEN', KEYS[1]) == 0 then
  redis.call('SREM', KEYS[2], ARGV[4])
  redis.call('ZADD', KEYS[3], 'NX', ARGV[5], ARGV[4])
end
return 1`;

/** Replaces a seat if it still is exactly what was read. */
const SWAP = `
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1`;

/** An order later than every one given before, also when Redis has forgotten what it gave. */
const NEXT_ORDER = `
local order = math.max(tonumber(ARGV[1]), tonumber(redis.call('GET', KEYS[1]) or '0') + 1)
redis.call('SET', KEYS[1], string.format('%.0f', order), 'PX', ARGV[2])
return string.format('%.0f', order)`;

/** Notes when an empty room is to be ended, unless somebody is in it or it is noted already. */
const MARK_EMPTY = `
if redis.call('HLEN', KEYS[1]) > 0 then return 0 end
redis.call('SREM', KEYS[2], ARGV[1])
return redis.call('ZADD', KEYS[3], 'NX', ARGV[2], ARGV[1])`;

const keysOf = (meetingId: string) => [peopleKey(meetingId), ROOMS_KEY, DUE_KEY] as const;

/** Writes a seat. False when a newer socket of the same seat holds it. */
export async function claimSeat(meetingId: string, record: SeatRecord): Promise<boolean> {
  const written = await redis().eval(
    CLAIM,
    3,
    ...keysOf(meetingId),
    record.person.id,
    record.socket,
    record.since,
    JSON.stringify(record),
    meetingId,
    ROOM_TTL_MS,
  );
  return written === 1;
}

/**
 * Removes a seat held by this socket, one whose stored text is still `raw`, or any. Yields `removed`,
 * `absent` (Redis knew nothing of it) or `held` (by another socket, or changed meanwhile).
 */
export async function removeSeat(input: {
  meetingId: string;
  participantId: string;
  held: { socket: string } | { raw: string } | "any";
  /** When the room is ended should this have been the last person, epoch milliseconds. */
  endAtMs: number;
}): Promise<"removed" | "absent" | "held"> {
  const { meetingId, participantId, held, endAtMs } = input;
  const [by, value] =
    held === "any" ? ["any", ""] : "socket" in held ? ["socket", held.socket] : ["raw", held.raw];
  const result = await redis().eval(
    REMOVE,
    3,
    ...keysOf(meetingId),
    participantId,
    by,
    value,
    meetingId,
    endAtMs,
  );
  return result === 1 ? "removed" : result === -1 ? "absent" : "held";
}

/** Replaces a seat that nobody changed since it was read. */
export async function swapSeat(
  meetingId: string,
  stored: StoredSeat,
  next: SeatRecord,
): Promise<boolean> {
  const args = [next.person.id, stored.raw, JSON.stringify(next)];
  return (await redis().eval(SWAP, 1, peopleKey(meetingId), ...args)) === 1;
}

/**
 * The join order of a newcomer: epoch milliseconds, or one more than the last one given. Being a
 * time, it stays later than all before it even after Redis lost the counter.
 */
export async function nextJoinOrder(meetingId: string): Promise<number> {
  return Number(await redis().eval(NEXT_ORDER, 1, orderKey(meetingId), nowMs(), ROOM_TTL_MS));
}

/** Every seat of a room by participant id. What cannot be read is left out. */
export async function readSeats(meetingId: string): Promise<Map<string, StoredSeat>> {
  const seats = new Map<string, StoredSeat>();
  for (const [id, raw] of Object.entries(await redis().hgetall(peopleKey(meetingId)))) {
    const record = parseSeat(raw);
    if (record) seats.set(id, { record, raw });
  }
  return seats;
}

/** The stored text of a seat → the record; null when it is not one. */
function parseSeat(raw: string | null | undefined): SeatRecord | null {
  if (!raw) return null;
  try {
    return seatRecord.parse(JSON.parse(raw));
  } catch {
    return null;
  }
}

/** Whether somebody has a seat in the room. */
export const hasSeat = async (meetingId: string, participantId: string): Promise<boolean> =>
  (await redis().hexists(peopleKey(meetingId), participantId)) === 1;

/** Seats → people by join order, without those whose time to come back has passed. */
export function peopleOf(seats: Iterable<{ record: SeatRecord }>, atMs = nowMs()): RoomPerson[] {
  return [...seats]
    .map(({ record }) => record)
    .filter((record) => record.goneAt === null || record.goneAt > atMs)
    .map((record) => record.person)
    .sort((a, b) => a.joinOrder - b.joinOrder);
}

/** Who is in a meeting's room now, in the order they came. */
export const peopleHere = async (meetingId: string): Promise<RoomPerson[]> =>
  peopleOf((await readSeats(meetingId)).values());

/** How many rooms have people in them, and how many people that are. */
export async function roomsNow(): Promise<{ meetings: number; people: number }> {
  const meetingIds = await redis().smembers(ROOMS_KEY);
  const counts = await Promise.all(meetingIds.map((id) => redis().hlen(peopleKey(id))));
  const occupied = counts.filter((count) => count > 0);
  return { meetings: occupied.length, people: occupied.reduce((sum, count) => sum + count, 0) };
}

/** Notes that a room is empty and when to end it. True when that was news. */
export async function markEmpty(meetingId: string, endAtMs: number): Promise<boolean> {
  return (await redis().eval(MARK_EMPTY, 3, ...keysOf(meetingId), meetingId, endAtMs)) === 1;
}

/** Forgets a room whose meeting has ended. */
export async function forgetRoom(meetingId: string): Promise<void> {
  await redis()
    .multi()
    .del(peopleKey(meetingId), orderKey(meetingId), lobbyKey(meetingId))
    .srem(ROOMS_KEY, meetingId)
    .srem(LOBBIES_KEY, meetingId)
    .zrem(DUE_KEY, meetingId)
    .zrem(HOSTLESS_KEY, meetingId)
    .exec();
}
