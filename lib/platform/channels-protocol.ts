import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";

/**
 * The Pusher Channels protocol, version 7, as public clients and server SDKs speak it
 * (pusher.com/docs/channels/library_auth_reference). Names, limits, messages and signatures.
 */

/** Redis pub/sub channel that carries every event to every web copy. */
export const FANOUT_CHANNEL = "parley:channels";
/** Data of one event, as on hosted Channels. */
export const MAX_DATA_BYTES = 10 * 1024;
/** One WebSocket message: data and its envelope, JSON inside JSON. */
export const MAX_MESSAGE_BYTES = 24 * 1024;
export const MAX_CHANNELS_PER_CONNECTION = 100;
export const MAX_CONNECTIONS_PER_ADDRESS = 500;
export const MAX_PRESENCE_MEMBERS = 100;
/** Signed requests are good for this long either way, seconds. */
const SIGNATURE_LIFE_SECONDS = 600;

export const channelName = z
  .string()
  .max(200)
  .regex(/^[\w\-=@,.;]+$/, "not a channel name");
export const eventName = z.string().min(1).max(200);

const isPrivate = (channel: string): boolean => /^(private|presence)-/.test(channel);
export const isPresence = (channel: string): boolean => channel.startsWith("presence-");
/** Client events go to others' browsers: only where everybody was authorised, and never encrypted. */
export const allowsClientEvents = (channel: string): boolean =>
  isPrivate(channel) && !channel.startsWith("private-encrypted-");

export const fanoutMessage = z.object({
  channel: channelName,
  event: eventName,
  data: z.string(),
  /** The socket that does not get it: whose action it tells. */
  except: z.string().optional(),
  /** The sender of a client event on a presence channel. */
  userId: z.string().optional(),
});
export type FanoutMessage = z.infer<typeof fanoutMessage>;

export const clientMessage = z.object({
  event: eventName,
  channel: z.string().max(200).optional(),
  data: z.unknown().optional(),
});

export const subscribeData = z.object({
  channel: channelName,
  auth: z.string().max(500).optional(),
  channel_data: z.string().max(MAX_DATA_BYTES).optional(),
});
export const unsubscribeData = z.object({ channel: channelName });

export const presenceMember = z.object({
  user_id: z.union([z.string().min(1).max(128), z.number()]).transform(String),
  user_info: z.unknown().optional(),
});
export type PresenceMember = z.infer<typeof presenceMember>;

const eventData = z
  .string()
  .refine((data) => Buffer.byteLength(data) <= MAX_DATA_BYTES, "the data is too large");

export const triggerBody = z
  .object({
    name: eventName,
    data: eventData,
    channel: channelName.optional(),
    channels: z.array(channelName).min(1).max(100).optional(),
    socket_id: z.string().optional(),
  })
  .refine((body) => body.channel || body.channels, "a channel is missing");
export const batchBody = z.object({
  batch: z
    .array(
      z.object({
        channel: channelName,
        name: eventName,
        data: eventData,
        socket_id: z.string().optional(),
      }),
    )
    .max(10),
});

/** Compares signatures in constant time. */
function isSame(given: string, wanted: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(wanted);
  return a.length === b.length && timingSafeEqual(a, b);
}

const sign = (secret: string, text: string): string =>
  createHmac("sha256", secret).update(text).digest("hex");

/** Whether a subscription carries the signature it needs; public channels need none. */
export function maySubscribe(
  credentials: { key: string; secret: string },
  socketId: string,
  subscription: z.infer<typeof subscribeData>,
): boolean {
  const { channel, auth = "", channel_data: data } = subscription;
  if (!isPrivate(channel)) return true;
  const suffix = isPresence(channel) ? `:${data ?? ""}` : "";
  const wanted = `${credentials.key}:${sign(credentials.secret, `${socketId}:${channel}${suffix}`)}`;
  return isSame(auth, wanted);
}

/** Whether a REST request carries a valid, recent signature over its method, path, query and body. */
export function isSignedRequest(
  credentials: { key: string; secret: string },
  request: { method: string; url: URL; body: string },
  nowMs: number,
): boolean {
  const { searchParams, pathname } = request.url;
  if (searchParams.get("auth_key") !== credentials.key) return false;
  const age = Math.abs(nowMs / 1000 - Number(searchParams.get("auth_timestamp")));
  if (!(age <= SIGNATURE_LIFE_SECONDS)) return false;
  const md5 = createHash("md5").update(request.body).digest("hex");
  if (request.body !== "" && searchParams.get("body_md5") !== md5) return false;
  const query = [...searchParams]
    .filter(([name]) => name !== "auth_signature")
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  const wanted = sign(credentials.secret, `${request.method}\n${pathname}\n${query}`);
  return isSame(searchParams.get("auth_signature") ?? "", wanted);
}
