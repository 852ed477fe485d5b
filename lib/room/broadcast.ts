import { Emitter } from "@socket.io/redis-emitter";
import { log } from "@/lib/platform/log";
import { redis } from "@/lib/platform/redis";
import { meetingRoom } from "@/lib/room/keys";
import {
  ROOM_NAMESPACE,
  type ServerEventData,
  type ServerEventName,
  serverEvents,
} from "@/lib/room/schema";
import { forgetRoom } from "@/lib/room/state";

/** The emitter publishes without looking back; a lost Redis must not become an unhandled rejection. */
const publisher = {
  publish: (channel: string, message: string | Buffer) =>
    redis()
      .publish(channel, message)
      .catch((error: unknown) => log("room").warn({ err: error }, "broadcast lost")),
};

const room = (meetingId: string) =>
  new Emitter(publisher, {}, ROOM_NAMESPACE).to(meetingRoom(meetingId));

/** Tells everybody in a room something, on every web copy, from any process. */
export function broadcastRoom<N extends ServerEventName>(
  meetingId: string,
  name: N,
  data: ServerEventData<N>,
): void {
  room(meetingId).emit(name, serverEvents[name].parse(data));
}

/** Empties the room of a meeting that has ended: everybody is told and disconnected. Idempotent. */
export async function closeRoom(meetingId: string): Promise<void> {
  await forgetRoom(meetingId);
  broadcastRoom(meetingId, "room:ended", { reason: "host-ended" });
  room(meetingId).disconnectSockets(true);
}
