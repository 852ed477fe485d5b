import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMeeting } from "@/lib/meetings/service";
import { closeDb } from "@/lib/platform/db";
import { closeQueues } from "@/lib/platform/jobs";
import { closeRedis } from "@/lib/platform/redis";
import { httpDoors as doors, type HttpDoor, paramsOf, requestFor } from "../support/doors";
import { cookieOf, makeAccount } from "../support/session";

/** Doors that a stranger may use, each on purpose. A new one has to be added here by hand. */
const OPEN_TO_ALL = [
  "channels-config",
  "check-connection",
  "health",
  "preview-room",
  "ready",
  "sign-up",
  "take-seat",
].sort();

let host: { id: string; code: string };
let strangerCookie: string;

async function call(
  door: HttpDoor,
  options: { cookie?: string; headers?: Record<string, string>; body?: string } = {},
) {
  const { cookie, ...more } = options;
  const values = {
    id: host.id,
    code: host.code,
    trackId: "0191d7a2-7b1c-7000-8000-000000000001",
    clip: "0",
    slice: "0",
    segmentId: "0191d7a2-7b1c-7000-8000-000000000002",
  };
  const response = await door.handler(
    requestFor(door, { address: "192.0.2.7", cookie }, { query: "?q=budget", ...more }),
    { params: paramsOf(door.file, values) },
  );
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe("every HTTP door", () => {
  beforeAll(async () => {
    const owner = await makeAccount("Owner");
    // The first account of an instance is its admin: the stranger must be a later one.
    host = await createMeeting({ host: owner, title: "Budget" });
    strangerCookie = await cookieOf(await makeAccount("Stranger"));
  });
  afterAll(async () => {
    await closeQueues();
    closeRedis();
    await closeDb();
  });

  it("is declared with a name, an access rule and a limit", () => {
    expect(doors.length).toBeGreaterThan(15);
    for (const { file, method, handler } of doors)
      expect(handler.door, `${method} ${file} is not made by route()`).toMatchObject({
        name: expect.any(String),
        access: expect.any(String),
        limit: { points: expect.any(Number), seconds: expect.any(Number) },
      });
    const names = doors.map(({ handler }) => handler.door?.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it("is open to all only when it stands on the list", () => {
    const open = doors.filter(({ handler }) => handler.door?.access === "anyone");
    expect(open.map(({ handler }) => handler.door?.name).sort()).toEqual(OPEN_TO_ALL);
  });

  it.each(
    doors
      .filter(({ handler }) => handler.door?.access !== "anyone")
      .map((door) => [`${door.method} ${door.file}`, door] as const),
  )("%s is closed to a stranger", async (_name, door) => {
    const { status, body } = await call(door);
    expect([401, 404]).toContain(status);
    expect(JSON.stringify(body)).not.toContain("Budget");
    expect(body.error).toMatchObject({ message: expect.stringMatching(/\.$/) });
  });

  it.each(
    doors
      .filter(({ file, handler }) => {
        const access = handler.door?.access;
        return (
          access === "admin" ||
          access === "operator" ||
          access === "seated" ||
          access === "present" ||
          file.includes("/meetings/[id]")
        );
      })
      .map((door) => [`${door.method} ${door.file}`, door] as const),
  )("%s does not exist for another account", async (_name, door) => {
    const { status, body } = await call(door, { cookie: strangerCookie });
    expect(status).toBe(404);
    expect(JSON.stringify(body)).not.toContain("Budget");
  });

  it.each(
    doors
      .filter(({ method }) => method !== "GET")
      .map((door) => [`${door.method} ${door.file}`, door] as const),
  )("%s refuses a request that another website made", async (_name, door) => {
    const { status } = await call(door, {
      cookie: strangerCookie,
      headers: { origin: "https://evil.example" },
    });
    expect(status).toBe(403);
  });

  it.each(
    doors
      .filter(({ method, handler }) => method === "POST" && handler.door?.access === "signed-in")
      .map((door) => [`${door.method} ${door.file}`, door] as const),
  )("%s answers nonsense with a sentence", async (_name, door) => {
    const { status, body } = await call(door, { cookie: strangerCookie, body: "{nonsense" });
    expect([400, 404]).toContain(status);
    expect(body.error).toMatchObject({ message: expect.stringMatching(/\.$/) });
  });

  it("counts and refuses a flood, with the time to wait", async () => {
    const door = doors.find(({ handler }) => handler.door?.name === "sign-up");
    if (!door) throw new Error("no sign-up door");
    const answers = [];
    for (let i = 0; i < 8; i++)
      answers.push(await call(door, { headers: { "x-parley-address": "192.0.2.99" } }));
    const last = answers.at(-1);
    expect(last?.status).toBe(429);
    expect(last?.body.error).toMatchObject({ retryAfterSeconds: expect.any(Number) });
  });
});
