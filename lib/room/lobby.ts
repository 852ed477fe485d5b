import type { Socket } from "socket.io";
import { nowMs } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import type { CopyBus } from "@/lib/room/copy-bus";
import { lobbyRoom, lobbySeatRoom, moderatorsRoom } from "@/lib/room/keys";
import {
  findWaiting,
  lobbiesNow,
  putWaiting,
  readWaiting,
  removeWaiting,
  type WaitingRecord,
} from "@/lib/room/lobby-state";
import type { RoomCopy, SocketSeat } from "@/lib/room/room-copy";
import type { LobbyPerson } from "@/lib/room/schema";

interface Waiter {
  meetingId: string;
  socket: Socket;
  record: WaitingRecord;
}

/**
 * Those in front of the doors. They are in no room of their meeting, so nothing that is told in it
 * can reach them; only moderators learn who waits. Their notes live as long as their sockets.
 */
export class Lobby {
  /** Socket id → who waits through this copy. */
  readonly #here = new Map<string, Waiter>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** One list after the other, so that an older one never overtakes a newer one. */
  #telling: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(
    private readonly copy: RoomCopy,
    private readonly bus: CopyBus,
  ) {
    bus.on((message) => {
      if (message.about === "lobby") this.#schedule(message.meetingId);
    });
  }

  /** Puts somebody in front of the door. An older tab of theirs that waits is told `replaced`. */
  async wait(socket: Socket, who: { name: string; isGuest: boolean }): Promise<void> {
    const { meetingId, participantId: id } = socket.data.seat as SocketSeat;
    const held = await findWaiting(meetingId, id);
    const sinceMs = held?.person.sinceMs ?? nowMs();
    const record = { person: { id, ...who, sinceMs }, copy: this.copy.id, socket: socket.id };
    this.#here.set(socket.id, { meetingId, socket, record });
    await socket.join([lobbyRoom(meetingId), lobbySeatRoom(meetingId, id)]);
    await putWaiting(meetingId, record);
    if (held && held.socket !== socket.id) this.copy.dismiss(held.socket);
    // It may have dropped meanwhile, before its note was there to be taken off.
    if (!socket.connected) {
      this.#here.delete(socket.id);
      await removeWaiting(meetingId, record);
    }
    this.changed(meetingId);
  }

  /** A socket dropped: whoever waited through it does so no more. */
  async gone(socket: Socket): Promise<void> {
    const waiter = this.#here.get(socket.id);
    if (!waiter) return;
    this.#here.delete(socket.id);
    if (await removeWaiting(waiter.meetingId, waiter.record)) this.changed(waiter.meetingId);
  }

  /** Somebody went in: they wait no more, neither with this socket nor in another tab. */
  async wentIn(socket: Socket): Promise<void> {
    const { meetingId, participantId } = socket.data.seat as SocketSeat;
    this.#here.delete(socket.id);
    const held = await findWaiting(meetingId, participantId);
    if (!held) return;
    await Promise.all([
      socket.leave(lobbyRoom(meetingId)),
      socket.leave(lobbySeatRoom(meetingId, participantId)),
    ]);
    await removeWaiting(meetingId, held);
    if (held.socket !== socket.id) this.copy.dismiss(held.socket);
    this.changed(meetingId);
  }

  /** Everybody who waits, who came first first. */
  async list(meetingId: string): Promise<LobbyPerson[]> {
    return (await readWaiting(meetingId)).map((record) => record.person);
  }

  /** The list of a door changed; every copy tells its moderators soon. */
  changed(meetingId: string): void {
    this.#schedule(meetingId);
    this.bus.send({ about: "lobby", meetingId });
  }

  /** Notes again whom Redis has lost. */
  async reassert(): Promise<void> {
    for (const waiter of [...this.#here.values()]) {
      if (await findWaiting(waiter.meetingId, waiter.record.person.id)) continue;
      if (this.#here.get(waiter.socket.id) !== waiter) continue;
      await putWaiting(waiter.meetingId, waiter.record);
      this.changed(waiter.meetingId);
    }
  }

  /** Takes off the notes of copies that died, and those of this copy that nobody waits behind. */
  async sweep(isAlive: (copyId: string) => Promise<boolean>): Promise<void> {
    for (const meetingId of await lobbiesNow()) {
      for (const record of await readWaiting(meetingId)) {
        const waits =
          record.copy === this.copy.id ? this.#here.has(record.socket) : await isAlive(record.copy);
        if (!waits && (await removeWaiting(meetingId, record))) this.changed(meetingId);
      }
    }
  }

  /** Nobody waits through this copy any more. */
  async close(): Promise<void> {
    const sockets = [...this.#here.values()].map((waiter) => waiter.socket);
    await Promise.allSettled(sockets.map((socket) => this.gone(socket)));
    this.#closed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #schedule(meetingId: string): void {
    if (this.#closed || this.#timers.has(meetingId)) return;
    const timer = setTimeout(() => {
      this.#timers.delete(meetingId);
      this.#telling = this.#telling
        .then(() => this.#tell(meetingId))
        .catch((error: unknown) => log("room").warn({ err: error }, "lobby not told"));
    }, this.copy.timings.debounceMs);
    this.#timers.set(meetingId, timer);
  }

  async #tell(meetingId: string): Promise<void> {
    if (this.copy.membersIn(meetingId).length === 0) return;
    const waiting = await this.list(meetingId);
    this.copy.nsp.local.to(moderatorsRoom(meetingId)).emit("room:lobby", { waiting });
  }
}
