import { log } from "@/lib/platform/log";
import type { CopyBus, CopyMessage } from "@/lib/room/copy-bus";
import { meetingRoom } from "@/lib/room/keys";
import type { RoomCopy } from "@/lib/room/room-copy";
import { hasSeat, peopleOf, readSeats } from "@/lib/room/state";

/** People missing without a word of leaving are asked for, and waited for, this long: milliseconds. */
const PATIENCE_MS = 600;
/** A list that could not be read is tried again after this, milliseconds. */
const RETRY_MS = 1_000;

/**
 * Keeps every copy's picture of its rooms, and tells the people connected here about it: debounced,
 * and never with people missing merely because Redis forgot them.
 */
export class PeopleFeed {
  /** Meeting → ids of those in the room as last seen, wherever they are connected. */
  readonly #known = new Map<string, Set<string>>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #patient = new Set<string>();
  #closed = false;

  constructor(
    private readonly copy: RoomCopy,
    private readonly bus: CopyBus,
  ) {
    bus.on((message) => this.#hear(message));
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  /** Something in a room's list changed; every copy tells its people soon. */
  changed(meetingId: string, what: { left?: string; lost?: boolean } = {}): void {
    this.#take(meetingId, what.left);
    this.bus.send({ about: "people", meetingId, ...what });
  }

  /** Whether somebody is in the room: from memory, and from Redis for one who only just came. */
  async isHere(meetingId: string, participantId: string): Promise<boolean> {
    if (this.copy.find(meetingId, participantId)) return true;
    const known = this.#known.get(meetingId);
    if (known?.has(participantId)) return true;
    if (!(await hasSeat(meetingId, participantId))) return false;
    known?.add(participantId);
    return true;
  }

  #hear(message: CopyMessage): void {
    if (message.about !== "people") return;
    const { meetingId, left, lost } = message;
    this.#take(meetingId, left);
    if (lost) {
      this.copy.reassert(meetingId).then(
        (missing) => missing && this.changed(meetingId),
        (error: unknown) => log("room").warn({ err: error }, "people not registered again"),
      );
    }
  }

  #take(meetingId: string, left: string | undefined): void {
    if (left) this.#known.get(meetingId)?.delete(left);
    if (this.copy.membersIn(meetingId).length === 0) this.#known.delete(meetingId);
    else this.#schedule(meetingId, this.copy.timings.debounceMs);
  }

  #schedule(meetingId: string, delayMs: number): void {
    if (this.#closed || this.#timers.has(meetingId)) return;
    const timer = setTimeout(() => {
      this.#timers.delete(meetingId);
      this.#tell(meetingId).catch((error: unknown) => {
        log("room").warn({ err: error }, "people not read");
        this.#schedule(meetingId, RETRY_MS);
      });
    }, delayMs);
    this.#timers.set(meetingId, timer);
  }

  async #tell(meetingId: string): Promise<void> {
    if (this.copy.membersIn(meetingId).length === 0) return void this.#known.delete(meetingId);
    const people = peopleOf((await readSeats(meetingId)).values());
    const ids = new Set(people.map((person) => person.id));
    const expected = [
      ...(this.#known.get(meetingId) ?? []),
      ...this.copy.membersIn(meetingId).map((member) => member.record.person.id),
    ];
    if (expected.some((id) => !ids.has(id)) && !this.#patient.delete(meetingId)) {
      this.#patient.add(meetingId);
      await this.copy.reassert(meetingId);
      this.changed(meetingId, { lost: true });
      this.#postpone(meetingId);
      return;
    }
    this.#patient.delete(meetingId);
    this.#known.set(meetingId, ids);
    this.copy.nsp.local.to(meetingRoom(meetingId)).emit("room:people", { people });
  }

  #postpone(meetingId: string): void {
    clearTimeout(this.#timers.get(meetingId));
    this.#timers.delete(meetingId);
    this.#schedule(meetingId, PATIENCE_MS);
  }
}
