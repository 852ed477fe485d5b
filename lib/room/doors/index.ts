import type { EventDoor } from "@/lib/platform/sockets";
import { presenceDoors } from "@/lib/room/doors/presence";
import { recordingDoors } from "@/lib/room/doors/recording";

/** Every door of the live room, for wiring and for the tests that enumerate doors. */
export const roomDoors: readonly EventDoor[] = [...presenceDoors, ...recordingDoors];
