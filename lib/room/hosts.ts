import { reconnectEmotionOf } from "@/lib/emotion/service";
import {
  changeRole,
  passHost,
  type SeatRow,
  seatIn,
  seatsForHosting,
  seatsNow,
  standIn,
} from "@/lib/meetings/hosting";
import { roleOf } from "@/lib/meetings/role";
import { forbidden, invalid, notFound } from "@/lib/platform/errors";
import { redis } from "@/lib/platform/redis";
import { adjust } from "@/lib/room/adjust";
import type { RoomContext } from "@/lib/room/context";
import { HOSTLESS_KEY } from "@/lib/room/keys";
import { withRoomLock } from "@/lib/room/lock";
import { tellSettings } from "@/lib/room/settings";
import { hasSeat, peopleHere } from "@/lib/room/state";

/**
 * Sees to it that a room whose host is gone has somebody to keep order. Inside the room's lock,
 * whenever somebody came or is gone for good.
 *
 * A host who is back ends every standing in. While none is there although one had been, the co-host
 * who came first stands in, else the signed-in person who is there the longest; a stand-in keeps
 * their own role beside it. Without either the meeting is ended after `emptyMs`, unless somebody
 * comes who can take over.
 *
 * Yields `doubtful`, having done nothing, when Postgres says that a host is in whom Redis does not
 * know: it may just have forgotten everybody. `sure` says that they had time to register again.
 */
export async function settleHost(
  context: RoomContext,
  meetingId: string,
  options: { sure?: boolean } = {},
): Promise<"settled" | "doubtful"> {
  const present = (await peopleHere(meetingId)).map((person) => person.id);
  if (present.length === 0) return "settled";
  const rows = new Map(
    (await seatsForHosting(meetingId, present)).map((seat) => [seat.id, seat] as const),
  );
  const here = present.flatMap((id) => rows.get(id) ?? []);
  const hosts = here.filter((seat) => roleOf(seat) === "host");
  if (hosts.some((seat) => seat.role === "host")) {
    const standIns = [...rows.values()].filter((seat) => seat.actingHostSince);
    if (standIns.length > 0) {
      await standIn(meetingId, null);
      await refreshRoles(context, standIns);
    }
  }
  if (hosts.length > 0) return unmarkHostless(context, meetingId);

  const isIn = (seat: SeatRow) => seat.joinedAt && !seat.leftAt && !present.includes(seat.id);
  const former = [...rows.values()].filter((seat) => roleOf(seat) === "host");
  if (!options.sure && former.some(isIn)) return "doubtful";
  // A meeting whose host never came has nobody to miss.
  if (!former.some((seat) => seat.role === "host")) return "settled";
  const heir =
    here.find((seat) => seat.role === "cohost") ?? here.find((seat) => seat.userId !== null);
  if (!heir) return markHostless(context, meetingId);
  await standIn(meetingId, heir.id);
  await refreshRoles(context, [heir]);
  return unmarkHostless(context, meetingId);
}

async function markHostless(context: RoomContext, meetingId: string): Promise<"settled"> {
  const untilMs = context.copy.emptyEndMs();
  // A meeting marked before keeps its time: coming and going does not prolong it.
  if ((await redis().zadd(HOSTLESS_KEY, "NX", untilMs, meetingId)) === 1)
    await tellSettings(context, meetingId);
  return "settled";
}

async function unmarkHostless(context: RoomContext, meetingId: string): Promise<"settled"> {
  if ((await redis().zrem(HOSTLESS_KEY, meetingId)) === 1) await tellSettings(context, meetingId);
  return "settled";
}

async function refreshRoles(context: RoomContext, seats: readonly SeatRow[]): Promise<void> {
  reconnectEmotionOf(seats.map(({ id }) => id));
  for (const seat of seats) await adjust(context, seat.meetingId, seat.id, { what: "role" });
}

/** Makes somebody in the room a co-host, or no longer one. Throws `forbidden` for a host. */
export async function setRole(
  context: RoomContext,
  input: { meetingId: string; id: string; role: "cohost" | "participant" },
): Promise<void> {
  const { meetingId, id, role } = input;
  await withRoomLock(meetingId, async () => {
    const seat = await seatHere(meetingId, id);
    if (roleOf(seat) === "host") throw forbidden("The role of a host cannot be changed.");
    if (seat.role === role) return;
    await changeRole(meetingId, id, role);
    await refreshRoles(context, [seat]);
  });
}

/** Makes somebody in the room the host in one's own place. */
export async function handOver(
  context: RoomContext,
  input: { meetingId: string; from: string; to: string },
): Promise<void> {
  const { meetingId, from, to } = input;
  if (from === to) throw invalid("You are the host already.");
  await withRoomLock(meetingId, async () => {
    const [giver, taker] = [await seatIn(meetingId, from), await seatHere(meetingId, to)];
    // Two clicks at once: after the first one there is nothing left to hand over.
    if (roleOf(giver) !== "host") throw forbidden("Only the host of this meeting can do that.");
    if (roleOf(taker) === "host") throw invalid("That person is a host already.");
    const standIns = (await seatsForHosting(meetingId, [])).filter((seat) => seat.actingHostSince);
    await passHost(meetingId, giver, to);
    const touched = new Map([giver, taker, ...standIns].map((seat) => [seat.id, seat]));
    await refreshRoles(context, [...touched.values()]);
  });
}

/** The seat of somebody in the room. Throws `not-found`. */
async function seatHere(meetingId: string, id: string): Promise<SeatRow> {
  const seat = (await seatsNow([id])).get(id);
  if (seat?.meetingId !== meetingId || seat.removedAt || !(await hasSeat(meetingId, id)))
    throw notFound("That person is not in this room.");
  return seat;
}
