import { insertSamples, type SampleRow } from "@/lib/emotion/repo";
import { log } from "@/lib/platform/log";

/** Samples are written together this often, milliseconds. */
const WRITE_EVERY_MS = 1_000;
/** With Postgres away, no more than this waits; the oldest go first. */
const MAX_WAITING = 5_000;

/**
 * Collects what was read, one sample per person and second, and writes it in batches. What a crash
 * loses is a second of feelings; nothing depends on it.
 */
export class SampleWriter {
  #waiting = new Map<string, SampleRow>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  add(row: SampleRow): void {
    const key = `${row.participantId} ${row.atMs}`;
    this.#waiting.set(key, row);
    if (this.#waiting.size > MAX_WAITING) {
      const [oldest] = this.#waiting.keys();
      if (oldest) this.#waiting.delete(oldest);
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#writing = this.#write();
    }, WRITE_EVERY_MS);
  }

  /** Writes what waits; part of an orderly end. */
  async close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#writing;
    await this.#write();
  }

  async #write(): Promise<void> {
    const rows = [...this.#waiting.values()];
    this.#waiting = new Map();
    await insertSamples(rows).catch((error: unknown) =>
      log("emotion").warn({ err: error, samples: rows.length }, "samples lost"),
    );
  }
}
