import { readEmotion } from "@/lib/emotion/jobs";
import { localReaders, warmUpReaders } from "@/lib/emotion/local-readers";
import { modalities } from "@/lib/emotion/policy";
import type { Readers } from "@/lib/emotion/readers";
import { readSlot } from "@/lib/emotion/reading";
import { SampleWriter } from "@/lib/emotion/samples";
import { InferencePool } from "@/lib/models/pool";
import { poolOptions } from "@/lib/models/settings";
import { startWorker } from "@/lib/platform/jobs";

export interface ReadingWorker {
  /** Writes down at once what was read so far. */
  writeSamples(): Promise<void>;
  /** Nothing more is read until the answer is called. */
  hold(): () => void;
  close(): Promise<void>;
}

/**
 * A worker of this process that does nothing but read emotion, with the real models, which are loaded
 * when it is there. @param onRead is told whose slot was read
 */
export async function openReadingWorker(
  onRead: (participantId: string) => void = () => undefined,
): Promise<ReadingWorker> {
  const pool = new InferencePool(poolOptions());
  await warmUpReaders(pool, modalities());
  const samples = new SampleWriter();
  const local = localReaders(pool);
  let gate: Promise<void> = Promise.resolve();
  const readers: Readers = {
    face: (...frame) => gate.then(() => local.face(...frame)),
    voice: (...sound) => gate.then(() => local.voice(...sound)),
  };
  const worker = startWorker(readEmotion, async ({ payload: { participantId } }) => {
    const done = await readSlot({ participantId, readers, samples });
    if (done === "done") onRead(participantId);
    return done;
  });
  await worker.waitUntilReady();
  return {
    writeSamples: () => samples.close(),
    hold: () => {
      let release = () => {};
      gate = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    close: async () => {
      await worker.close();
      await samples.close();
      await pool.close();
    },
  };
}
