import type { EventDoor } from "@/lib/platform/sockets";
import { chatDoors } from "@/lib/room/doors/chat";
import { emotionRoomDoors } from "@/lib/room/doors/emotion";
import { hostDoors } from "@/lib/room/doors/host";
import { presenceDoors } from "@/lib/room/doors/presence";
import { recordingDoors } from "@/lib/room/doors/recording";
import { simulateDoors } from "@/lib/room/doors/simulate";

/** Every door of the live room, for wiring and for the tests that enumerate doors. */
export const roomDoors: readonly EventDoor[] = [
  ...presenceDoors,
  ...chatDoors,
  ...hostDoors,
  ...recordingDoors,
  ...emotionRoomDoors,
  ...simulateDoors,
];

/** The doors a copy opens: faults are played on purpose only where that is allowed. */
export const doorsHere = (options: { canSimulate: boolean }): readonly EventDoor[] =>
  roomDoors.filter(({ door }) => options.canSimulate || door.name !== "room:simulate");
