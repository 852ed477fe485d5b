import { randomInt, randomUUID } from "node:crypto";
import { WebSocket } from "ws";
import type { ChannelsCredentials } from "@/lib/platform/channels";
import {
  allowsClientEvents,
  clientMessage,
  FANOUT_CHANNEL,
  type FanoutMessage,
  isPresence,
  MAX_CHANNELS_PER_CONNECTION,
  MAX_DATA_BYTES,
  MAX_PRESENCE_MEMBERS,
  maySubscribe,
  type PresenceMember,
  presenceMember,
  subscribeData,
  unsubscribeData,
} from "@/lib/platform/channels-protocol";
import { ChannelsRegistry } from "@/lib/platform/channels-registry";
import { nowMs } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import { redis } from "@/lib/platform/redis";

/** Clients ask for a sign of life after this much silence, seconds; so do we. */
const ACTIVITY_TIMEOUT_SECONDS = 60;
const PONG_TIMEOUT_SECONDS = 30;
/** A client that reads this slowly is cut off, bytes. */
const MAX_BUFFERED_BYTES = 1024 * 1024;
/** Messages a client may send at once, and per second after that. */
const MESSAGE_BURST = 200;
const MESSAGES_PER_SECOND = 20;
/** How often this copy confirms what it knows in Redis, milliseconds. */
export const REFRESH_MS = 5_000;

/** Close codes: 4000-4099 do not come back, 4100-4199 come back later, 4200-4299 come back at once. */
export const CLOSE = {
  unknownApp: 4001,
  unsupportedProtocol: 4007,
  overCapacity: 4100,
  restart: 4200,
  silent: 4201,
} as const;
const ERROR = { badMessage: 4200, unauthorized: 4009, clientEventRejected: 4301 } as const;

interface Subscription {
  member: PresenceMember | null;
  /** Events that came before the subscription's own answer; null once it was sent. */
  waiting: FanoutMessage[] | null;
}

export interface Connection {
  ws: WebSocket;
  socketId: string;
  subscriptions: Map<string, Subscription>;
  heardAtMs: number;
  allowance: number;
  countedAtMs: number;
  /** Messages of one client are handled one after the other. */
  queue: Promise<void>;
}

/** The connections, subscriptions and presence of one web copy, and the fan-out between copies. */
export class ChannelsHub {
  readonly registry = new ChannelsRegistry(randomUUID());
  readonly #connections = new Map<string, Connection>();
  readonly #channels = new Map<string, Set<Connection>>();

  constructor(private readonly credentials: ChannelsCredentials) {}

