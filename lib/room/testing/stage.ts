import { afterAll, afterEach, beforeAll } from "vitest";
import { closeDb } from "@/lib/platform/db";
import { closeQueues } from "@/lib/platform/jobs";
import { closeRedis, redis } from "@/lib/platform/redis";
import type { RoomTimings } from "@/lib/room/room-copy";
import { type Copy, hostSeat, openCopy, Tab, type TestMeeting, type TestSeat } from "./fixture";

/** A web copy for a file of tests, whose tabs are closed after each. Call it inside `describe`. */
export function useStage(timings: Partial<RoomTimings> = {}) {
  let copy: Copy;
  const tabs: Tab[] = [];

  beforeAll(async () => {
    await redis().flushdb();
    copy = await openCopy(timings);
  });
  afterEach(() => {
    for (const tab of tabs.splice(0)) tab.close();
  });
  afterAll(async () => {
    await copy.close();
    await closeQueues();
    closeRedis();
    await closeDb();
  });

  const kept = (tab: Tab): Tab => {
    tabs.push(tab);
    return tab;
  };
  const enter = async (seat: TestSeat) => {
    const joined = await Tab.join(copy.url, seat);
    kept(joined.tab);
    return { ...joined, seat, id: seat.participantId };
  };
  return {
    enter,
    enterHost: async (meeting: TestMeeting) => enter(await hostSeat(meeting)),
    /** Connects, and is put in front of the door. */
    wait: async (seat: TestSeat) => kept(await Tab.wait(copy.url, seat)),
    /** Connects without asking to come in. */
    connect: async (seat: TestSeat) => kept(await Tab.connect(copy.url, seat)),
  };
}

/** What a refused event looks like. */
export const refused = (code: string, message?: string) => ({
  ok: false,
  error: { code, message: message ?? expectSentence },
});

const expectSentence = { asymmetricMatch: (text: unknown) => /[.?]$/.test(String(text)) };
