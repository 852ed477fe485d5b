import type { IncomingMessage, ServerResponse } from "node:http";
import type { z } from "zod";
import type { ChannelsCredentials } from "@/lib/platform/channels";
import type { ChannelsHub } from "@/lib/platform/channels-hub";
import {
  batchBody,
  channelName,
  isSignedRequest,
  MAX_DATA_BYTES,
  triggerBody,
} from "@/lib/platform/channels-protocol";
import { nowMs } from "@/lib/platform/clock";
import { AppError, invalid, notFound, toAppError, unauthenticated } from "@/lib/platform/errors";
import { fromZod } from "@/lib/platform/http";
import { log } from "@/lib/platform/log";
import { observeDoor } from "@/lib/platform/metrics";

/** Ten events of the largest size, with their envelopes and escapes. */
const MAX_BODY_BYTES = 16 * MAX_DATA_BYTES;
const PATH = /^\/apps\/([^/]+)\/(events|batch_events|channels(?:\/([^/]+)(\/users)?)?)$/;

const pathOf = (request: IncomingMessage): string => (request.url ?? "/").split("?")[0] ?? "/";

/** Whether a request is for the Channels REST API. */
export const isRestRequest = (request: IncomingMessage): boolean => PATH.test(pathOf(request));

/** Answers the REST API that server SDKs use: trigger, batch, and what is occupied by whom. */
export async function answerRest(
  context: { credentials: ChannelsCredentials; hub: ChannelsHub },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const startedAt = performance.now();
  let status = 200;
  try {
    const body = JSON.stringify(await answer(context, request));
    respond(response, status, body);
  } catch (error) {
    const known = toAppError(error);
    status = known.status;
    if (known.code === "internal") log("channels").error({ err: error }, "request failed");
    // What is left of a body that was too large must not be taken for the next request.
    if (known.code === "too-large") response.shouldKeepAlive = false;
    respond(response, status, JSON.stringify({ error: known.message }));
  } finally {
    const seconds = (performance.now() - startedAt) / 1000;
    observeDoor({ kind: "route", name: "channels-rest", status, seconds });
  }
}

function respond(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(body);
}

async function answer(
  { credentials, hub }: { credentials: ChannelsCredentials; hub: ChannelsHub },
  request: IncomingMessage,
): Promise<unknown> {
  const method = request.method ?? "GET";
  const url = new URL(request.url ?? "/", "http://localhost");
  const body = await readBody(request);
  const [, appId, what, channel, users] = PATH.exec(url.pathname) ?? [];
  const isSigned = isSignedRequest(credentials, { method, url, body }, nowMs());
  if (appId !== credentials.appId || !isSigned)
    throw unauthenticated("The request is not signed with this app's secret.");
  if (method === "POST" && what === "events") return trigger(hub, body);
  if (method === "POST" && what === "batch_events") return triggerBatch(hub, body);
  if (method !== "GET" || what === "events" || what === "batch_events") throw notFound();
  if (channel === undefined) return listChannels(hub, url.searchParams);
  const name = parse(channelName, decodeURIComponent(channel));
  if (users) return listUsers(hub, name);
  const isOccupied = (await hub.registry.channels()).includes(name);
  return { occupied: isOccupied, ...(await countOf(hub, name, url.searchParams)) };
}

async function trigger(hub: ChannelsHub, body: string): Promise<object> {
  const { name, data, channel, channels, socket_id: except } = parse(triggerBody, parseJson(body));
  for (const target of channels ?? (channel ? [channel] : []))
    await hub.publish({ channel: target, event: name, data, ...(except && { except }) });
  return {};
}

async function triggerBatch(hub: ChannelsHub, body: string): Promise<object> {
  for (const { channel, name, data, socket_id: except } of parse(batchBody, parseJson(body)).batch)
    await hub.publish({ channel, event: name, data, ...(except && { except }) });
  return {};
}

async function listChannels(hub: ChannelsHub, query: URLSearchParams): Promise<object> {
  const prefix = query.get("filter_by_prefix") ?? "";
  const channels: Record<string, object> = {};
  for (const name of await hub.registry.channels())
    if (name.startsWith(prefix)) channels[name] = await countOf(hub, name, query);
  return { channels };
}

async function countOf(hub: ChannelsHub, channel: string, query: URLSearchParams): Promise<object> {
  if (!(query.get("info") ?? "").split(",").includes("user_count")) return {};
  const count = await hub.registry.userCount(channel);
  if (count === null) throw invalid("Only presence channels have users to count.");
  return { user_count: count };
}

async function listUsers(hub: ChannelsHub, channel: string): Promise<object> {
  const count = await hub.registry.userCount(channel);
  if (count === null) throw invalid("Only presence channels have users to list.");
  const ids = new Set((await hub.registry.members(channel)).map((member) => member.user_id));
  return { users: [...ids].map((id) => ({ id })) };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.byteLength;
    if (length > MAX_BODY_BYTES) throw new AppError("too-large", "The request is too large.");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid("The body is not JSON.");
  }
}

function parse<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw fromZod(parsed.error);
}