  /** Takes over an accepted WebSocket. */
  open(ws: WebSocket): Connection {
    const connection: Connection = {
      ws,
      socketId: `${randomInt(1, 2 ** 40)}.${randomInt(1, 2 ** 40)}`,
      subscriptions: new Map(),
      heardAtMs: nowMs(),
      allowance: MESSAGE_BURST,
      countedAtMs: nowMs(),
      queue: Promise.resolve(),
    };
    this.#connections.set(connection.socketId, connection);
    ws.on("message", (raw, isBinary) => this.#onMessage(connection, isBinary ? "" : String(raw)));
    ws.on("error", () => ws.terminate());
    ws.on("close", () => this.#onClose(connection));
    send(connection, "pusher:connection_established", {
      socket_id: connection.socketId,
      activity_timeout: ACTIVITY_TIMEOUT_SECONDS,
    });
    return connection;
  }

  /** Delivers an event to those connected here. */
  deliver(message: FanoutMessage): void {
    for (const connection of this.#channels.get(message.channel) ?? []) {
      if (connection.socketId === message.except) continue;
      const subscription = connection.subscriptions.get(message.channel);
      if (subscription?.waiting) subscription.waiting.push(message);
      else write(connection, envelope(message));
    }
  }

  /** Hands an event to every copy, this one included. */
  async publish(message: FanoutMessage): Promise<void> {
    await redis().publish(FANOUT_CHANNEL, JSON.stringify(message));
  }

  /** Asks silent clients whether they are there and cuts off those who did not answer. */
  checkSilence(): void {
    for (const connection of this.#connections.values()) {
      const silence = (nowMs() - connection.heardAtMs) / 1000;
      if (silence > ACTIVITY_TIMEOUT_SECONDS + PONG_TIMEOUT_SECONDS)
        connection.ws.close(CLOSE.silent, "No sign of life");
      else if (silence > ACTIVITY_TIMEOUT_SECONDS) send(connection, "pusher:ping", {});
    }
  }

  /** Confirms this copy's channels and members in Redis, and clears away those of dead copies. */
  async refresh(): Promise<void> {
    await this.registry.announce(this.#channels.keys());
    for (const [channel, connections] of this.#channels) {
      if (!isPresence(channel)) continue;
      const own = new Map<string, PresenceMember>();
      for (const { socketId, subscriptions } of connections) {
        const subscription = subscriptions.get(channel);
        if (subscription?.member && !subscription.waiting) own.set(socketId, subscription.member);
      }
      for (const userId of await this.registry.refresh(channel, own))
        await this.#tellRemoved(channel, userId);
    }
  }

  /** Ends every connection so that clients come back to another copy, and signs off. */
  async close(): Promise<void> {
    for (const connection of [...this.#connections.values()]) {
      connection.ws.close(CLOSE.restart, "The server restarts");
      this.#onClose(connection);
      await connection.queue;
    }
    await this.registry.retire();
  }

  #onMessage(connection: Connection, raw: string): void {
    connection.heardAtMs = nowMs();
    if (!spend(connection)) {
      connection.ws.close(CLOSE.overCapacity, "Too many messages");
      return;
    }
    connection.queue = connection.queue
      .then(() => this.#handle(connection, raw))
      .catch((error: unknown) => {
        log("channels").warn({ err: error }, "message failed");
        sendError(connection, ERROR.badMessage, "That failed; please try again");
      });
  }

  async #handle(connection: Connection, raw: string): Promise<void> {
    if (!this.#connections.has(connection.socketId)) return;
    const message = clientMessage.safeParse(parseJson(raw));
    if (!message.success) return sendError(connection, ERROR.badMessage, "Not a message");
    const { event, channel } = message.data;
    const data =
      typeof message.data.data === "string" && event.startsWith("pusher:")
        ? parseJson(message.data.data)
        : message.data.data;
    if (event === "pusher:ping") return send(connection, "pusher:pong", {});
    if (event === "pusher:pong") return;
    if (event === "pusher:subscribe") return this.#subscribe(connection, data);
    if (event === "pusher:unsubscribe") {
      const parsed = unsubscribeData.safeParse(data);
      if (parsed.success) await this.#unsubscribe(connection, parsed.data.channel);
      return;
    }
    if (event.startsWith("client-")) return this.#clientEvent(connection, event, channel, data);
    sendError(connection, ERROR.badMessage, "Unknown event");
  }

  async #subscribe(connection: Connection, data: unknown): Promise<void> {
    const parsed = subscribeData.safeParse(data);
    if (!parsed.success) return sendError(connection, ERROR.unauthorized, "Invalid channel name");
    const { channel, channel_data: channelData } = parsed.data;
    const refuse = (status: number, error: string) =>
      send(connection, "pusher:subscription_error", { type: "AuthError", error, status }, channel);
    if (!maySubscribe(this.credentials, connection.socketId, parsed.data))
      return refuse(401, "The signature is not valid");
    const known = connection.subscriptions.get(channel);
    if (!known && connection.subscriptions.size >= MAX_CHANNELS_PER_CONNECTION)
      return refuse(429, `At most ${MAX_CHANNELS_PER_CONNECTION} channels per connection`);
    const member = isPresence(channel)
      ? presenceMember.safeParse(parseJson(channelData ?? "")).data
      : null;
    if (member === undefined) return refuse(400, "The member's data is not valid");
    if (known) return send(connection, SUCCEEDED, await this.#presence(channel, member), channel);

    const subscription: Subscription = { member, waiting: [] };
    connection.subscriptions.set(channel, subscription);
    await this.#listen(connection, channel);
    const joined = member ? await this.registry.join(channel, connection.socketId, member) : null;
    if (member && !joined) {
      await this.#unsubscribe(connection, channel);
      return refuse(403, `At most ${MAX_PRESENCE_MEMBERS} people on a presence channel`);
    }
    send(connection, SUCCEEDED, joined ? presenceOf(joined.members) : {}, channel);
    for (const message of subscription.waiting ?? []) write(connection, envelope(message));
    subscription.waiting = null;
    if (joined?.isNew && member)
      await this.publish({
        channel,
        event: "pusher_internal:member_added",
        data: JSON.stringify(member),
        except: connection.socketId,
      });
  }

  async #presence(channel: string, member: PresenceMember | null): Promise<unknown> {
    return member ? presenceOf(await this.registry.members(channel)) : {};
  }

  async #listen(connection: Connection, channel: string): Promise<void> {
    const listeners = this.#channels.get(channel);
    if (listeners) return void listeners.add(connection);
    this.#channels.set(channel, new Set([connection]));
    await this.registry.occupied(channel);
  }

  async #unsubscribe(connection: Connection, channel: string): Promise<void> {
    const subscription = connection.subscriptions.get(channel);
    if (!subscription) return;
    connection.subscriptions.delete(channel);
    const listeners = this.#channels.get(channel);
    listeners?.delete(connection);
    if (listeners?.size === 0) {
      this.#channels.delete(channel);
      await this.registry.vacated(channel);
    }
    if (!subscription.member) return;
    const gone = await this.registry.leave(channel, connection.socketId);
    if (gone !== null) await this.#tellRemoved(channel, gone);
  }

  #tellRemoved(channel: string, userId: string): Promise<void> {
    const data = JSON.stringify({ user_id: userId });
    return this.publish({ channel, event: "pusher_internal:member_removed", data });
  }

