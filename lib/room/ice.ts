import { createHmac } from "node:crypto";
import { nowMs } from "@/lib/platform/clock";
import { env } from "@/lib/platform/env";
import type { ConnectionCheck, IceConfig } from "@/lib/room/schema";

/** Credentials of somebody in a room are good for this long, seconds; they are renewed meanwhile. */
export const ROOM_CREDENTIALS_SECONDS = 3_600;
/** Those of the check before entering: long enough for one look. */
const CHECK_CREDENTIALS_SECONDS = 60;

/**
 * The servers over which a browser finds paths to others. Relays get credentials of their own for
 * `id`, as the TURN REST draft (draft-uberti-behave-turn-rest-00) and coturn's `use-auth-secret`
 * have it: the user name is the expiry (epoch seconds) and the id, the password its HMAC-SHA1.
 */
export function iceConfigFor(input: { id: string; lifetimeSeconds: number }): IceConfig {
  const { ICE_SERVERS, STUN_URLS, TURN_URLS, TURN_SECRET } = env();
  const fixed = [...ICE_SERVERS, ...(STUN_URLS.length > 0 ? [{ urls: STUN_URLS }] : [])];
  if (!TURN_SECRET || TURN_URLS.length === 0) return { iceServers: fixed, expiresAtMs: null };
  const expiresAt = Math.floor(nowMs() / 1000) + input.lifetimeSeconds;
  const username = `${expiresAt}:${input.id}`;
  const credential = createHmac("sha1", TURN_SECRET).update(username).digest("base64");
  return {
    iceServers: [...fixed, { urls: TURN_URLS, username, credential }],
    expiresAtMs: expiresAt * 1000,
  };
}

/**
 * What somebody with no more than a meeting's link may try. Fixed credentials of `ICE_SERVERS`
 * never end, so they stay out: whoever collects links must not collect relays.
 */
export function checkConfigFor(id: string): ConnectionCheck {
  const config = iceConfigFor({ id, lifetimeSeconds: CHECK_CREDENTIALS_SECONDS });
  const lasting = new Set<object>(env().ICE_SERVERS.filter(({ credential }) => credential));
  return {
    ...config,
    iceServers: config.iceServers.filter((server) => !lasting.has(server)),
    relayInRoomOnly: lasting.size > 0,
  };
}
