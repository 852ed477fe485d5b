import { createSocket, type Socket as UdpSocket } from "node:dgram";
import type { SignalPayload } from "@/lib/room/schema";

/** `candidate:<foundation> <component> udp <priority> <address> <port> typ …` with an IPv4 address. */
const HOST_CANDIDATE = /^(candidate:\S+ \d+ udp \d+ )(\d+\.\d+\.\d+\.\d+) (\d+)( typ host.*)$/i;

/** A socket on the browser's own address, which both browsers of this machine can reach. */
const boundTo = (address: string): Promise<UdpSocket> =>
  new Promise((resolve) => {
    const socket = createSocket("udp4");
    socket.bind(0, address, () => resolve(socket));
  });

/**
 * A network between browsers that can be cut: every address in the signals is replaced by that of a
 * forwarder here, so all media goes through it, and packets stop when it is closed.
 */
export class MediaPath {
  isOpen = true;
  readonly #entrances = new Map<string, UdpSocket>();
  readonly #sockets = new Set<UdpSocket>();

  /** The payload as the other side shall see it; null when it must not know this address. */
  async rewrite(payload: SignalPayload): Promise<SignalPayload | null> {
    if ("description" in payload) {
      const sdp = payload.description.sdp?.replace(/a=candidate:.*\r\n/g, "");
      return { ...payload, description: { ...payload.description, ...(sdp ? { sdp } : {}) } };
    }
    if (!("candidate" in payload)) return payload;
    const match = HOST_CANDIDATE.exec(payload.candidate.candidate);
    if (!match) return null;
    const [, head = "", address = "", port = "", tail = ""] = match;
    const entrance = await this.#entranceTo(address, Number(port));
    const candidate = `${head}${address} ${entrance.address().port}${tail}`;
    return { ...payload, candidate: { ...payload.candidate, candidate } };
  }

  close(): void {
    for (const socket of this.#sockets) socket.close();
    this.#sockets.clear();
  }

  async #entranceTo(address: string, port: number): Promise<UdpSocket> {
    const key = `${address}:${port}`;
    const known = this.#entrances.get(key);
    if (known) return known;
    const entrance = await boundTo(address);
    this.#entrances.set(key, entrance);
    this.#sockets.add(entrance);
    /** One way out per sender, so that answers find their way back, as in a router. */
    const exits = new Map<string, Promise<UdpSocket>>();
    const exitFor = (from: { address: string; port: number }): Promise<UdpSocket> => {
      const sender = `${from.address}:${from.port}`;
      const exit =
        exits.get(sender) ??
        boundTo(address).then((socket) => {
          this.#sockets.add(socket);
          socket.on("message", (packet) => {
            if (this.isOpen) entrance.send(packet, from.port, from.address);
          });
          return socket;
        });
      exits.set(sender, exit);
      return exit;
    };
    entrance.on("message", (packet, from) => {
      if (!this.isOpen) return;
      exitFor(from)
        .then((exit) => exit.send(packet, port, address))
        .catch(() => undefined);
    });
    return entrance;
  }
}