  async #clientEvent(
    connection: Connection,
    event: string,
    channel: string | undefined,
    data: unknown,
  ): Promise<void> {
    const subscription = channel ? connection.subscriptions.get(channel) : undefined;
    if (!channel || !subscription || !allowsClientEvents(channel))
      return sendError(connection, ERROR.clientEventRejected, "Client events are not allowed here");
    const text = typeof data === "string" ? data : JSON.stringify(data ?? null);
    if (Buffer.byteLength(text) > MAX_DATA_BYTES)
      return sendError(connection, ERROR.clientEventRejected, "The data is too large");
    await this.publish({
      channel,
      event,
      data: text,
      except: connection.socketId,
      ...(subscription.member && { userId: subscription.member.user_id }),
    });
  }

  #onClose(connection: Connection): void {
    if (!this.#connections.delete(connection.socketId)) return;
    // After what is still being handled, so that nothing is registered once it was cleared away.
    connection.queue = connection.queue
      .then(() => this.#unsubscribeAll(connection))
      // What Redis does not hear now, the refresh of another copy clears away.
      .catch((error: unknown) => log("channels").warn({ err: error }, "leaving not told"));
  }

  async #unsubscribeAll(connection: Connection): Promise<void> {
    for (const channel of [...connection.subscriptions.keys()])
      await this.#unsubscribe(connection, channel);
  }
}

const SUCCEEDED = "pusher_internal:subscription_succeeded";

/** Token bucket. False when the client sent more than it may. */
function spend(connection: Connection): boolean {
  const now = nowMs();
  const earned = ((now - connection.countedAtMs) / 1000) * MESSAGES_PER_SECOND;
  connection.allowance = Math.min(MESSAGE_BURST, connection.allowance + earned) - 1;
  connection.countedAtMs = now;
  return connection.allowance >= 0;
}

function presenceOf(members: PresenceMember[]) {
  const hash = Object.fromEntries(
    members.map((member) => [member.user_id, member.user_info ?? null]),
  );
  const ids = Object.keys(hash);
  return { presence: { ids, hash, count: ids.length } };
}

const envelope = ({ event, channel, data, userId }: FanoutMessage): string =>
  JSON.stringify({ event, channel, data, ...(userId && { user_id: userId }) });

function write({ ws }: Connection, text: string): void {
  if (ws.readyState !== WebSocket.OPEN) return;
  if (ws.bufferedAmount > MAX_BUFFERED_BYTES) ws.terminate();
  else ws.send(text);
}

/** The protocol wants the data of the server's messages as JSON within JSON. */
function send(connection: Connection, event: string, data: unknown, channel?: string): void {
  write(
    connection,
    JSON.stringify({ event, ...(channel && { channel }), data: JSON.stringify(data) }),
  );
}

const sendError = (connection: Connection, code: number, message: string): void =>
  write(connection, JSON.stringify({ event: "pusher:error", data: { code, message } }));

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
