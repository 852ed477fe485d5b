import { createAdapter } from "@socket.io/redis-adapter";
import type { Server, ServerOptions, Socket } from "socket.io";
import { loadSeat } from "@/lib/meetings/service";
import { canSimulate } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { metrics } from "@/lib/platform/metrics";
import { newRedis, redis } from "@/lib/platform/redis";
import { setRoomContext } from "@/lib/room/access";
import { listenForAdjustments } from "@/lib/room/adjust";
import type { RoomContext } from "@/lib/room/context";
import { CopyBus } from "@/lib/room/copy-bus";
import { doorsHere } from "@/lib/room/doors";
import { admit } from "@/lib/room/handshake";
import { copyKey } from "@/lib/room/keys";
import { Lobby } from "@/lib/room/lobby";
import { PeopleFeed } from "@/lib/room/people-feed";
import { ROOM_TIMINGS, RoomCopy, type RoomTimings } from "@/lib/room/room-copy";
import { ROOM_NAMESPACE } from "@/lib/room/schema";
import { seatDropped, seatEnded } from "@/lib/room/seats";
import { listenForKills } from "@/lib/room/simulation";
import { startUpkeep } from "@/lib/room/upkeep";

/** How the live room wants its Socket.IO server. */
export const ROOM_SOCKET_OPTIONS = {
  path: "/socket.io",
  // One long-lived connection: no sticky sessions are needed in front of several copies.
  transports: ["websocket"],
  maxHttpBufferSize: 128 * 1024,
  // A dropped connection is noticed after at most their sum.
  pingInterval: 4_000,
  pingTimeout: 5_000,
  connectTimeout: 10_000,
  serveClient: false,
} satisfies Partial<ServerOptions>;

/** Hang-ups by the server mean that the seat is over; everything else may come back. */
const FINAL = new Set(["server namespace disconnect"]);

/**
 * Wires the `/room` namespace: the Redis adapter between web copies, the handshake, the doors, and
 * the upkeep. `close` gives this copy's people the grace to reconnect to another one; call it
 * before `io.close()`.
 */
export async function attachRooms(
  io: Server,
  timings: Partial<RoomTimings> = {},
): Promise<{ close(): Promise<void> }> {
  const subscriber = newRedis({ blocking: true });
  io.adapter(createAdapter(quietPublisher(), subscriber));
  io.use((_socket, next) => next(new Error("There is nothing here.")));
  const nsp = io.of(ROOM_NAMESPACE);
  const copy = new RoomCopy(nsp, { ...ROOM_TIMINGS, ...timings });
  const bus = new CopyBus(copy.id, subscriber);
  const feed = new PeopleFeed(copy, bus);
  const lobby = new Lobby(copy, bus);
  const context: RoomContext = { copy, feed, lobby, bus };
  setRoomContext(nsp, context);
  listenForAdjustments(context);
  if (canSimulate()) listenForKills(context);
  await bus.start();
  await copy.beat();
  await warmUp(copy.id);

  nsp.use(admit);
  let closing = false;
  nsp.on("connection", (socket) => welcomeSocket(context, socket, () => closing));
  const upkeep = startUpkeep(context);

  return {
    close: async () => {
      closing = true;
      await upkeep.close();
      const members = copy.meetingIds().flatMap((meetingId) => copy.membersIn(meetingId));
      await Promise.allSettled(members.map((member) => seatDropped(context, member)));
      await lobby.close();
      feed.close();
      bus.close();
      await redis()
        .del(copyKey(copy.id))
        .catch(() => 0);
    },
  };
}

/**
 * A process's first query loads the query compiler (0.3 s, and seconds when many join meanwhile):
 * a copy that takes over a dead one's people has done that before it listens.
 */
async function warmUp(unknownSeat: string): Promise<void> {
  await loadSeat(unknownSeat).catch((error: unknown) =>
    log("room").warn({ err: error }, "database not reached yet"),
  );
}

function welcomeSocket(context: RoomContext, socket: Socket, isClosing: () => boolean): void {
  const gauge = metrics().sockets;
  gauge.inc({ namespace: ROOM_NAMESPACE });
  for (const door of doorsHere({ canSimulate: canSimulate() })) door.attach(socket);
  socket.on("disconnect", (reason) => {
    gauge.dec({ namespace: ROOM_NAMESPACE });
    disconnected(context, socket, reason, isClosing()).catch((error: unknown) =>
      log("room").warn({ err: error }, "disconnect not noted"),
    );
  });
}

async function disconnected(
  context: RoomContext,
  socket: Socket,
  reason: string,
  isClosing: boolean,
): Promise<void> {
  await context.lobby.gone(socket);
  const member = context.copy.memberOf(socket);
  if (!member || isClosing) return;
  await (FINAL.has(reason) ? seatEnded(context, member) : seatDropped(context, member));
}

/** The adapter publishes without looking back; a lost Redis must not become an unhandled rejection. */
function quietPublisher(): ReturnType<typeof newRedis> {
  const connection = newRedis();
  const publish = connection.publish.bind(connection) as (
    channel: string,
    message: string | Buffer,
  ) => Promise<number>;
  connection.publish = ((channel: string, message: string | Buffer) =>
    publish(channel, message).catch((error: unknown) => {
      log("room").warn({ err: error }, "message between copies lost");
      return 0;
    })) as typeof connection.publish;
  return connection;
}
