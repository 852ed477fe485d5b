import { describe, expect, test } from "vitest";
import { appEnvironment, worthShowing } from "./app.mjs";

describe("what web and worker say", () => {
  test("is shown at the terminal when it is a plain line or a warning, and else kept in the log", () => {
    expect(worthShowing("Ready in 2 s")).toBe("Ready in 2 s");
    expect(worthShowing('{"level":"info","msg":"listening"}')).toBeUndefined();
    expect(worthShowing('{"level":"error","msg":"lost","err":{"message":"refused"}}')).toBe(
      "lost: refused",
    );
    expect(worthShowing("{not json")).toBe("{not json");
    expect(worthShowing("  ")).toBeUndefined();
  });
});

describe("the environment of web and worker", () => {
  const settings = {
    port: 3100,
    host: "0.0.0.0",
    url: "http://localhost:3100",
    dataFolder: "/data",
    env: { DATABASE_URL: "ignored", LOG_LEVEL: "warn" },
  };
  const services = { databaseUrl: "postgresql://a", redisUrl: "redis://b" };
  const secrets = { PARLEY_SECRET: "made", postgresPassword: "p", redisPassword: "r" };

  test("names the services that run and keeps the other settings", () => {
    const env = appEnvironment({ settings, secrets, services, mode: "production" });
    expect(env).toMatchObject({
      NODE_ENV: "production",
      PORT: "3100",
      PARLEY_SECRET: "made",
      DATABASE_URL: "postgresql://a",
      REDIS_URL: "redis://b",
      LOG_LEVEL: "warn",
    });
  });

  test("has the secret that was given rather than the one that was made", () => {
    const given = { ...settings, env: { PARLEY_SECRET: "given" } };
    const env = appEnvironment({ settings: given, secrets, services, mode: "production" });
    expect(env.PARLEY_SECRET).toBe("given");
  });
});
