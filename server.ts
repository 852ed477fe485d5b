import { createServer, type IncomingMessage } from "node:http";
import next from "next";
import { Server } from "socket.io";
import { attachEmotion } from "@/lib/emotion/server";
import { callerAddress } from "@/lib/platform/address";
import { attachChannels } from "@/lib/platform/channels-server";
import { closeDb } from "@/lib/platform/db";
import { EnvError, env, secretFor } from "@/lib/platform/env";
import { closeQueues } from "@/lib/platform/jobs";
import { log } from "@/lib/platform/log";
import { closeRedis } from "@/lib/platform/redis";
import { attachRooms, ROOM_SOCKET_OPTIONS } from "@/lib/room/server";

/** Sockets and long answers get this long to end by themselves, milliseconds. */
const CLOSING_MS = 5_000;

/** The caller's address as this server sees it. A header of the same name from outside is overwritten. */
function stampAddress(request: IncomingMessage): void {
  request.headers["x-parley-address"] = callerAddress(request);
}

async function main(): Promise<void> {
  const { PORT, HOST, NODE_ENV, PARLEY_URL } = env();
  // next-auth reads these from the process.
  process.env.NEXTAUTH_URL ??= PARLEY_URL;
  process.env.NEXTAUTH_SECRET ??= secretFor("session");

  const http = createServer();
  const app = next({
    dev: NODE_ENV === "development",
    hostname: HOST,
    port: PORT,
    httpServer: http,
  });
  await app.prepare();
  const handle = app.getRequestHandler();

  const io = new Server(http, ROOM_SOCKET_OPTIONS);
  const rooms = await attachRooms(io);
  const emotion = attachEmotion(io);
  const channels = attachChannels(http);

  http.on("request", (request, response) => {
    const path = request.url ?? "/";
    if (path.startsWith("/socket.io/") || channels.owns(request)) return;
    stampAddress(request);
    void handle(request, response);
  });

  await new Promise<void>((resolve, reject) => {
    http.once("error", reject);
    http.listen(PORT, HOST, resolve);
  });
  log("web").info({ port: PORT, url: PARLEY_URL }, "listening");

  let closing = false;
  const close = async (): Promise<void> => {
    if (closing) return;
    closing = true;
    setTimeout(() => process.exit(0), CLOSING_MS).unref();
    await emotion.close();
    await rooms.close();
    await channels.close();
    await io.close();
    http.closeAllConnections();
    await closeQueues();
    closeRedis();
    await closeDb();
    process.exit(0);
  };
  process.on("SIGTERM", () => void close());
  process.on("SIGINT", () => void close());
}

main().catch((error: unknown) => {
  const busy = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
  if (error instanceof EnvError) process.stderr.write(`${error.message}\n`);
  else if (busy)
    process.stderr.write("The port is in use by another program. Set PORT to another one.\n");
  else log("web").fatal({ err: error }, "the web server could not start");
  process.exit(1);
});
