import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import { afterAll, afterEach, beforeAll } from "vitest";
import { readEmotion } from "@/lib/emotion/jobs";
import { EmotionTab } from "@/lib/emotion/testing/emotion-tab";
import { openReadingWorker, type ReadingWorker } from "@/lib/emotion/testing/reading-worker";
import { queueOf } from "@/lib/platform/jobs";
import { eventually, type Tab } from "@/lib/room/testing/fixture";
import type { CopyAddress } from "@/lib/room/testing/stage";

/** Connections to `/emotion` of people in the room; closed after each test. */
export function useEmotionTabs(copy: CopyAddress): (tab: Tab) => Promise<EmotionTab> {
  const open: EmotionTab[] = [];
  afterEach(() => {
    for (const tab of open.splice(0)) tab.close();
  });
  return async (tab) => {
    const { ticket } = await tab.ask("emotion:ticket", {});
    const made = await EmotionTab.connect(copy.url, ticket);
    open.push(made);
    return made;
  };
}

/** A worker with the real readers in this process, for all tests of a file. */
export function useReadingWorker(): Omit<ReadingWorker, "close"> {
  let worker: ReadingWorker | undefined;
  beforeAll(async () => {
    worker = await openReadingWorker();
  });
  afterAll(() => worker?.close());
  const there = (): ReadingWorker => {
    if (!worker) throw new Error("the worker is there only while tests run");
    return worker;
  };
  return { writeSamples: () => there().writeSamples(), hold: () => there().hold() };
}

export interface WorkerProcess {
  child: ChildProcess;
  /** Whose slots it read, in their order. */
  read: string[];
}

/** Workers in processes of their own, so that a test can kill them; none outlives its test. */
export function useWorkerProcesses(): () => Promise<WorkerProcess> {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
  });
  return async () => {
    const file = path.join(import.meta.dirname, "worker-process.ts");
    const child = fork(file, { execArgv: ["--import", "tsx"], env: process.env });
    children.push(child);
    const read: string[] = [];
    await new Promise<void>((resolve, reject) => {
      child.once("exit", (code) => reject(new Error(`the worker ended with ${code}`)));
      child.on("message", (told: { participantId?: string }) => {
        if (told.participantId) read.push(told.participantId);
        else resolve();
      });
    });
    return { child, read };
  };
}

/** All that was asked for is read, and what there was to tell has been heard. */
export async function settled(...tabs: EmotionTab[]): Promise<void> {
  const queue = queueOf(readEmotion);
  await eventually("all is read", async () => {
    const { waiting, active } = await queue.getJobCounts("waiting", "active");
    return waiting === 0 && active === 0;
  });
  // An answer comes after whatever was told before it, a refusal too.
  await Promise.all(tabs.map((tab) => tab.send("participant.media_state", null)));
}
