import { createHmac } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";

const hosted = {
  PUSHER_APP_ID: "123",
  PUSHER_KEY: "public-key",
  PUSHER_SECRET: "hush",
  PUSHER_CLUSTER: "eu",
};

/** Settings are read once per process, so each test reads them anew. */
async function load(settings: Record<string, string> = {}) {
  vi.resetModules();
  (globalThis as { parleyPusher?: unknown }).parleyPusher = undefined;
  const all = {
    DATABASE_URL: "postgres://parley@localhost/parley",
    REDIS_URL: "redis://localhost",
    PARLEY_SECRET: "a secret of more than thirty-two characters",
    PARLEY_URL: "http://localhost:3000",
    ...settings,
  };
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value);
  return import("@/lib/platform/channels");
}

describe("where browsers connect for news", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("is the instance itself, at its public address", async () => {
    const { channelsConfig } = await load({ PARLEY_URL: "https://meet.example.org" });
    expect(channelsConfig("meet.example.org")).toMatchObject({
      wsHost: "meet.example.org",
      wssPort: 443,
      forceTLS: true,
      authEndpoint: "/api/channels/auth",
    });
    expect(channelsConfig()).toEqual(channelsConfig("meet.example.org"));
  });

  it("is the name by which somebody came when that is another", async () => {
    const { channelsConfig } = await load();
    expect(channelsConfig()).toMatchObject({ wsHost: "localhost", wsPort: 3000, forceTLS: false });
    expect(channelsConfig("192.168.1.7:3000")).toMatchObject({
      wsHost: "192.168.1.7",
      wsPort: 3000,
      forceTLS: false,
    });
    expect(channelsConfig("not a host!")).toEqual(channelsConfig());
  });

  it("is a hosted service when its three credentials are set", async () => {
    const { channelsConfig, isHosted } = await load(hosted);
    expect(isHosted()).toBe(true);
    expect(channelsConfig("localhost:3000")).toEqual({
      key: "public-key",
      cluster: "eu",
      forceTLS: true,
      authEndpoint: "/api/channels/auth",
    });
    const { isHosted: isStillHosted } = await load({ ...hosted, PUSHER_SECRET: "" });
    expect(isStillHosted()).toBe(false);
  });

  it("has credentials that every process derives alike and another instance does not", async () => {
    const first = (await load()).embeddedCredentials();
    expect((await load()).embeddedCredentials()).toEqual(first);
    const other = await load({
      PARLEY_SECRET: "another secret of more than thirty-two characters",
    });
    expect(other.embeddedCredentials().key).not.toBe(first.key);
    expect(first.secret).not.toContain(first.key);
  });
});

describe("the signature for a channel", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("covers the socket, the channel and, where people see each other, the person", async () => {
    const { authorizeChannel, embeddedCredentials } = await load();
    const { key, secret } = embeddedCredentials();
    const sign = (text: string) =>
      `${key}:${createHmac("sha256", secret).update(text).digest("hex")}`;
    expect(authorizeChannel({ socketId: "1.2", channel: "private-a" })).toEqual({
      auth: sign("1.2:private-a"),
    });
    const user = { id: "u1", info: { name: "Ada" } };
    const answer = authorizeChannel({ socketId: "1.2", channel: "presence-a", user });
    expect(JSON.parse(answer.channel_data ?? "")).toEqual({
      user_id: "u1",
      user_info: { name: "Ada" },
    });
    expect(answer.auth).toBe(sign(`1.2:presence-a:${answer.channel_data}`));
  });

  it("is not given for what is not a socket, not a channel, public, or nobody's presence", async () => {
    const { authorizeChannel } = await load();
    expect(() => authorizeChannel({ socketId: "1.2:private-b", channel: "private-a" })).toThrow();
    expect(() => authorizeChannel({ socketId: "1.2", channel: "private-a b" })).toThrow();
    expect(() => authorizeChannel({ socketId: "1.2", channel: "news" })).toThrow();
    expect(() => authorizeChannel({ socketId: "1.2", channel: "presence-a" })).toThrow("user");
  });
});
