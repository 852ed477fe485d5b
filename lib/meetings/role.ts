import type { RoomRole } from "@/lib/room/schema";

/** A participant's role now: whoever stands in for an absent host is a host meanwhile. */
export const roleOf = (participant: { role: RoomRole; actingHostSince: Date | null }): RoomRole =>
  participant.actingHostSince ? "host" : participant.role;
