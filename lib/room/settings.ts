import { meetingNow } from "@/lib/meetings/hosting";
import { redis } from "@/lib/platform/redis";
import type { RoomContext } from "@/lib/room/context";
import { HOSTLESS_KEY, meetingRoom } from "@/lib/room/keys";
import type { LobbyMode, RoomSettings } from "@/lib/room/schema";
import { tell } from "@/lib/room/tell";

/** A meeting → what its hosts decided, as the room is told. */
export async function settingsOf(meeting: {
  id: string;
  lobby: LobbyMode;
  lockedAt: Date | null;
}): Promise<RoomSettings> {
  const until = await redis().zscore(HOSTLESS_KEY, meeting.id);
  return {
    lobby: meeting.lobby,
    locked: meeting.lockedAt !== null,
    hostlessUntilMs: until === null ? null : Number(until),
  };
}

/** Tells everybody in a room its settings. Inside the room's lock, so that the last one is the truth. */
export async function tellSettings(
  { copy }: RoomContext,
  meetingId: string,
): Promise<RoomSettings> {
  const settings = await settingsOf(await meetingNow(meetingId));
  tell(copy, meetingRoom(meetingId), "room:settings", settings);
  return settings;
}
