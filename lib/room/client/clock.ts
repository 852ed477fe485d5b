/** One question to the server: when it was asked and answered (monotonic ms), and what it said. */
export type ClockSample = { sentAt: number; receivedAt: number; serverTimeMs: number };

/** Samples older than this no longer speak for the present: quartz drifts some ms in ten minutes. */
const SAMPLE_LIFE_MS = 10 * 60_000;
const FIRST_SAMPLES = 5;
const FIRST_SPACING_MS = 120;
const REFRESH_MS = 30_000;

/**
 * Server epoch ms minus monotonic ms, from the sample with the shortest round trip: its error is at
 * most half that round trip (Cristian 1989). Null without samples.
 */
export const bestOffset = (samples: readonly ClockSample[]): number | null => {
  let best: ClockSample | null = null;
  for (const sample of samples) {
    if (!best || roundTrip(sample) < roundTrip(best)) best = sample;
  }
  return best ? best.serverTimeMs - (best.sentAt + best.receivedAt) / 2 : null;
};

const roundTrip = (sample: ClockSample): number => sample.receivedAt - sample.sentAt;

type MeetingClockOptions = {
  /** Asks the server for its time, epoch milliseconds; may fail while the way there is closed. */
  ask: () => Promise<number>;
  /** Monotonic milliseconds. */
  monotonic?: () => number;
};

/**
 * The meeting's clock in this browser: the server's time, carried on by the monotonic clock, so
 * that a change of the computer's own clock moves nothing.
 */
export class MeetingClock {
  readonly #ask: () => Promise<number>;
  readonly #monotonic: () => number;
  #samples: ClockSample[] = [];
  #offset: number | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #round = 0;

  constructor(options: MeetingClockOptions) {
    this.#ask = options.ask;
    this.#monotonic = options.monotonic ?? (() => performance.now());
  }

  /** Server time, epoch milliseconds; the computer's own until the first answer. */
  now(): number {
    return this.at(this.#monotonic());
  }

  /** Server time of a moment given in monotonic milliseconds (`performance.now()`). */
  at(monotonicMs: number): number {
    if (this.#offset === null) return Date.now() + (monotonicMs - this.#monotonic());
    return monotonicMs + this.#offset;
  }

  /** Half the shortest round trip: how far {@link now} may be off, milliseconds. */
  get uncertaintyMs(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...this.#samples.map(roundTrip)) / 2;
  }

  add(sample: ClockSample): void {
    const oldest = sample.receivedAt - SAMPLE_LIFE_MS;
    this.#samples = [...this.#samples.filter((known) => known.receivedAt > oldest), sample];
    this.#offset = bestOffset(this.#samples);
  }

  /** Asks a few times in a row, then now and then. Called again (after a reconnect) it starts over. */
  start(): void {
    this.stop();
    const round = ++this.#round;
    let asked = 0;
    const next = async (): Promise<void> => {
      await this.#sample();
      asked += 1;
      if (round !== this.#round) return;
      this.#timer = setTimeout(next, asked < FIRST_SAMPLES ? FIRST_SPACING_MS : REFRESH_MS);
    };
    void next();
  }

  stop(): void {
    this.#round += 1;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #sample(): Promise<void> {
    const sentAt = this.#monotonic();
    try {
      const serverTimeMs = await this.#ask();
      this.add({ sentAt, receivedAt: this.#monotonic(), serverTimeMs });
    } catch {
      // The way to the server is closed; the offset known so far stays the best there is.
    }
  }
}
