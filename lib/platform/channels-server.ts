import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { callerAddress } from "@/lib/platform/address";
import { embeddedCredentials, isHosted } from "@/lib/platform/channels";
import { ChannelsHub, CLOSE, REFRESH_MS } from "@/lib/platform/channels-hub";
import {
  FANOUT_CHANNEL,
  fanoutMessage,
  MAX_CONNECTIONS_PER_ADDRESS,
  MAX_MESSAGE_BYTES,
} from "@/lib/platform/channels-protocol";
import { answerRest, isRestRequest } from "@/lib/platform/channels-rest";
import { log } from "@/lib/platform/log";
import { metrics } from "@/lib/platform/metrics";
import { newRedis } from "@/lib/platform/redis";

/** `/app/<key>?protocol=7&client=js&…` */
const APP_PATH = /^\/app\/([^/?]+)(?:\?(.*))?$/;
const PROTOCOL = "7";

export interface ChannelsEndpoint {
  /** True for requests that this endpoint answers by itself: nobody else may. */
  owns(request: IncomingMessage): boolean;
  close(): Promise<void>;
}

/**
 * Serves the Channels protocol on an HTTP server that others share: WebSockets at `/app/<key>`, the
 * signed REST API below `/apps/<id>`. It touches no other upgrade; other request listeners ask
 * `owns` first. With a hosted service configured it serves nothing.
 */
export function attachChannels(
  http: Server,
  options: { connectionsPerAddress?: number } = {},
): ChannelsEndpoint {
  if (isHosted()) return { owns: () => false, close: async () => undefined };
  const credentials = embeddedCredentials();
  const hub = new ChannelsHub(credentials);
  const gate = new AddressGate(options.connectionsPerAddress ?? MAX_CONNECTIONS_PER_ADDRESS);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  const subscriber = newRedis({ blocking: true });

  subscriber.on("message", (_channel, raw) => {
    const message = fanoutMessage.safeParse(parseJson(raw));
    if (message.success) hub.deliver(message.data);
    else log("channels").warn("unreadable event dropped");
  });
  subscriber.subscribe(FANOUT_CHANNEL).catch((error: unknown) => {
    log("channels").error({ err: error }, "events of other processes will not arrive");
  });

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const [, key, query] = APP_PATH.exec(request.url ?? "") ?? [];
    if (key === undefined) return;
    sockets.handleUpgrade(request, socket, head, (ws) => {
      const refuse = (code: number, message: string) => {
        ws.on("error", () => ws.terminate());
        ws.send(JSON.stringify({ event: "pusher:error", data: { code, message } }));
        ws.close(code, message);
      };
      if (key !== credentials.key) return refuse(CLOSE.unknownApp, "There is no such app");
      if (new URLSearchParams(query).get("protocol") !== PROTOCOL)
        return refuse(CLOSE.unsupportedProtocol, `Only protocol ${PROTOCOL} is spoken here`);
      const address = callerAddress(request);
      if (!gate.enter(address)) return refuse(CLOSE.overCapacity, "Too many connections");
      metrics().sockets.inc({ namespace: "channels" });
      ws.once("close", () => {
        gate.leave(address);
        metrics().sockets.dec({ namespace: "channels" });
      });
      hub.open(ws);
    });
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    if (isRestRequest(request)) void answerRest({ credentials, hub }, request, response);
  };
  http.on("upgrade", onUpgrade);
  http.on("request", onRequest);

  const keep = async (): Promise<void> => {
    hub.checkSilence();
    await hub.refresh();
  };
  const failed = (error: unknown) => log("channels").warn({ err: error }, "refresh failed");
  keep().catch(failed);
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(keep).catch(failed);
  }, REFRESH_MS);

  return {
    owns: isRestRequest,
    close: async () => {
      clearInterval(timer);
      http.off("upgrade", onUpgrade);
      http.off("request", onRequest);
      await running;
      await hub.close().catch(failed);
      subscriber.disconnect();
      sockets.close();
    },
  };
}

/** Counts open connections by address. */
class AddressGate {
  readonly #open = new Map<string, number>();
  constructor(private readonly limit: number) {}

  enter(address: string): boolean {
    const count = this.#open.get(address) ?? 0;
    if (count >= this.limit) return false;
    this.#open.set(address, count + 1);
    return true;
  }

  leave(address: string): void {
    const count = (this.#open.get(address) ?? 1) - 1;
    if (count === 0) this.#open.delete(address);
    else this.#open.set(address, count);
  }
}

function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}
