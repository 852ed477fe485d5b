import { describe, expect, it } from "vitest";
import { checkConfigFor, iceConfigFor } from "@/lib/room/ice";

const FIXED = { urls: "turn:elsewhere.example.org:3478", username: "u", credential: "lasting" };
Object.assign(process.env, {
  DATABASE_URL: "postgres://not-used",
  REDIS_URL: "redis://not-used",
  PARLEY_SECRET: "not used, and long enough all the same",
  ICE_SERVERS: JSON.stringify([{ urls: "stun:elsewhere.example.org:3478" }, FIXED]),
  STUN_URLS: "stun:one.example.org:3478,stun:two.example.org:3478",
  TURN_URLS: "",
  TURN_SECRET: "a secret without a relay",
});

describe("the servers for finding paths", () => {
  it("are the fixed ones and STUN where no relay of one's own is set up, and give no secret away", () => {
    const config = iceConfigFor({ id: "somebody", lifetimeSeconds: 3_600 });
    expect(config).toEqual({
      iceServers: [
        { urls: "stun:elsewhere.example.org:3478" },
        FIXED,
        { urls: ["stun:one.example.org:3478", "stun:two.example.org:3478"] },
      ],
      expiresAtMs: null,
    });
    expect(JSON.stringify(config)).not.toContain("a secret without a relay");
  });

  it("keep lasting credentials from those who have no more than a link", () => {
    const config = checkConfigFor("check-1");
    expect(config.relayInRoomOnly).toBe(true);
    expect(JSON.stringify(config)).not.toContain("lasting");
    expect(config.iceServers).toHaveLength(2);
  });
});
