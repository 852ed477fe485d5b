import { once } from "node:events";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readEmotion } from "@/lib/emotion/jobs";
import { memoryKey, RATE_KEY, slotKey } from "@/lib/emotion/keys";
import { READING_EXPIRY_MS } from "@/lib/emotion/schema";
import { frameOf, spokenWindow } from "@/lib/emotion/testing/captures";
import { useEmotionTabs, useWorkerProcesses } from "@/lib/emotion/testing/emotion-stage";
import { agree, type EmotionTab, offerEmotion, switchOn } from "@/lib/emotion/testing/emotion-tab";
import { isBacklogged } from "@/lib/emotion/upkeep";
import { enqueue, queueOf } from "@/lib/platform/jobs";
import { redis } from "@/lib/platform/redis";
import { eventually, hasServices, hostSeat, newMeeting } from "@/lib/room/testing/fixture";
import { useCopy, useServices, useTabs } from "@/lib/room/testing/stage";

/** As often as nobody is asked to send, so that what is lost is seen at once, milliseconds. */
const EVERY_MS = 300;
/** More deliveries than a handful of people may have waiting. */
const FILL = 150;

describe.skipIf(!hasServices)("the workers that read", { timeout: 180_000 }, () => {
  useServices();
  const copy = useCopy();
  const { enter } = useTabs();
  const connect = useEmotionTabs(copy);
  const startWorkerProcess = useWorkerProcesses();
  let wonder: Buffer;
  let frown: Buffer;
  let speech: Buffer;
  beforeAll(async () => {
    [wonder, frown, speech] = await Promise.all([
      frameOf("astonishment"),
      frameOf("frown"),
      spokenWindow(),
    ]);
  });
  beforeEach(async () => {
    await redis().del(RATE_KEY);
    await offerEmotion();
  });
  const stops: (() => void)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) stop();
    await queueOf(readEmotion).drain();
  });

  /** Somebody who agreed to all. */
  async function somebody() {
    const meeting = await newMeeting();
    const { tab: room, id } = await enter(copy, await hostSeat(meeting));
    await switchOn(room, "self");
    await agree(room, { face: true, voice: true });
    return { id, meeting, tab: await connect(room) };
  }

  const results = (tab: EmotionTab) => tab.all("emotion.result");
  const send = (tab: EmotionTab, jpeg: Buffer) =>
    tab.send("emotion.frame", { jpeg, capturedAtMs: Date.now() });

  /** Sends something and waits for its reading. */
  async function reading(tab: EmotionTab, captured: { jpeg: Buffer } | { pcm: Buffer }) {
    const capturedAtMs = Date.now();
    const name = "jpeg" in captured ? "emotion.frame" : "audio_chunk";
    await eventually(`${name} is taken`, async () => {
      const answer = await tab.send(name, { ...captured, capturedAtMs });
      return answer.ok;
    });
    await tab.until("its reading", () => results(tab).some(({ atMs }) => atMs >= capturedAtMs));
    return results(tab).findLast(({ atMs }) => atMs >= capturedAtMs);
  }

  /** Sends a face all the time. */
  function keepSending(tab: EmotionTab): void {
    const timer = setInterval(() => {
      if (tab.socket.connected) void send(tab, wonder).catch(() => undefined);
    }, EVERY_MS);
    stops.push(() => clearInterval(timer));
  }

  it("share the work and what they remember of a person", async () => {
    const workers = await Promise.all([startWorkerProcess(), startWorkerProcess()]);
    const { id, tab } = await somebody();
    let windows = 0;
    await eventually("both have read the same person", async () => {
      await reading(tab, { pcm: speech });
      windows += 1;
      return workers.every(({ read }) => read.includes(id));
    });
    const voice = JSON.parse((await redis().hget(memoryKey(id), "voice")) ?? "null");
    // Whoever read, each window counts once.
    expect(voice.reader.windows).toBe(windows);

    const counts = () => workers.map(({ read }) => read.length);
    /** What was read of a frame, and by which worker. */
    const readBy = async (jpeg: Buffer) => {
      const before = counts();
      const result = await reading(tab, { jpeg });
      const reader = () => counts().findIndex((count, at) => count > (before[at] ?? 0));
      await eventually("its worker says so", async () => reader() >= 0);
      return {
        worker: reader(),
        atMs: result?.atMs ?? 0,
        surprise: result?.face?.scores?.surprise ?? 0,
      };
    };
    await eventually("one reads astonishment, the other the frown after it", async () => {
      await eventually(
        "astonishment and nothing else",
        async () => (await readBy(wonder)).surprise > 0.8,
      );
      const [before, after] = [await readBy(wonder), await readBy(frown)];
      // On a slow machine the average may have begun anew.
      if (after.atMs - before.atMs > READING_EXPIRY_MS) return false;
      // Something of the astonishment is left, whoever read it.
      expect(after.surprise).toBeGreaterThan(0.25);
      expect(after.surprise).toBeLessThan(0.6);
      return before.worker !== after.worker;
    });
  });

  it("may be killed: the other goes on", async () => {
    const [killed, other] = await Promise.all([startWorkerProcess(), startWorkerProcess()]);
    const people = [await somebody(), await somebody()];
    for (const { tab } of people) keepSending(tab);
    await eventually("both work", async () => killed.read.length > 2 && other.read.length > 2);

    const died = once(killed.child, "exit");
    killed.child.kill("SIGKILL");
    await died;
    const killedAtMs = Date.now();
    await Promise.all(
      people.map(({ tab }) =>
        tab.until("a reading of what was captured after", () =>
          results(tab).some(({ atMs }) => atMs > killedAtMs),
        ),
      ),
    );
    process.stdout.write(
      `· read again ${Date.now() - killedAtMs} ms after a worker was killed with kill -9\n`,
    );
  });

  it("may all be gone: nothing piles up, and it goes on when one comes", async () => {
    const { id, meeting, tab } = await somebody();
    const queue = queueOf(readEmotion);
    keepSending(tab);
    await eventually("more than one delivery was asked for", async () => {
      return (await queue.getWaitingCount()) > 1;
    });
    // The newest frame, however many were sent, and not for long.
    expect((await redis().hkeys(slotKey(id))).sort()).toEqual(["askedAt", "face", "faceAt"]);
    expect(await redis().pttl(slotKey(id))).toBeGreaterThan(0);

    for (let index = 0; index < FILL; index += 1) {
      const delivery = `fill-${index}`;
      await enqueue(readEmotion, { participantId: id, meetingId: meeting.id, delivery });
    }
    await eventually("the copy sees it", async () => isBacklogged());
    await tab.until("less is asked for", () => tab.all("backpressure").length > 0);
    const waiting = await queue.getWaitingCount();
    expect(await send(tab, wonder)).toMatchObject({ ok: true });
    expect(await queue.getWaitingCount()).toBe(waiting);
    expect(results(tab)).toEqual([]);

    await startWorkerProcess();
    const startedAtMs = Date.now();
    await tab.until("it goes on", () => results(tab).some(({ atMs }) => atMs > startedAtMs));
    await eventually("the copy sees that too", async () => !isBacklogged());
    await eventually("nothing is left over", async () => (await queue.getWaitingCount()) < 3);
  });
});
