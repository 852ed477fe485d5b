import { endMeeting, listOngoing, markLeft } from "@/lib/meetings/service";
import { nowMs } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import { redis } from "@/lib/platform/redis";
import { copyKey, DUE_KEY, peopleKey, RECONCILE_KEY, ROOMS_KEY, SWEEP_KEY } from "@/lib/room/keys";
import { withRoomLock } from "@/lib/room/lock";
import type { RoomContext } from "@/lib/room/seats";
import { markEmpty, readSeats, removeSeat, type StoredSeat, swapSeat } from "@/lib/room/state";

/** Meetings ended in one sweep at most; the rest has its turn in the next. */
const ENDS_PER_SWEEP = 20;
/** A copy looks for seats it forgot to free every so many heartbeats. */
const ORPHANS_EVERY = 5;

/**
 * What runs by itself on every web copy: its sign of life, the re-registration of its people, and,
 * on one copy at a time, the sweep: ghosts of dead copies, seats whose grace is over, meetings
 * without people. Everything it needs is in Redis or Postgres, so any copy can carry on.
 */
export function startUpkeep(context: RoomContext): { close(): Promise<void> } {
  const { heartbeatMs } = context.copy.timings;
  let closed = false;
  let beats = 0;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  const beat = async (): Promise<void> => {
    try {
      await keepOwn(context);
      if (++beats % ORPHANS_EVERY === 0) await freeOrphans(context);
      if (await myTurn(SWEEP_KEY, context.copy.id, heartbeatMs)) await sweep(context);
      if (await myTurn(RECONCILE_KEY, context.copy.id, context.copy.timings.reconcileMs))
        await reconcile(context);
    } catch (error) {
      log("room").warn({ err: error }, "upkeep interrupted");
    }
    if (!closed) schedule();
  };
  const schedule = (): void => {
    timer = setTimeout(() => {
      running = beat();
    }, heartbeatMs);
  };
  schedule();
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/** One copy per period; the key's expiry is the turn's end, so a copy's death loses one turn. */
async function myTurn(key: string, copyId: string, periodMs: number): Promise<boolean> {
  return (await redis().set(key, copyId, "PX", Math.ceil(periodMs * 0.9), "NX")) === "OK";
}

async function keepOwn({ copy, feed }: RoomContext): Promise<void> {
  await copy.beat();
  for (const meetingId of copy.meetingIds()) {
    if (await copy.reassert(meetingId)) feed.changed(meetingId, { lost: true });
  }
}

/** Seats under this copy's name that it holds no longer (their removal failed): their time is up. */
async function freeOrphans({ copy }: RoomContext): Promise<void> {
  for (const meetingId of await redis().smembers(ROOMS_KEY)) {
    for (const stored of (await readSeats(meetingId)).values()) {
      const { record } = stored;
      if (record.copy !== copy.id || record.goneAt !== null) continue;
      if (copy.find(meetingId, record.person.id)) continue;
      await swapSeat(meetingId, stored, { ...record, goneAt: nowMs() });
    }
  }
}

async function sweep(context: RoomContext): Promise<void> {
  const alive = new Map<string, boolean>();
  const isAlive = async (copyId: string): Promise<boolean> => {
    const known = alive.get(copyId) ?? (await redis().exists(copyKey(copyId))) === 1;
    alive.set(copyId, known);
    return known;
  };
  for (const meetingId of await redis().smembers(ROOMS_KEY)) {
    const seats = await readSeats(meetingId);
    if (seats.size === 0) await markEmpty(meetingId, nowMs() + context.copy.timings.emptyMs);
    for (const stored of seats.values()) {
      if (stored.record.goneAt === null) {
        if (!(await isAlive(stored.record.copy))) await startGrace(context, meetingId, stored);
      } else if (stored.record.goneAt <= nowMs()) await giveUp(context, meetingId, stored);
    }
  }
  await endDue(context);
}

/** The copy behind a seat died: its holder gets the same time to come back as after any drop. */
async function startGrace(
  { copy, feed }: RoomContext,
  meetingId: string,
  stored: StoredSeat,
): Promise<void> {
  const { record } = stored;
  const person = { ...record.person, connection: "reconnecting" as const };
  const goneAt = nowMs() + copy.timings.graceMs;
  if (await swapSeat(meetingId, stored, { ...record, person, goneAt })) feed.changed(meetingId);
}

async function giveUp(
  { copy, feed }: RoomContext,
  meetingId: string,
  stored: StoredSeat,
): Promise<void> {
  const participantId = stored.record.person.id;
  const endAtMs = nowMs() + copy.timings.emptyMs;
  const held = { raw: stored.raw };
  if ((await removeSeat({ meetingId, participantId, held, endAtMs })) !== "removed") return;
  await markLeft({ meetingId, participantId });
  feed.changed(meetingId, { left: participantId });
}

async function endDue({ copy }: RoomContext): Promise<void> {
  const due = await redis().zrangebyscore(DUE_KEY, "-inf", nowMs(), "LIMIT", 0, ENDS_PER_SWEEP);
  for (const meetingId of due) {
    try {
      await withRoomLock(meetingId, async () => {
        const empty = (await redis().hlen(peopleKey(meetingId))) === 0;
        if (empty) await endMeeting({ meetingId, by: "system" });
        await redis().zrem(DUE_KEY, meetingId);
      });
    } catch (error) {
      log("room").warn({ err: error, meetingId, copy: copy.id }, "empty meeting not ended yet");
    }
  }
}

/** Meetings that go on by Postgres but have nobody in Redis, which may have been flushed. */
async function reconcile({ copy }: RoomContext): Promise<void> {
  for (const meetingId of await listOngoing())
    await markEmpty(meetingId, nowMs() + copy.timings.emptyMs);
}
