import type { Redis } from "ioredis";
import { z } from "zod";
import { log } from "@/lib/platform/log";
import { redis } from "@/lib/platform/redis";
import { CHANGES_CHANNEL } from "@/lib/room/keys";

/** What somebody's copy does to them. */
export const adjustment = z.discriminatedUnion("what", [
  /** Reads the role anew. */
  z.object({ what: z.literal("role") }),
  z.object({ what: z.literal("mute") }),
  /** Lowers a hand that went up before this, so that one raised again stays up. */
  z.object({ what: z.literal("lower-hand"), untilMs: z.number() }),
  /** Forgets the screen shared since then, not one shared again. */
  z.object({ what: z.literal("stop-share"), sinceMs: z.number() }),
  /** Hangs up: a host removed them. */
  z.object({ what: z.literal("remove") }),
]);
export type Adjustment = z.infer<typeof adjustment>;

const message = z.discriminatedUnion("about", [
  /** The list of people changed. */
  z.object({
    about: z.literal("people"),
    meetingId: z.uuid(),
    /** Who left for good. */
    left: z.string().optional(),
    /** Redis seems to have lost people: every copy should register its own again. */
    lost: z.boolean().optional(),
  }),
  /** The list of those in front of the door changed. */
  z.object({ about: z.literal("lobby"), meetingId: z.uuid() }),
  /** A fault on purpose: the copy that holds this person dies. */
  z.object({ about: z.literal("kill"), meetingId: z.uuid(), participantId: z.uuid() }),
  z.object({
    about: z.literal("member"),
    meetingId: z.uuid(),
    participantId: z.uuid(),
    change: adjustment,
  }),
]);
export type CopyMessage = z.infer<typeof message>;

const envelope = z.object({ from: z.string(), message });

/**
 * What web copies tell each other about rooms. A message may get lost with its Redis; everything
 * told here is also found by the upkeep.
 */
export class CopyBus {
  readonly #listeners = new Set<(message: CopyMessage) => void>();

  constructor(
    private readonly copyId: string,
    private readonly subscriber: Redis,
  ) {}

  async start(): Promise<void> {
    this.subscriber.on("message", this.#onMessage);
    await this.subscriber.subscribe(CHANGES_CHANNEL);
  }

  close(): void {
    this.subscriber.off("message", this.#onMessage);
    this.#listeners.clear();
  }

  /** Hears what the other copies say. */
  on(listener: (message: CopyMessage) => void): void {
    this.#listeners.add(listener);
  }

  /** Tells every other copy. */
  send(message: CopyMessage): void {
    redis()
      .publish(CHANGES_CHANNEL, JSON.stringify({ from: this.copyId, message }))
      .catch((error: unknown) => log("room").warn({ err: error }, "change not told"));
  }

  readonly #onMessage = (channel: string, raw: string): void => {
    if (channel !== CHANGES_CHANNEL) return;
    const parsed = envelope.safeParse(parseJson(raw));
    if (!parsed.success || parsed.data.from === this.copyId) return;
    for (const listener of this.#listeners) listener(parsed.data.message);
  };
}

function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return null;
  }
}
