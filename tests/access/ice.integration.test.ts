import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POST as checkConnection } from "@/app/api/rooms/[code]/check/route";
import { GET as roomIce } from "@/app/api/rooms/[code]/ice/route";
import { closeDb } from "@/lib/platform/db";
import { closeQueues } from "@/lib/platform/jobs";
import { closeRedis } from "@/lib/platform/redis";
import { iceConfig } from "@/lib/room/schema";
import {
  type Copy,
  hasServices,
  hostSeat,
  newMeeting,
  newSeat,
  openCopy,
  Tab,
  type TestMeeting,
} from "@/lib/room/testing/fixture";

const SECRET = "a secret that the relay has as well";
process.env.TURN_URLS =
  "turn:turn.example.org:3478?transport=udp, turn:turn.example.org:3478?transport=tcp";
process.env.TURN_SECRET = SECRET;
process.env.STUN_URLS = "stun:turn.example.org:3478";

const passwordOf = (username: string): string =>
  createHmac("sha1", SECRET).update(username).digest("base64");

describe.skipIf(!hasServices)("relay credentials", () => {
  let copy: Copy;
  let meeting: TestMeeting;
  const tabs: Tab[] = [];
  beforeAll(async () => {
    copy = await openCopy();
    meeting = await newMeeting();
  });
  afterAll(async () => {
    for (const tab of tabs) tab.close();
    await copy.close();
    await closeQueues();
    closeRedis();
    await closeDb();
  });

  const context = (code: string) => ({ params: Promise.resolve({ code }) });
  const ask = async (cookie: string | undefined, code = meeting.code) => {
    const response = await roomIce(
      new Request(`http://localhost:3000/api/rooms/${code}/ice`, {
        headers: { host: "localhost:3000", ...(cookie && { cookie }) },
      }),
      context(code),
    );
    return { status: response.status, body: (await response.json()) as unknown };
  };
  const post = (code: string) =>
    checkConnection(
      new Request(`http://localhost:3000/api/rooms/${code}/check`, {
        method: "POST",
        headers: {
          host: "localhost:3000",
          "content-type": "application/json",
          "x-parley-address": "192.0.2.9",
        },
        body: "{}",
      }),
      context(code),
    );
  const join = async (seat: Awaited<ReturnType<typeof newSeat>>) => {
    const { tab, welcome } = await Tab.join(copy.url, seat);
    tabs.push(tab);
    return welcome;
  };

  it("come with the welcome and again on request, each person's own and good for an hour", async () => {
    const seat = await hostSeat(meeting);
    const welcome = await join(seat);
    const { status, body } = await ask(seat.cookie);
    expect(status).toBe(200);
    const { iceServers, expiresAtMs } = iceConfig.parse(body);
    for (const servers of [welcome.ice.iceServers, iceServers]) {
      const relay = servers.find(({ username }) => username);
      expect(relay?.urls).toEqual([
        "turn:turn.example.org:3478?transport=udp",
        "turn:turn.example.org:3478?transport=tcp",
      ]);
      const [expiry, id] = (relay?.username ?? "").split(":");
      expect(id).toBe(seat.participantId);
      expect(Number(expiry) - Date.now() / 1000).toBeGreaterThan(3_500);
      expect(Number(expiry) - Date.now() / 1000).toBeLessThanOrEqual(3_600);
      expect(relay?.credential).toBe(passwordOf(relay?.username ?? ""));
    }
    expect(expiresAtMs).toBeGreaterThan(Date.now());
    expect(JSON.stringify([welcome, body])).not.toContain(SECRET);
  });

  it("are refused to strangers, to seats of other meetings and to people not in the room", async () => {
    expect((await ask(undefined)).status).toBe(404);
    const outside = await newSeat(meeting, { name: "Only a seat" });
    expect((await ask(outside.cookie)).status).toBe(404);
    const elsewhere = await newMeeting();
    const other = await hostSeat(elsewhere);
    await join(other);
    expect((await ask(other.cookie)).status).toBe(404);
    expect((await ask(other.cookie, elsewhere.code)).status).toBe(200);
  });

  it("are refused to who waits in front of the door, and given once they are in", async () => {
    const guarded = await newMeeting();
    const { tab: host } = await Tab.join(copy.url, await hostSeat(guarded));
    tabs.push(host);
    await host.ask("host:settings", { lobby: "everyone" });
    const seat = await newSeat(guarded, { name: "Waits" });
    const waiting = await Tab.wait(copy.url, seat);
    tabs.push(waiting);
    expect((await ask(seat.cookie, guarded.code)).status).toBe(404);
    await host.ask("host:admit", { id: seat.participantId });
    await waiting.enter();
    expect((await ask(seat.cookie, guarded.code)).status).toBe(200);
  });

  it("are refused once the meeting has ended, also for the check", async () => {
    const over = await newMeeting();
    const seat = await hostSeat(over);
    const { tab } = await Tab.join(copy.url, seat);
    tabs.push(tab);
    expect((await ask(seat.cookie, over.code)).status).toBe(200);
    await tab.ask("room:end", {});
    expect((await ask(seat.cookie, over.code)).status).toBe(404);
    expect((await post(over.code)).status).toBe(410);
  });

  it("for the check before entering are good for a minute, and need a meeting's link", async () => {
    const { expiresAtMs, iceServers } = iceConfig.parse(await (await post(meeting.code)).json());
    expect((expiresAtMs ?? 0) - Date.now()).toBeLessThanOrEqual(60_000);
    expect(iceServers.find(({ username }) => username)?.username).toContain(":check-");
    expect((await post("abcdefghjkmn")).status).toBe(404);
  });
});
