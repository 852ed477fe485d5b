import {
  isPresence,
  MAX_PRESENCE_MEMBERS,
  type PresenceMember,
  presenceMember,
} from "@/lib/platform/channels-protocol";
import { redis } from "@/lib/platform/redis";

/** Set of the web copies that serve Channels. */
const COPIES_KEY = "parley:channels:copies";
/** A copy's channels; expires soon after its death. The field that no channel can be named keeps it alive. */
const copyKey = (copyId: string) => `parley:channels:copy:${copyId}`;
const ALIVE_FIELD = ":alive";
/** `copy/socket` → member. */
const presenceKey = (channel: string) => `parley:channels:presence:${channel}`;

const COPY_TTL_MS = 20_000;
const PRESENCE_TTL_MS = 60_000;

/** Adds a member. -1 when the channel is full, else whether the user was there already, and all members. */
const JOIN = `
local users, count, known = {}, 0, 0
for _, raw in ipairs(redis.call('HVALS', KEYS[1])) do
  local id = cjson.decode(raw).user_id
  if not users[id] then users[id] = true; count = count + 1 end
  if id == ARGV[2] then known = 1 end
end
if known == 0 and count >= tonumber(ARGV[4]) then return {-1} end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
local answer = redis.call('HVALS', KEYS[1])
table.insert(answer, 1, tostring(known))
return answer`;

/** Removes a member's socket. The user's id when it was their last one. */
const LEAVE = `
local raw = redis.call('HGET', KEYS[1], ARGV[1])
if not raw then return false end
redis.call('HDEL', KEYS[1], ARGV[1])
local id = cjson.decode(raw).user_id
for _, other in ipairs(redis.call('HVALS', KEYS[1])) do
  if cjson.decode(other).user_id == id then return false end
end
return id`;

/** What all web copies together know: which channels have listeners and who is on presence channels. */
export class ChannelsRegistry {
  constructor(readonly copyId: string) {}

  /** This copy's sign of life, with all channels that have listeners here. */
  async announce(channels: Iterable<string>): Promise<void> {
    const fields = [ALIVE_FIELD, ...channels].flatMap((channel) => [channel, "1"]);
    await redis()
      .multi()
      .sadd(COPIES_KEY, this.copyId)
      .del(copyKey(this.copyId))
      .hset(copyKey(this.copyId), ...fields)
      .pexpire(copyKey(this.copyId), COPY_TTL_MS)
      .exec();
  }

  async occupied(channel: string): Promise<void> {
    await redis().hset(copyKey(this.copyId), channel, "1");
  }

  async vacated(channel: string): Promise<void> {
    await redis().hdel(copyKey(this.copyId), channel);
  }

  /** Every channel with listeners on any living copy. */
  async channels(): Promise<string[]> {
    const found = new Set<string>();
    for (const copyId of await redis().smembers(COPIES_KEY)) {
      const fields = await redis().hkeys(copyKey(copyId));
      if (fields.length === 0) await redis().srem(COPIES_KEY, copyId);
      for (const field of fields) if (field !== ALIVE_FIELD) found.add(field);
    }
    return [...found].sort();
  }

  /** Adds a member; null when the channel is full. */
  async join(
    channel: string,
    socketId: string,
    member: PresenceMember,
  ): Promise<{ isNew: boolean; members: PresenceMember[] } | null> {
    const answer = (await redis().eval(
      JOIN,
      1,
      presenceKey(channel),
      `${this.copyId}/${socketId}`,
      member.user_id,
      JSON.stringify(member),
      MAX_PRESENCE_MEMBERS,
      PRESENCE_TTL_MS,
    )) as [string | number, ...string[]];
    const [known, ...stored] = answer;
    if (known === -1) return null;
    return { isNew: known === "0", members: stored.map(parseMember) };
  }

  /** Removes a member's socket. The user's id when they are gone from the channel with it. */
  async leave(channel: string, socketId: string): Promise<string | null> {
    return this.#remove(channel, `${this.copyId}/${socketId}`);
  }

  async members(channel: string): Promise<PresenceMember[]> {
    return (await redis().hvals(presenceKey(channel))).map(parseMember);
  }

  /**
   * Registers this copy's members again should Redis have lost them, and removes those of copies
   * that died. Yields the ids of users who are gone with them.
   */
  async refresh(channel: string, own: Map<string, PresenceMember>): Promise<string[]> {
    const key = presenceKey(channel);
    const fields = await redis().hkeys(key);
    const have = new Set(fields);
    const missing = [...own].filter(([socketId]) => !have.has(`${this.copyId}/${socketId}`));
    for (const [socketId, member] of missing)
      await redis().hset(key, `${this.copyId}/${socketId}`, JSON.stringify(member));
    await redis().pexpire(key, PRESENCE_TTL_MS);
    const gone: string[] = [];
    for (const field of fields) {
      const copyId = field.slice(0, field.indexOf("/"));
      if (copyId === this.copyId || (await redis().exists(copyKey(copyId))) === 1) continue;
      const userId = await this.#remove(channel, field);
      if (userId !== null) gone.push(userId);
    }
    return gone;
  }

  /** Number of users on a presence channel; null for other channels. */
  async userCount(channel: string): Promise<number | null> {
    if (!isPresence(channel)) return null;
    return new Set((await this.members(channel)).map((member) => member.user_id)).size;
  }

  /** This copy stops serving. */
  async retire(): Promise<void> {
    await redis().multi().srem(COPIES_KEY, this.copyId).del(copyKey(this.copyId)).exec();
  }

  async #remove(channel: string, field: string): Promise<string | null> {
    const userId = await redis().eval(LEAVE, 1, presenceKey(channel), field);
    return typeof userId === "string" ? userId : null;
  }
}

const parseMember = (raw: string): PresenceMember => presenceMember.parse(JSON.parse(raw));
