import { z } from "zod";
import { redis } from "@/lib/platform/redis";
import { LOBBIES_KEY, lobbyKey } from "@/lib/room/keys";
import { lobbyPerson } from "@/lib/room/schema";

/** A lobby nobody touched for this long is forgotten, milliseconds. */
const LOBBY_TTL_MS = 24 * 3600 * 1000;

/** Somebody in front of the door, as Redis holds them. */
const waitingRecord = z.object({
  person: lobbyPerson,
  /** The web copy and the socket that wait. */
  copy: z.string(),
  socket: z.string(),
});
export type WaitingRecord = z.infer<typeof waitingRecord>;

/** Takes somebody off if this socket is the one that waits; the last one takes the lobby along. */
const REMOVE = `
local held = redis.call('HGET', KEYS[1], ARGV[1])
if not held then return 0 end
local ok, other = pcall(cjson.decode, held)
if ok and other.socket ~= ARGV[2] then return 0 end
redis.call('HDEL', KEYS[1], ARGV[1])
if redis.call('HLEN', KEYS[1]) == 0 then redis.call('SREM', KEYS[2], ARGV[3]) end
return 1`;

/** Notes that somebody waits, in place of an older note of theirs. */
export async function putWaiting(meetingId: string, record: WaitingRecord): Promise<void> {
  await redis()
    .multi()
    .hset(lobbyKey(meetingId), record.person.id, JSON.stringify(record))
    .pexpire(lobbyKey(meetingId), LOBBY_TTL_MS)
    .sadd(LOBBIES_KEY, meetingId)
    .exec();
}

/** Takes a socket's note off. False when there was none, or a newer socket's. */
export async function removeWaiting(
  meetingId: string,
  record: Pick<WaitingRecord, "socket"> & { person: { id: string } },
): Promise<boolean> {
  const args = [record.person.id, record.socket, meetingId];
  return (await redis().eval(REMOVE, 2, lobbyKey(meetingId), LOBBIES_KEY, ...args)) === 1;
}

/** One person in front of the door; null when they do not wait. */
export const findWaiting = async (meetingId: string, id: string): Promise<WaitingRecord | null> =>
  parseWaiting(await redis().hget(lobbyKey(meetingId), id));

/** Everybody in front of a room's door, who came first first. What cannot be read is left out. */
export async function readWaiting(meetingId: string): Promise<WaitingRecord[]> {
  return Object.values(await redis().hgetall(lobbyKey(meetingId)))
    .flatMap((raw) => parseWaiting(raw) ?? [])
    .sort((a, b) => a.person.sinceMs - b.person.sinceMs);
}

/** The meetings with people in front of their door. */
export const lobbiesNow = (): Promise<string[]> => redis().smembers(LOBBIES_KEY);

function parseWaiting(raw: string | null): WaitingRecord | null {
  if (!raw) return null;
  try {
    return waitingRecord.parse(JSON.parse(raw));
  } catch {
    return null;
  }
}
