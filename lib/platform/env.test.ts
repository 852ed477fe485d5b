import { describe, expect, it } from "vitest";
import { EnvError, parseEnv } from "@/lib/platform/env";

const good = {
  DATABASE_URL: "postgres://parley@localhost/parley",
  REDIS_URL: "redis://localhost:6379",
  PARLEY_SECRET: "0123456789abcdef0123456789abcdef",
};

const problemsOf = (settings: Record<string, string>): string[] => {
  try {
    parseEnv(settings);
  } catch (error) {
    if (error instanceof EnvError) return error.problems;
  }
  return [];
};

describe("settings", () => {
  it("have defaults for everything but database, queue and secret", () => {
    const parsed = parseEnv(good);
    expect(parsed.PORT).toBe(3000);
    expect(parsed.SPEECH_ENGINE).toBe("moonshine");
    expect(parsed.TRUST_PROXY).toBe(false);
  });

  it("name each wrong one with a thing to do", () => {
    const problems = problemsOf({ ...good, DATABASE_URL: "mysql://x", PARLEY_SECRET: "short" });
    expect(problems).toHaveLength(2);
    expect(problems.join()).toContain("DATABASE_URL must start with postgres://");
    expect(problems.join()).toContain("openssl rand -hex 32");
  });

  it("treat an empty value as not given", () => {
    expect(parseEnv({ ...good, GROQ_API_KEY: "", PORT: "" }).GROQ_API_KEY).toBeUndefined();
  });

  it("name in one sentence the secret that relays need, and an address that is none", () => {
    const relay = { ...good, TURN_URLS: "turn:turn.example.org:3478?transport=udp" };
    expect(problemsOf(relay)).toEqual([expect.stringMatching(/^TURN_SECRET is missing: /)]);
    expect(problemsOf({ ...relay, TURN_SECRET: "0123456789abcdef" })).toEqual([]);
    expect(problemsOf({ ...good, STUN_URLS: "https://host" }).join()).toContain("STUN_URLS");
  });

  it("say how ICE servers are written when they are not JSON", () => {
    expect(problemsOf({ ...good, ICE_SERVERS: "stun:host" }).join()).toContain("must be JSON");
  });
});
