import { test } from "@playwright/test";
import { io, type Socket } from "socket.io-client";
import type { z } from "zod";
import { type Ack, ROOM_NAMESPACE, type RoomWelcome, type seatRequest } from "@/lib/room/schema";

/** Somebody who only fills a seat: a socket without a browser, a camera or a microphone. */
interface Extra {
  /** How many people the room takes, as it told them. */
  capacity: number;
  leave(): Promise<void>;
}

/** The cookie of a guest's new seat. */
async function takeSeat(link: URL, name: string): Promise<string> {
  const code = link.pathname.split("/").at(-1);
  const body: z.input<typeof seatRequest> = { name };
  const answer = await fetch(new URL(`/api/rooms/${code}/seat`, link), {
    method: "POST",
    headers: { "content-type": "application/json", origin: link.origin },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`no seat for ${name}: ${await answer.text()}`);
  return answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

function open(link: URL, cookie: string): Socket {
  return io(`${link.origin}${ROOM_NAMESPACE}`, {
    transports: ["websocket"],
    forceNew: true,
    auth: { code: link.pathname.split("/").at(-1) },
    extraHeaders: { origin: link.origin, cookie },
  });
}

async function sitDown(link: URL, name: string): Promise<Extra & { socket: Socket }> {
  const socket = open(link, await takeSeat(link, name));
  const media = { microphone: false, camera: false };
  const answer: Ack<RoomWelcome> = await socket.timeout(10_000).emitWithAck("room:join", { media });
  if (!answer.ok) throw new Error(`${name} is not in: ${answer.error.message}`);
  const leave = async (): Promise<void> => {
    await socket.timeout(10_000).emitWithAck("room:leave", {});
    socket.disconnect();
  };
  return { socket, capacity: answer.data.capacity, leave };
}

/** For a file of tests: fills every seat of an empty room; all extras are gone after each test. */
export function newCrowd(): (link: string) => Promise<Extra[]> {
  const sockets: Socket[] = [];
  test.afterEach(() => {
    for (const socket of sockets.splice(0)) socket.disconnect();
  });
  return async (link) => {
    const extras: Extra[] = [];
    do {
      const extra = await sitDown(new URL(link), `Extra ${extras.length + 1}`);
      sockets.push(extra.socket);
      extras.push(extra);
    } while (extras.length < (extras[0]?.capacity ?? 0));
    return extras;
  };
}
