import type { RoomCopy } from "@/lib/room/room-copy";
import type { ServerEventData, ServerEventName } from "@/lib/room/schema";

/** Tells everybody in these Socket.IO rooms something, on every web copy. */
export function tell<N extends ServerEventName>(
  copy: RoomCopy,
  rooms: string | string[],
  name: N,
  data: ServerEventData<N>,
): void {
  copy.nsp.to(rooms).emit(name, data);
}
