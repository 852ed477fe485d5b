import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { afterAll, afterEach, beforeAll } from "vitest";
import { closeDb } from "@/lib/platform/db";
import { closeQueues } from "@/lib/platform/jobs";
import { metrics } from "@/lib/platform/metrics";
import { closeRedis, redis } from "@/lib/platform/redis";
import type { RoomTimings } from "@/lib/room/room-copy";
import { type Copy, hostSeat, openCopy, Tab, type TestMeeting, type TestSeat } from "./fixture";

/** Where a web copy listens. */
export type CopyAddress = { readonly url: string };

/** An empty Redis before a file's tests, and no connection left after them. Call it before the others. */
export function useServices(): void {
  beforeAll(async () => {
    await redis().flushdb();
  });
  afterAll(async () => {
    await closeQueues();
    closeRedis();
    await closeDb();
  });
}

/** A web copy in this process, for all tests of a file. */
export function useCopy(timings: Partial<RoomTimings> = {}): CopyAddress {
  let copy: Copy | undefined;
  beforeAll(async () => {
    copy = await openCopy(timings);
  });
  afterAll(() => copy?.close());
  return {
    get url() {
      if (!copy) throw new Error("the copy is open only while tests run");
      return copy.url;
    },
  };
}

/** Web copies in processes of their own, so that a test can kill them; none outlives its test. */
export function useCopyProcesses(timings: Partial<RoomTimings> = {}) {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
  });
  return async () => {
    const child = spawn(
      process.execPath,
      ["--import", "tsx", "lib/room/testing/copy-process.ts", JSON.stringify(timings)],
      { stdio: ["ignore", "pipe", "inherit"], env: process.env },
    );
    children.push(child);
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    const [url] = (await once(lines, "line")) as [string];
    return { url, child, died: once(child, "exit") };
  };
}

/** Tabs that are closed after each test. */
export function useTabs() {
  const tabs: Tab[] = [];
  afterEach(() => {
    for (const tab of tabs.splice(0)) tab.close();
  });
  const kept = (tab: Tab): Tab => {
    tabs.push(tab);
    return tab;
  };
  return {
    kept,
    enter: async (copy: CopyAddress, seat: TestSeat) => {
      const joined = await Tab.join(copy.url, seat);
      kept(joined.tab);
      return { ...joined, seat, id: seat.participantId };
    },
    /** Connects, and is put in front of the door. */
    wait: async (copy: CopyAddress, seat: TestSeat) => kept(await Tab.wait(copy.url, seat)),
    /** Connects without asking to come in. */
    connect: async (copy: CopyAddress, seat: TestSeat) => kept(await Tab.connect(copy.url, seat)),
  };
}

/** One web copy for a file of tests, and the tabs on it. Call it inside `describe`. */
export function useStage(timings: Partial<RoomTimings> = {}) {
  useServices();
  const copy = useCopy(timings);
  const tabs = useTabs();
  return {
    enter: (seat: TestSeat) => tabs.enter(copy, seat),
    enterHost: async (meeting: TestMeeting) => tabs.enter(copy, await hostSeat(meeting)),
    wait: (seat: TestSeat) => tabs.wait(copy, seat),
    connect: (seat: TestSeat) => tabs.connect(copy, seat),
  };
}

/** What a refused event looks like. */
export const refused = (code: string, message?: string) => ({
  ok: false,
  error: { code, message: message ?? expectSentence },
});

const expectSentence = { asymmetricMatch: (text: unknown) => /[.?]$/.test(String(text)) };

/** How often a door has refused with a code so far, by the metrics. */
export async function refusals(name: string, code: string): Promise<number> {
  const { values } = await metrics().refused.get();
  return values.find(({ labels }) => labels.name === name && labels.code === code)?.value ?? 0;
}

/** As if the time of every limit had passed. */
export async function forgetLimits(): Promise<void> {
  const keys = await redis().keys("limit:*");
  if (keys.length > 0) await redis().del(...keys);
}
