import { createHmac } from "node:crypto";
import Pusher from "pusher";
import { z } from "zod";
import {
  channelName,
  eventName,
  FANOUT_CHANNEL,
  type FanoutMessage,
  MAX_DATA_BYTES,
} from "@/lib/platform/channels-protocol";
import { env, secretFor } from "@/lib/platform/env";
import { redis } from "@/lib/platform/redis";

const AUTH_ENDPOINT = "/api/channels/auth";

export interface ChannelsCredentials {
  appId: string;
  /** Public by design: every page knows it. */
  key: string;
  secret: string;
}

/** The hosted service's credentials; null when the embedded endpoint is in use. */
function hostedCredentials(): ChannelsCredentials | null {
  const { PUSHER_APP_ID: appId, PUSHER_KEY: key, PUSHER_SECRET: secret } = env();
  return appId && key && secret ? { appId, key, secret } : null;
}

/** True when PUSHER_APP_ID, PUSHER_KEY and PUSHER_SECRET name a service elsewhere. */
export const isHosted = (): boolean => hostedCredentials() !== null;

/** The embedded endpoint's credentials, the same in every process of an instance. */
export function embeddedCredentials(): ChannelsCredentials {
  const derive = (part: string) =>
    createHmac("sha256", secretFor("channels")).update(part).digest("hex");
  return {
    appId: "parley",
    key: derive("key").slice(0, 20),
    secret: derive("secret").slice(0, 40),
  };
}

/** What pusher-js needs. */
export interface ChannelsConfig {
  key: string;
  cluster: string;
  wsHost?: string;
  wsPort?: number;
  wssPort?: number;
  forceTLS: boolean;
  authEndpoint: string;
}

/**
 * How the browser connects. `requestHost` is the Host header of the page's request: somebody who
 * came by another name than PARLEY_URL's (the machine's address, say) connects by that name.
 */
export function channelsConfig(requestHost?: string): ChannelsConfig {
  const hosted = hostedCredentials();
  if (hosted) return hostedConfig(hosted.key);
  const configured = new URL(env().PARLEY_URL);
  const asked = requestHost && URL.canParse(`http://${requestHost}`) ? requestHost : undefined;
  const url =
    asked === undefined || asked === configured.host ? configured : new URL(`http://${asked}`);
  const isSecure = url.protocol === "https:";
  return {
    key: embeddedCredentials().key,
    // pusher-js wants one; the host below is what counts.
    cluster: "embedded",
    wsHost: url.hostname,
    wsPort: Number(url.port || 80),
    wssPort: Number(url.port || 443),
    forceTLS: isSecure,
    authEndpoint: AUTH_ENDPOINT,
  };
}

function hostedConfig(key: string): ChannelsConfig {
  const { PUSHER_CLUSTER, PUSHER_HOST, PUSHER_PORT } = env();
  return {
    key,
    cluster: PUSHER_CLUSTER ?? "mt1",
    ...(PUSHER_HOST && { wsHost: PUSHER_HOST }),
    ...(PUSHER_PORT && { wsPort: PUSHER_PORT, wssPort: PUSHER_PORT }),
    forceTLS: true,
    authEndpoint: AUTH_ENDPOINT,
  };
}

const shared = globalThis as typeof globalThis & { parleyPusher?: Pusher };

/** The Pusher SDK: talks to the hosted service, and signs for either. */
function sdk(): Pusher {
  const { PUSHER_CLUSTER, PUSHER_HOST, PUSHER_PORT } = env();
  shared.parleyPusher ??= new Pusher({
    ...(hostedCredentials() ?? embeddedCredentials()),
    useTLS: true,
    ...(PUSHER_HOST
      ? { host: PUSHER_HOST, ...(PUSHER_PORT && { port: String(PUSHER_PORT) }) }
      : { cluster: PUSHER_CLUSTER ?? "mt1" }),
  });
  return shared.parleyPusher;
}

const authorization = z.object({
  socketId: z.string().regex(/^\d+\.\d+$/),
  channel: channelName.regex(/^(private|presence)-/),
  user: z
    .object({ id: z.string().min(1).max(128), info: z.record(z.string(), z.unknown()).optional() })
    .optional(),
});

/**
 * Signs one socket's subscription to a private or presence channel; the caller has checked that
 * this person may listen. A presence channel needs `user`, whom the others there will see.
 */
export function authorizeChannel(request: {
  socketId: string;
  channel: string;
  user?: { id: string; info?: Record<string, unknown> };
}): { auth: string; channel_data?: string } {
  const { socketId, channel, user } = authorization.parse(request);
  if (!channel.startsWith("presence-")) return sdk().authorizeChannel(socketId, channel);
  if (!user) throw new Error("a presence channel needs the user who joins it");
  return sdk().authorizeChannel(socketId, channel, {
    user_id: user.id,
    ...(user.info && { user_info: user.info }),
  });
}

/**
 * Sends an event to everybody on a channel, from any process: through Redis to the embedded
 * endpoint on every web copy, or through the hosted service. Rejects when it could not be handed
 * over. Data is JSON of at most 10 KiB.
 */
export async function publish(channel: string, event: string, data: unknown): Promise<void> {
  const message: FanoutMessage = {
    channel: channelName.parse(channel),
    event: eventName.parse(event),
    data: typeof data === "string" ? data : JSON.stringify(data ?? null),
  };
  if (Buffer.byteLength(message.data) > MAX_DATA_BYTES)
    throw new Error(`the event ${event} is larger than ${MAX_DATA_BYTES} bytes`);
  if (isHosted()) await sdk().trigger(message.channel, message.event, message.data);
  else await redis().publish(FANOUT_CHANNEL, JSON.stringify(message));
}
