import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { attachEmotion } from "@/lib/emotion/server";
import { attachRooms, ROOM_SOCKET_OPTIONS } from "@/lib/room/server";

/** A web copy with nothing but the live room and its emotion, as production wires it. Tells its port, then its memory when asked. */
const http = createServer();
const io = new Server(http, ROOM_SOCKET_OPTIONS);
await attachRooms(io);
attachEmotion(io);
await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
process.send?.({ port: (http.address() as AddressInfo).port });
process.on("message", () => process.send?.({ rssMb: process.memoryUsage.rss() / 1e6 }));
process.on("disconnect", () => process.exit(0));
