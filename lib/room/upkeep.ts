import { endMeeting, listOngoing, markLeft } from "@/lib/meetings/service";
import { nowMs } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import { redis } from "@/lib/platform/redis";
import { refreshOwn } from "@/lib/room/adjust";
import { closeRoom } from "@/lib/room/broadcast";
import type { RoomContext } from "@/lib/room/context";
import { settleHost } from "@/lib/room/hosts";
import {
  copyKey,
  DUE_KEY,
  HOSTLESS_KEY,
  peopleKey,
  RECONCILE_KEY,
  ROOMS_KEY,
  SWEEP_KEY,
} from "@/lib/room/keys";
import { withRoomLock } from "@/lib/room/lock";
import { markEmpty, readSeats, removeSeat, type StoredSeat, swapSeat } from "@/lib/room/state";

/** Meetings ended in one sweep at most; the rest has its turn in the next. */
const ENDS_PER_SWEEP = 20;
/** A copy compares its own people with Redis and Postgres thoroughly every so many heartbeats. */
const CHECK_EVERY = 5;

/**
 * What runs by itself on every web copy: its sign of life, the re-registration of its people, and,
 * on one copy at a time, the sweep: ghosts of dead copies, seats whose grace is over, meetings
 * without people or without a host. Everything it needs is in Redis or Postgres, so any copy can carry on.
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
      if (++beats % CHECK_EVERY === 0) {
        await freeOrphans(context);
        await refreshOwn(context);
      }
      if (await myTurn(SWEEP_KEY, context.copy.id, heartbeatMs)) await sweep(context);
      if (await myTurn(RECONCILE_KEY, context.copy.id, context.copy.timings.reconcileMs))
        doubtful = await reconcile(context, doubtful);
    } catch (error) {
      log("room").warn({ err: error }, "upkeep interrupted");
    }
    if (!closed) schedule();
  };
  /** Rooms found with a host whom Postgres has in and Redis does not, at the last comparison. */
  let doubtful = new Set<string>();
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

async function keepOwn({ copy, feed, lobby }: RoomContext): Promise<void> {
  await copy.beat();
  for (const meetingId of copy.meetingIds()) {
    if (await copy.reassert(meetingId)) feed.changed(meetingId, { lost: true });
  }
  await lobby.reassert();
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
    if (seats.size === 0) await markEmpty(meetingId, context.copy.emptyEndMs());
    for (const stored of seats.values()) {
      if (stored.record.goneAt === null) {
        if (!(await isAlive(stored.record.copy))) await startGrace(context, meetingId, stored);
      } else if (stored.record.goneAt <= nowMs()) await giveUp(context, meetingId, stored);
    }
  }
  await context.lobby.sweep(isAlive);
  await endDue(context);
  await endHostless(context);
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

async function giveUp(context: RoomContext, meetingId: string, stored: StoredSeat): Promise<void> {
  const { copy, feed } = context;
  const participantId = stored.record.person.id;
  const endAtMs = copy.emptyEndMs();
  const held = { raw: stored.raw };
  if ((await removeSeat({ meetingId, participantId, held, endAtMs })) !== "removed") return;
  await markLeft({ meetingId, participantId });
  feed.changed(meetingId, { left: participantId });
  await withRoomLock(meetingId, () => settleHost(context, meetingId));
}

/** Meetings nobody came back to. */
async function endDue({ copy }: RoomContext): Promise<void> {
  const due = await redis().zrangebyscore(DUE_KEY, "-inf", nowMs(), "LIMIT", 0, ENDS_PER_SWEEP);
  for (const meetingId of due) {
    try {
      await withRoomLock(meetingId, async () => {
        if ((await redis().hlen(peopleKey(meetingId))) > 0)
          return void (await redis().zrem(DUE_KEY, meetingId));
        await endMeeting({ meetingId, by: "system" });
        // Somebody may still be in front of the door.
        await closeRoom(meetingId);
      });
    } catch (error) {
      log("room").warn({ err: error, meetingId, copy: copy.id }, "empty meeting not ended yet");
    }
  }
}

/** Meetings whose host is gone and that nobody could take over until their time was up. */
async function endHostless(context: RoomContext): Promise<void> {
  const due = await redis().zrangebyscore(
    HOSTLESS_KEY,
    "-inf",
    nowMs(),
    "LIMIT",
    0,
    ENDS_PER_SWEEP,
  );
  for (const meetingId of due) {
    try {
      await withRoomLock(meetingId, async () => {
        await settleHost(context, meetingId, { sure: true });
        if ((await redis().zscore(HOSTLESS_KEY, meetingId)) === null) return;
        await endMeeting({ meetingId, by: "system" });
        await closeRoom(meetingId);
      });
    } catch (error) {
      log("room").warn({ err: error, meetingId }, "meeting without a host not ended yet");
    }
  }
}

/**
 * Compares rooms with Postgres, because Redis may have been flushed: meetings that go on but have
 * nobody in Redis, and rooms without a host. Yields the rooms in doubt, whose people may just not
 * have registered again yet; still in doubt at the next comparison they are settled.
 */
async function reconcile(
  context: RoomContext,
  doubtful: ReadonlySet<string>,
): Promise<Set<string>> {
  const inDoubt = new Set<string>();
  for (const meetingId of await listOngoing()) {
    await markEmpty(meetingId, context.copy.emptyEndMs());
    const sure = doubtful.has(meetingId);
    const settle = () => settleHost(context, meetingId, { sure });
    if ((await withRoomLock(meetingId, settle)) === "doubtful") inDoubt.add(meetingId);
  }
  return inDoubt;
}
