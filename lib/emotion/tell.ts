import { Emitter } from "@socket.io/redis-emitter";
import {
  EMOTION_NAMESPACE,
  type ReadingEventData,
  type ReadingEventName,
  readingEvents,
} from "@/lib/emotion/schema";
import { log } from "@/lib/platform/log";
import { redis } from "@/lib/platform/redis";

/** The emitter publishes without looking back; a lost Redis must not become an unhandled rejection. */
const publisher = {
  publish: (channel: string, message: string | Buffer) =>
    redis()
      .publish(channel, message)
      .catch((error: unknown) => log("emotion").warn({ err: error }, "result lost")),
};

const rooms = (names: readonly string[]) =>
  new Emitter(publisher, {}, EMOTION_NAMESPACE).to([...names]);

/** Tells everybody in these rooms of `/emotion`, on every web copy, from any process. */
export function tellReading<N extends ReadingEventName>(
  names: readonly string[],
  event: N,
  data: ReadingEventData<N>,
): void {
  rooms(names).emit(event, readingEvents[event].parse(data));
}

/** Ends the connections in these rooms, wherever they are. */
export const hangUp = (names: readonly string[]): void => rooms(names).disconnectSockets(true);
