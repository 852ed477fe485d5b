import { randomUUID } from "node:crypto";
import type { Namespace, Socket } from "socket.io";
import { nowMs } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import { redis } from "@/lib/platform/redis";
import { copyKey, peopleKey } from "@/lib/room/keys";
import { RECONNECT_GRACE_MS } from "@/lib/room/schema";
import { claimSeat, type SeatRecord } from "@/lib/room/state";

/** How often and how long, milliseconds. Tests shorten them. */
export interface RoomTimings {
  /** A dropped socket keeps its seat this long. */
  graceMs: number;
  /** A copy gives a sign of life, looks after its own people and sweeps this often. */
  heartbeatMs: number;
  /** A copy without a sign of life for this long is dead. */
  copyTtlMs: number;
  /** A meeting without people is ended after this. */
  emptyMs: number;
  /** Rooms are compared with Postgres this often. */
  reconcileMs: number;
  /** Changes of the list of people are told together after this. */
  debounceMs: number;
}

export const ROOM_TIMINGS: RoomTimings = {
  graceMs: RECONNECT_GRACE_MS,
  heartbeatMs: 1_500,
  copyTtlMs: 6_000,
  emptyMs: 120_000,
  reconcileMs: 60_000,
  debounceMs: 150,
};

/** What a socket's handshake proved. */
export interface SocketSeat {
  participantId: string;
  meetingId: string;
}

/** Somebody who joined through this copy; kept through a reconnect until the seat is given up. */
export interface Member {
  meetingId: string;
  socket: Socket;
  record: SeatRecord;
}

/** One web process's part of all rooms: who is connected here. The truth it re-registers from. */
export class RoomCopy {
  readonly id = randomUUID();
  readonly #rooms = new Map<string, Map<string, Member>>();

  constructor(
    readonly nsp: Namespace,
    readonly timings: RoomTimings,
  ) {}

  /** The member a socket is; null before it joined and after it lost its seat. */
  memberOf(socket: Socket): Member | null {
    const { meetingId, participantId } = socket.data.seat as SocketSeat;
    const member = this.find(meetingId, participantId);
    return member?.socket === socket ? member : null;
  }

  find(meetingId: string, participantId: string): Member | null {
    return this.#rooms.get(meetingId)?.get(participantId) ?? null;
  }

  membersIn(meetingId: string): Member[] {
    return [...(this.#rooms.get(meetingId)?.values() ?? [])];
  }

  meetingIds(): string[] {
    return [...this.#rooms.keys()];
  }

  put(member: Member): void {
    const room = this.#rooms.get(member.meetingId) ?? new Map<string, Member>();
    this.#rooms.set(member.meetingId, room.set(member.record.person.id, member));
  }

  /** Forgets a member, unless the seat has a newer one. True when it was there. */
  drop(member: Member): boolean {
    const { meetingId, record } = member;
    if (this.find(meetingId, record.person.id) !== member) return false;
    const room = this.#rooms.get(meetingId);
    room?.delete(record.person.id);
    if (room?.size === 0) this.#rooms.delete(meetingId);
    return true;
  }

  /** When a room that becomes empty now is ended, epoch milliseconds. */
  emptyEndMs(): number {
    return nowMs() + this.timings.emptyMs;
  }

  /** Ends the older socket of a seat, on whichever copy it is. */
  dismiss(socketId: string): void {
    this.nsp.to(socketId).emit("room:ended", { reason: "replaced" });
    this.nsp.in(socketId).disconnectSockets(true);
  }

  /** Writes what changed of a member. A newer socket of the seat elsewhere ends this one. */
  async save(member: Member): Promise<void> {
    // Whoever left while something was being done for them must not come back as a ghost.
    if (this.find(member.meetingId, member.record.person.id) !== member) return;
    if (!(await claimSeat(member.meetingId, member.record))) this.replaced(member);
  }

  /** Like {@link save}, but a lost Redis is no failure: a later heartbeat writes what differs. */
  async saveOrLater(member: Member): Promise<void> {
    await this.save(member).catch((error: unknown) =>
      log("room").warn({ err: error }, "seat not saved yet"),
    );
  }

  /** The same seat was opened anew: this socket's time is over. */
  replaced(member: Member): void {
    this.drop(member);
    if (!member.socket.connected) return;
    member.socket.emit("room:ended", { reason: "replaced" });
    member.socket.disconnect(true);
  }

  /** Says that this copy lives. */
  async beat(): Promise<void> {
    await redis().set(copyKey(this.id), "1", "PX", this.timings.copyTtlMs);
  }

  /**
   * Registers again whom Redis has lost of this copy's people, and lets go of whom it holds by a
   * newer socket. True when somebody was missing.
   */
  async reassert(meetingId: string): Promise<boolean> {
    const members = this.membersIn(meetingId);
    if (members.length === 0) return false;
    await this.beat();
    const ids = members.map((member) => member.record.person.id);
    const stored = await redis().hmget(peopleKey(meetingId), ...ids);
    let missing = false;
    for (const [index, member] of members.entries()) {
      const { record } = member;
      // Someone may have left while Redis answered, or be about to.
      if (this.find(meetingId, record.person.id) !== member) continue;
      if (record.goneAt !== null && record.goneAt <= nowMs()) continue;
      if (stored[index] === JSON.stringify(record)) continue;
      // Forgotten, or another copy took us for dead while this process was held up.
      missing = true;
      await this.save(member);
    }
    return missing;
  }
}
