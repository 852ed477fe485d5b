import { grantedKey, grantKey, groupKey, memoryKey, slotKey } from "@/lib/emotion/keys";
import { modalities, policyNow } from "@/lib/emotion/policy";
import { findAllowance } from "@/lib/emotion/repo";
import { redis } from "@/lib/platform/redis";

/** A grant is made again from Postgres when Redis has lost it. */
const GRANT_SECONDS = 2 * 3600;

/**
 * What a person allows now, as Redis holds it beside their slot, so that one script decides and
 * stores. `stamp` names this very answer: a connection made for an older one is refused.
 */
export interface Grant {
  participantId: string;
  meetingId: string;
  visibility: string;
  startedAtMs: number;
  face: boolean;
  voice: boolean;
  stamp: string;
}

/** Writes a grant only where there is none: an answer given meanwhile must win. */
const WRITE_IF_ABSENT = `
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('EXPIRE', KEYS[1], ARGV[1])
return 1`;

/** What Postgres says now; all false where nothing is allowed. */
async function allowed(participantId: string): Promise<Grant | null> {
  const [found, policy] = await Promise.all([findAllowance(participantId), policyNow()]);
  if (!found) return null;
  const { meeting } = found;
  const open = policy.available && meeting.emotion !== null && !meeting.endedAt && !found.removedAt;
  const known = modalities();
  return {
    participantId,
    meetingId: meeting.id,
    visibility: meeting.emotion ?? "",
    startedAtMs: meeting.startedAt?.getTime() ?? 0,
    face: open && found.face === "granted" && known.includes("face"),
    voice: open && found.voice === "granted" && known.includes("voice"),
    stamp: found.consents[0]?.id ?? "never-answered",
  };
}

const fieldsOf = (grant: Grant): string[] => [
  ...["meetingId", grant.meetingId, "visibility", grant.visibility],
  ...["startedAtMs", String(grant.startedAtMs), "stamp", grant.stamp],
  ...["face", grant.face ? "1" : "0", "voice", grant.voice ? "1" : "0"],
];

/**
 * Puts in force what Postgres says now, replacing what was. From then on the server takes nothing
 * that is not allowed, and what it still holds of it is gone.
 */
export async function renewGrant(participantId: string): Promise<Grant | null> {
  const grant = await allowed(participantId);
  if (!grant) return null;
  const key = grantKey(participantId);
  await redis()
    .multi()
    .del(key, slotKey(participantId), memoryKey(participantId))
    .hdel(groupKey(grant.meetingId), participantId)
    .hset(key, ...fieldsOf(grant))
    .expire(key, GRANT_SECONDS)
    .sadd(grantedKey(grant.meetingId), participantId)
    .expire(grantedKey(grant.meetingId), GRANT_SECONDS)
    .exec();
  return grant;
}

/** The grant in force; made from Postgres when Redis does not know it. */
export async function grantOf(participantId: string): Promise<Grant | null> {
  const known = await readGrant(participantId);
  if (known) return known;
  const grant = await allowed(participantId);
  if (!grant) return null;
  await redis().eval(
    WRITE_IF_ABSENT,
    1,
    grantKey(participantId),
    GRANT_SECONDS,
    ...fieldsOf(grant),
  );
  await redis().sadd(grantedKey(grant.meetingId), participantId);
  return readGrant(participantId);
}

async function readGrant(participantId: string): Promise<Grant | null> {
  const found = await redis().hgetall(grantKey(participantId));
  if (!found.stamp || !found.meetingId) return null;
  return {
    participantId,
    meetingId: found.meetingId,
    visibility: found.visibility ?? "",
    startedAtMs: Number(found.startedAtMs),
    face: found.face === "1",
    voice: found.voice === "1",
    stamp: found.stamp,
  };
}

/** Everybody of a meeting whose answers are in force somewhere. */
export const grantedIn = (meetingId: string): Promise<string[]> =>
  redis().smembers(grantedKey(meetingId));
