import { toRoomError } from "@/lib/room/client/errors";
import { type ChatSignaling, isPassing } from "./outbox";
import { Pause } from "./pause";
import type { Timeline } from "./timeline";

/** Web copies may tell two changes in the wrong order; the earlier one is waited for this long, ms. */
const ORDER_SLACK_MS = 250;
/** Between two attempts to read, milliseconds; the last one for all further ones. */
const PAUSES_MS = [1_000, 2_000, 5_000] as const;

/** Reads what is missing: the newest page at first, and later everything that changed since. */
export class CatchUp {
  readonly #signaling: ChatSignaling;
  readonly #timeline: Timeline;
  readonly #onFirstPage: (hasOlder: boolean) => void;
  readonly #onRead: () => void;
  readonly #pause = new Pause();
  #gapTimer: ReturnType<typeof setTimeout> | null = null;
  #isWanted = false;
  #isRunning = false;
  #closed = false;

  constructor(options: {
    signaling: ChatSignaling;
    timeline: Timeline;
    onFirstPage: (hasOlder: boolean) => void;
    onRead: () => void;
  }) {
    this.#signaling = options.signaling;
    this.#timeline = options.timeline;
    this.#onFirstPage = options.onFirstPage;
    this.#onRead = options.onRead;
  }

  /** In the room again: reads what is missing without waiting any longer. */
  resume(): void {
    this.#pause.end();
    this.start();
  }

  /** Reads what is missing, and again should this be called meanwhile. */
  start(): void {
    this.#isWanted = true;
    if (!this.#isRunning) void this.#run();
  }

  /** Reads what is missing unless it comes by itself in a moment. */
  fillGap(): void {
    if (this.#gapTimer || !this.#timeline.hasGap || this.#timeline.from === null) return;
    this.#gapTimer = setTimeout(() => {
      this.#gapTimer = null;
      if (this.#timeline.hasGap) this.start();
    }, ORDER_SLACK_MS);
  }

  close(): void {
    this.#closed = true;
    if (this.#gapTimer) clearTimeout(this.#gapTimer);
    this.#pause.end();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    let failures = 0;
    while (this.#isWanted && this.#signaling.isJoined && !this.#closed) {
      this.#isWanted = false;
      try {
        await (this.#timeline.from === null ? this.#readFirst() : this.#readSince());
        failures = 0;
      } catch (thrown) {
        const error = toRoomError(thrown);
        // Out of reach: the next join begins anew. Refused for good: asking again is no use.
        if (!isPassing(error)) continue;
        this.#isWanted = true;
        const pauseMs = PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)] ?? 0;
        failures += 1;
        await this.#pause.start(Math.max(pauseMs, (error.retryAfterSeconds ?? 0) * 1000));
      }
    }
    this.#isRunning = false;
  }

  async #readFirst(): Promise<void> {
    const page = await this.#signaling.request("chat:history", {});
    for (const message of page.messages) this.#timeline.put(message);
    this.#timeline.completeUpTo(page.version);
    this.#timeline.completeFrom(page.hasMore ? (page.messages[0]?.position ?? 1) : 1);
    this.#onFirstPage(page.hasMore);
    this.#onRead();
    this.fillGap();
  }

  async #readSince(): Promise<void> {
    for (let hasMore = true; hasMore && !this.#closed; ) {
      const { version } = this.#timeline;
      const page = await this.#signaling.request("chat:since", { version });
      for (const message of page.messages) this.#timeline.put(message);
      this.#timeline.completeUpTo(page.version);
      hasMore = page.hasMore;
    }
    this.#onRead();
  }
}
