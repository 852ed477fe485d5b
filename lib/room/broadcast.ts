import { Emitter } from "@socket.io/redis-emitter";
import { log } from "@/lib/platform/log";
import { redis } from "@/lib/platform/redis";
import { lobbyRoom, meetingRoom } from "@/lib/room/keys";
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

const rooms = (...names: string[]) => new Emitter(publisher, {}, ROOM_NAMESPACE).to(names);

/** Tells everybody in a room something, on every web copy, from any process. */
export function broadcastRoom<N extends ServerEventName>(
  meetingId: string,
  name: N,
  data: ServerEventData<N>,
): void {
  rooms(meetingRoom(meetingId)).emit(name, serverEvents[name].parse(data));
}

/**
 * Empties the room of a meeting that has ended: everybody in it and in front of its door is told
 * and disconnected. Idempotent.
 */
export async function closeRoom(meetingId: string): Promise<void> {
  await forgetRoom(meetingId);
  const everybody = rooms(meetingRoom(meetingId), lobbyRoom(meetingId));
  everybody.emit("room:ended", serverEvents["room:ended"].parse({ reason: "host-ended" }));
  everybody.disconnectSockets(true);
}
