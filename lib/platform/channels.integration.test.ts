import { randomUUID } from "node:crypto";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import PusherSdk from "pusher";
import PusherClient, { type Channel, type PresenceChannel } from "pusher-js";
import { Server } from "socket.io";
import { io as connectSocket } from "socket.io-client";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { authorizeChannel, embeddedCredentials, publish } from "@/lib/platform/channels";
import { attachChannels, type ChannelsEndpoint } from "@/lib/platform/channels-server";
import { closeRedis, redis } from "@/lib/platform/redis";

const hasServices = Boolean(process.env.DATABASE_URL && process.env.REDIS_URL);
process.env.PARLEY_SECRET ??= randomUUID() + randomUUID();
process.env.LOG_LEVEL ??= "silent";

interface Node {
  port: number;
  http: HttpServer;
  channels: ChannelsEndpoint;
  close(): Promise<void>;
}

/** An HTTP server as the product has it: Channels, Socket.IO, and someone else's upgrades and pages. */
async function openNode(options: { connectionsPerAddress?: number } = {}): Promise<Node> {
  const http = createServer();
  const other = new WebSocketServer({ noServer: true });
  http.on("upgrade", (request, socket, head) => {
    if (request.url?.startsWith("/_other"))
      other.handleUpgrade(request, socket, head, (ws) => ws.send("other"));
  });
  const io = new Server(http, { transports: ["websocket"] });
  io.on("connection", (socket) => socket.emit("hello", "from socket.io"));
  const channels = attachChannels(http, options);
  http.on("request", (request, response) => {
    if (channels.owns(request) || request.url?.startsWith("/socket.io/")) return;
    response.end("page");
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  return {
    port,
    http,
    channels,
    close: async () => {
      await channels.close();
      other.close();
      http.closeAllConnections();
      await io.close();
    },
  };
}

const heard = <T>(channel: Channel, event: string): Promise<T> =>
  new Promise((resolve) => {
    channel.bind(event, function once(data: T) {
      channel.unbind(event, once);
      resolve(data);
    });
  });
const subscribed = (channel: Channel): Promise<unknown> =>
  new Promise((resolve, reject) => {
    channel.bind("pusher:subscription_succeeded", resolve);
    channel.bind("pusher:subscription_error", reject);
  });

describe.skipIf(!hasServices)("the embedded Channels endpoint", () => {
  let one: Node;
  let two: Node;
  const clients: PusherClient[] = [];

  beforeAll(async () => {
    one = await openNode();
    two = await openNode();
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.disconnect();
  });
  afterAll(async () => {
    await one.close();
    await two.close();
    closeRedis();
  });

  /** The browser's library, unmodified; `user` is who signs in, `null` gets bad signatures. */
  const connect = (
    node: Node,
    user: { id: string; name: string } | null = null,
    isForger = false,
  ) => {
    const client = new PusherClient(embeddedCredentials().key, {
      cluster: "embedded",
      wsHost: "127.0.0.1",
      wsPort: node.port,
      forceTLS: false,
      enabledTransports: ["ws"],
      channelAuthorization: {
        transport: "ajax",
        endpoint: "",
        customHandler: ({ socketId, channelName }, callback) => {
          const signed = authorizeChannel({
            socketId,
            channel: channelName,
            ...(user && { user: { id: user.id, info: { name: user.name } } }),
          });
          const auth = isForger ? `${signed.auth.slice(0, -4)}0000` : signed.auth;
          callback(null, { ...signed, auth } as never);
        },
      },
    });
    clients.push(client);
    return client;
  };
  const sdk = (node: Node, secret = embeddedCredentials().secret) =>
    new PusherSdk({
      ...embeddedCredentials(),
      secret,
      host: "127.0.0.1",
      port: String(node.port),
      useTLS: false,
    });
  const fresh = (kind: "" | "private-" | "presence-") => `${kind}test-${randomUUID()}`;

  it("carries what any process publishes to browsers on every copy", async () => {
    const name = fresh("private-");
    const [a, b] = [connect(one).subscribe(name), connect(two).subscribe(name)];
    await Promise.all([subscribed(a), subscribed(b)]);
    const news = [heard(a, "changed"), heard(b, "changed")];
    await publish(name, "changed", { step: "merge", progress: 0.5 });
    expect(await Promise.all(news)).toEqual([
      { step: "merge", progress: 0.5 },
      { step: "merge", progress: 0.5 },
    ]);
  });

  it("takes events from the server SDK, one, many and in a batch, sparing the sender", async () => {
    const names = [fresh(""), fresh("")] as const;
    const client = connect(one);
    const [first, second] = names.map((name) => client.subscribe(name)) as [Channel, Channel];
    await Promise.all([subscribed(first), subscribed(second)]);
    const both = [heard(first, "many"), heard(second, "many")];
    await sdk(two).trigger([...names], "many", { n: 1 });
    expect(await Promise.all(both)).toEqual([{ n: 1 }, { n: 1 }]);

    const own: unknown[] = [];
    first.bind("mine", (data: unknown) => own.push(data));
    const after = heard(first, "after");
    await sdk(one).trigger(names[0], "mine", {}, { socket_id: client.connection.socket_id });
    await sdk(one).triggerBatch([{ channel: names[0], name: "after", data: "plain" }]);
    expect(await after).toBe("plain");
    expect(own).toEqual([]);
  });

  it("refuses REST requests that are unsigned, wrongly signed, or too large", async () => {
    await expect(sdk(one, "wrong").trigger("news", "x", {})).rejects.toMatchObject({ status: 401 });
    const plain = await fetch(`http://127.0.0.1:${one.port}/apps/parley/events`, {
      method: "POST",
      body: "{}",
    });
    expect(plain.status).toBe(401);
    for (const [length, status] of [
      [11_000, 400],
      [300_000, 413],
    ] as const)
      await expect(sdk(one).trigger("news", "x", "x".repeat(length))).rejects.toMatchObject({
        status,
      });
    await expect(publish("news", "big", "x".repeat(11_000))).rejects.toThrow("larger");
  });

  it("refuses a wrong signature, and sends that client nothing", async () => {
    const name = fresh("private-");
    const stranger = connect(one, null, true).subscribe(name);
    const got: unknown[] = [];
    stranger.bind("secret", (data: unknown) => got.push(data));
    await expect(subscribed(stranger)).rejects.toMatchObject({ status: 401 });
    const member = connect(one).subscribe(name);
    await subscribed(member);
    const secret = heard(member, "secret");
    await publish(name, "secret", "x");
    await secret;
    expect(got).toEqual([]);
  });

  it("refuses another app's key", async () => {
    const client = new PusherClient("someone-elses-key", {
      cluster: "embedded",
      wsHost: "127.0.0.1",
      wsPort: one.port,
      forceTLS: false,
      enabledTransports: ["ws"],
    });
    clients.push(client);
    const failure = await new Promise((resolve) => client.connection.bind("error", resolve));
    expect(failure).toMatchObject({ error: { data: { code: 4001 } } });
  });

  it("knows who is present across copies, each person once", async () => {
    const name = fresh("presence-");
    const ada = connect(one, { id: "1", name: "Ada" }).subscribe(name) as PresenceChannel;
    await subscribed(ada);
    expect(ada.members.count).toBe(1);

    const added = heard<{ id: string; info: unknown }>(ada, "pusher:member_added");
    const bobOnTwo = connect(two, { id: "2", name: "Bob" });
    const bob = bobOnTwo.subscribe(name) as PresenceChannel;
    await subscribed(bob);
    expect(await added).toMatchObject({ id: "2", info: { name: "Bob" } });
    expect(bob.members.count).toBe(2);
    expect(bob.members.get("1")).toMatchObject({ info: { name: "Ada" } });

    // A second tab of the same person is no news, and closing it neither.
    const news: string[] = [];
    ada.bind("pusher:member_added", () => news.push("added"));
    ada.bind("pusher:member_removed", () => news.push("removed"));
    const tab = connect(one, { id: "2", name: "Bob" });
    await subscribed(tab.subscribe(name));
    expect(await (await sdk(one).get({ path: `/channels/${name}/users` })).json()).toEqual({
      users: [{ id: "1" }, { id: "2" }],
    });
    tab.disconnect();
    const removed = heard<{ id: string }>(ada, "pusher:member_removed");
    bobOnTwo.disconnect();
    expect(await removed).toMatchObject({ id: "2" });
    expect(news).toEqual(["removed"]);
    expect(ada.members.count).toBe(1);
  });

  it("clears away people whose copy died, and remembers its own when Redis forgets", async () => {
    const name = fresh("presence-");
    const key = `parley:channels:presence:${name}`;
    // As a copy leaves it behind that was killed: a member, and no sign of life.
    await redis().hset(key, `${randomUUID()}/9.9`, JSON.stringify({ user_id: "9" }));
    const ada = connect(one, { id: "1", name: "Ada" }).subscribe(name) as PresenceChannel;
    await subscribed(ada);
    expect(ada.members.get("9")).not.toBeNull();
    expect(await heard(ada, "pusher:member_removed")).toMatchObject({ id: "9" });
    await redis().del(key);
    const isBack = async (): Promise<boolean> =>
      (await redis().hlen(key)) === 1 || new Promise((r) => setTimeout(r, 50)).then(isBack);
    expect(await isBack()).toBe(true);
  });

  it("lets people on private channels speak to each other, and nobody on public ones", async () => {
    const name = fresh("presence-");
    const ada = connect(one, { id: "1", name: "Ada" }).subscribe(name);
    const client = connect(two, { id: "2", name: "Bob" });
    const bob = client.subscribe(name);
    await Promise.all([subscribed(ada), subscribed(bob)]);
    const from = new Promise((resolve) =>
      ada.bind("client-wave", (data: unknown, meta: unknown) => resolve({ data, meta })),
    );
    bob.trigger("client-wave", { hand: "left" });
    expect(await from).toEqual({ data: { hand: "left" }, meta: { user_id: "2" } });

    const open = client.subscribe(fresh(""));
    await subscribed(open);
    const refused = new Promise((resolve) => client.connection.bind("error", resolve));
    client.send_event("client-wave", {}, open.name);
    expect(await refused).toMatchObject({ data: { code: 4301 } });
  });

  it("lists the channels that have listeners anywhere", async () => {
    const prefix = `list-${randomUUID()}`;
    const client = connect(one);
    await subscribed(client.subscribe(`${prefix}-a`));
    await subscribed(connect(two).subscribe(`${prefix}-b`));
    const list = async () =>
      (await sdk(two).get({ path: "/channels", params: { filter_by_prefix: prefix } })).json();
    expect(await list()).toEqual({ channels: { [`${prefix}-a`]: {}, [`${prefix}-b`]: {} } });
    client.unsubscribe(`${prefix}-a`);
    const isGone = async (): Promise<boolean> =>
      Object.keys((await list()).channels).length === 1 ||
      new Promise((r) => setTimeout(r, 25)).then(isGone);
    expect(await isGone()).toBe(true);
  });

  describe("a client that does what it should not", () => {
    const raw = (node: Node, query = "protocol=7") =>
      new WebSocket(`ws://127.0.0.1:${node.port}/app/${embeddedCredentials().key}?${query}`);
    const closed = (ws: WebSocket): Promise<number> =>
      new Promise((resolve) => ws.once("close", resolve));
    const opened = (ws: WebSocket): Promise<unknown> =>
      new Promise((resolve) => ws.once("message", (data) => resolve(JSON.parse(String(data)))));

    it("by sending nonsense gets an error and stays connected", async () => {
      const ws = raw(one);
      await opened(ws);
      for (const text of [
        "{",
        "[]",
        '{"event":1}',
        '{"event":"pusher:subscribe","data":{"channel":"a b"}}',
      ]) {
        const answer = opened(ws);
        ws.send(text);
        expect(await answer, text).toMatchObject({ event: "pusher:error" });
      }
      const answer = opened(ws);
      ws.send('{"event":"pusher:ping"}');
      expect(await answer).toMatchObject({ event: "pusher:pong" });
      ws.close();
    });

    it("by sending too much at once loses the connection", async () => {
      const big = raw(one);
      await opened(big);
      big.send("x".repeat(30_000));
      expect(await closed(big)).toBe(1009);
      const flood = raw(one);
      await opened(flood);
      for (let i = 0; i < 400; i++) flood.send('{"event":"pusher:ping"}');
      expect(await closed(flood)).toBe(4100);
    });

    it("by speaking another protocol is told so", async () => {
      expect(await closed(raw(one, "protocol=4"))).toBe(4007);
    });

    it("by opening too many channels or connections is stopped", async () => {
      const ws = raw(one);
      await opened(ws);
      const refusals: unknown[] = [];
      const done = new Promise<void>((resolve) => {
        let answers = 0;
        ws.on("message", (data) => {
          const message = JSON.parse(String(data));
          if (message.event === "pusher:subscription_error")
            refusals.push(JSON.parse(message.data));
          if (++answers === 101) resolve();
        });
      });
      for (let i = 0; i < 101; i++)
        ws.send(JSON.stringify({ event: "pusher:subscribe", data: { channel: `many-${i}` } }));
      await done;
      expect(refusals).toMatchObject([{ status: 429 }]);
      ws.close();

      const node = await openNode({ connectionsPerAddress: 2 });
      const [a, b] = [raw(node), raw(node)];
      await Promise.all([opened(a), opened(b)]);
      expect(await closed(raw(node))).toBe(4100);
      a.close();
      await closed(a);
      expect(await opened(raw(node))).toMatchObject({ event: "pusher:connection_established" });
      await node.close();
    });
  });

  it("leaves the rest of the server's traffic alone", async () => {
    const other = new WebSocket(`ws://127.0.0.1:${one.port}/_other`);
    const greeting = await new Promise((resolve) =>
      other.once("message", (d) => resolve(String(d))),
    );
    expect(greeting).toBe("other");
    other.close();
    const socket = connectSocket(`http://127.0.0.1:${one.port}`, { transports: ["websocket"] });
    expect(await new Promise((resolve) => socket.once("hello", resolve))).toBe("from socket.io");
    socket.close();
    const page = await fetch(`http://127.0.0.1:${one.port}/apps`);
    expect(await page.text()).toBe("page");
  });
});
